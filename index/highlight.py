"""Where a text matches, and the passage of a section that shows it best; the same for every engine."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.model import Section, Span
from index.analysis.fold import fold
from index.analysis.variants import in_taiwan_words, is_traditional
from index.model import Marked

#: The length of a snippet in code points: what it grows to, and at most.
SNIPPET, LONGEST_SNIPPET = 110, 180
#: Sections longer than this are searched for a passage only up to here.
LONGEST_TEXT = 40_000

_SENTENCE = re.compile(r"[^。！？；!?\n]*(?:[。！？；!?]+[”’」）)]*|\n+|$)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Needle:
    """What to mark: folded text, and how much a passage gains by holding it. `exact` is a run given in quotes."""

    text: str
    weight: float
    exact: bool = False


class Highlighter:
    """Marks the needles of one query in any number of texts."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        self._weights: dict[str, float] = {}
        patterns: dict[str, bool] = {}
        for needle in needles:
            self._weights[needle.text] = max(needle.weight, self._weights.get(needle.text, 0.0))
            if needle.exact or _has_border(needle.text):
                patterns[needle.text] = needle.exact or patterns.get(needle.text, False)
        self._plain = [form for form in self._weights if form not in patterns]
        self._patterns = [(form, re.compile(_pattern(form))) for form in patterns]

    def find(self, text: str) -> list[tuple[Span, str]]:
        """The matches in a text: spans of the original and the needle that matched, by where they start."""
        folded = fold(text)
        found = [(start, end, form) for form in self._plain for start, end in _occurrences(folded.text, form)]
        for form, pattern in self._patterns:
            found.extend((m.start(), m.end(), form) for m in pattern.finditer(folded.text))
        if folded.text != text.lower() and is_traditional(text):
            for form in self._plain:
                if (taiwan := in_taiwan_words(form)) != form:
                    found.extend((start, end, form) for start, end in _occurrences(folded.text, taiwan))
        return [(folded.span(start, end), form) for start, end, form in sorted(found)]

    def mark(self, text: str) -> Marked:
        """The text with its matches; runs that touch are one mark, and no mark ends inside a combining sequence."""
        return Marked(text, _merged(text, [span for span, _ in self.find(text)]))

    def snippet(self, section: Section) -> Marked:
        """The passage of a section with the best cover of the needles, cut at sentence borders where they are near."""
        text = section.text[:LONGEST_TEXT]
        start, end = self._best_passage(text)
        cut = _SPACE.sub(" ", text[start:end]).strip()
        before = "…" if text[:start].strip() else ""
        after = "…" if text[end:].strip() else ""
        return self.mark(f"{before}{cut}{after}")

    def _best_passage(self, text: str) -> tuple[int, int]:
        if len(text) <= SNIPPET:
            return 0, len(text)
        sentences = [m.span() for m in _SENTENCE.finditer(text) if m.end() > m.start()]
        matches = self.find(text)
        best = self._best_sentence(sentences, matches)
        start, end = sentences[best]
        following = best + 1
        while following < len(sentences) and sentences[following][1] - start <= SNIPPET:
            end = sentences[following][1]
            following += 1
        while best > 0 and end - sentences[best - 1][0] <= SNIPPET:
            best -= 1
            start = sentences[best][0]
        if end - start <= LONGEST_SNIPPET:
            return start, end
        inside = [span.start for span, _ in matches if start <= span.start < end]
        first = max(start, inside[0] - LONGEST_SNIPPET // 4) if inside else start
        return _between_characters(text, first), _between_characters(text, min(end, first + LONGEST_SNIPPET))

    def _best_sentence(self, sentences: Sequence[tuple[int, int]], matches: Sequence[tuple[Span, str]]) -> int:
        """The sentence from which on a snippet holds most of what is sought; the first of equals."""
        starts = [span.start for span, _ in matches]
        best, most = 0, 0.0
        for place, (start, end) in enumerate(sentences):
            first = bisect_left(starts, start)
            if first == len(starts) or starts[first] >= end:
                continue
            last = bisect_left(starts, start + LONGEST_SNIPPET, first)
            held = {form for _, form in matches[first:last]}
            own = {form for span, form in matches[first:last] if span.start < end}
            cover = sum(self._weights[form] for form in held) + 0.5 * sum(self._weights[form] for form in own)
            if cover > most:
                best, most = place, cover
        return best


def _has_border(form: str) -> bool:
    """Whether a form may be written with white space inside: it has some, or Chinese beside Latin."""
    return " " in form or any(a.isascii() != b.isascii() for a, b in pairwise(form))


def _occurrences(text: str, form: str) -> Iterator[tuple[int, int]]:
    """Where a folded form stands; a Latin word only at a word's beginning, with its plural."""
    latin = form[0].isascii() and form[0].isalnum()
    place = text.find(form)
    while place >= 0:
        end = place + len(form)
        if not latin:
            yield place, end
        elif not place or not (text[place - 1].isascii() and text[place - 1].isalnum()):
            for ending in ("es", "s") if form.isalpha() else ():
                if text.startswith(ending, end) and not text[end + len(ending) : end + len(ending) + 1].isalnum():
                    end += len(ending)
                    break
            yield place, end
        place = text.find(form, place + 1)


def _pattern(form: str) -> str:
    """A folded form as an expression that allows white space beside wide characters and more of it between words."""
    parts = []
    for place, character in enumerate(form):
        if place and character != " " and not (character.isascii() and form[place - 1].isascii()):
            parts.append(r"\s{0,3}")
        parts.append(r"\s{1,3}" if character == " " else re.escape(character))
    return "".join(parts)


def _merged(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in spans:
        end = span.end
        while end < len(text) and (unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0f\ufe0e"):
            end += 1
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Span(span.start, end))
    return tuple(merged)


def _between_characters(text: str, place: int) -> int:
    """The nearest place at or before `place` that does not split a combining sequence or a Latin word."""
    limit = max(0, place - 24)
    while place > limit and place < len(text):
        latin = (
            text[place].isascii() and text[place].isalnum() and text[place - 1].isascii() and text[place - 1].isalnum()
        )
        if not latin and not unicodedata.combining(text[place]):
            break
        place -= 1
    return place
