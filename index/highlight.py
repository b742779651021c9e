"""Where a text matches, and the passage of a section that shows it best; the same for every engine."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Section, Span
from index.analysis.fold import Folded, visible
from index.analysis.variants import is_traditional, taiwan_forms
from index.code_runs import code_runs
from index.model import Marked

#: The length of a snippet in code points: what it grows to, and at most.
SNIPPET, LONGEST_SNIPPET = 110, 180
#: Sections longer than this are searched for a passage only up to here.
LONGEST_TEXT = 40_000
#: How many texts that were shown lately are kept as a reader sees them, and up to which length each.
MOST_KEPT, LONGEST_KEPT = 2048, 4096

_SENTENCE = re.compile(r"[^。！？；!?\n]*(?:[。！？；!?]+[”’」）)]*|\n+|$)")
_SPACE = re.compile(r"\s+")
_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Needle:
    """What to mark: folded text, and how much a passage gains by holding it.

    `exact` is a run given in quotes, marked anywhere; `whole` a term, whose Latin letters are marked as a whole word
    only; what is neither may be the beginning of a word.
    """

    text: str
    weight: float
    exact: bool = False
    whole: bool = False


class Highlighter:
    """Marks the needles of one query in any number of texts; an empty needle marks nothing."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        self._weights: dict[str, float] = {}
        exact: set[str] = set()
        beginnings: set[str] = set()
        for needle in (needle for needle in needles if needle.text):
            self._weights[needle.text] = max(needle.weight, self._weights.get(needle.text, 0.0))
            if needle.exact:
                exact.add(needle.text)
            elif not needle.whole:
                beginnings.add(needle.text)
        self._exact = exact
        self._words = [(form, form not in beginnings) for form in self._weights if form not in exact]

    def find(self, text: str) -> list[tuple[Span, str]]:
        """The matches in a text: spans of the original and the needle that matched, by where they start."""
        seen, traditional = _seen(text) if len(text) <= LONGEST_KEPT else _read(text)
        found = [(start, end, form) for form in self._exact for start, end in _everywhere(seen.text, form)]
        found += [(start, end, form) for form, whole in self._words for start, end in _as_word(seen.text, form, whole)]
        if traditional:
            forms = [(form, taiwan) for form, _ in self._words for taiwan in taiwan_forms(form)]
            found += [(start, end, form) for form, taiwan in forms for start, end in _everywhere(seen.text, taiwan)]
        return [(seen.span(start, end), form) for start, end, form in sorted(found)]

    def mark(self, text: str) -> Marked:
        """The text with its matches; runs that touch are one mark, and no mark ends inside a combining sequence."""
        return Marked(text, _merged(text, [span for span, _ in self.find(text)]))

    def snippet(self, section: Section) -> Marked:
        """The passage of a section with the best cover of the needles, cut at sentence borders where they are near."""
        text = section.text[:LONGEST_TEXT]
        start, end = self._best_passage(text)
        before = "…" if text[:start].strip() else ""
        after = "…" if text[end:].strip() else ""
        cut = self.mark(_SPACE.sub(" ", text[start:end]).strip())
        marks = _moved(cut.marks, len(before))
        return Marked(f"{before}{cut.text}{after}", marks, _moved(code_runs(section, start, end), len(before)))

    def _best_passage(self, text: str) -> tuple[int, int]:
        if len(text) <= SNIPPET:
            return 0, len(text)
        sentences = [m.span() for m in _SENTENCE.finditer(text) if m.end() > m.start()]
        matches = self.find(text)
        best = self._best_sentence(sentences, matches)
        start, end = sentences[best]
        wanted = self._heaviest(matches, start, end)
        following = best + 1
        while following < len(sentences) and (sentences[following][1] - start <= SNIPPET or end < wanted.end):
            end = sentences[following][1]
            following += 1
        while best > 0 and end - sentences[best - 1][0] <= SNIPPET:
            best -= 1
            start = sentences[best][0]
        if end - start <= LONGEST_SNIPPET:
            return start, end
        lead = min(LONGEST_SNIPPET // 4, max(0, LONGEST_SNIPPET - len(wanted)))
        first = _between_characters(text, max(start, wanted.start - lead))
        return first, max(_between_characters(text, min(end, first + LONGEST_SNIPPET)), wanted.end)

    def _heaviest(self, matches: Sequence[tuple[Span, str]], start: int, end: int) -> Span:
        """The match that must be seen whole: the heaviest that begins in a sentence; its beginning if there is none."""
        inside = [(span, form) for span, form in matches if start <= span.start < end]
        best = max(inside, key=lambda match: (self._weights[match[1]], -match[0].start), default=None)
        return best[0] if best else Span(start, start)

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


def _read(text: str) -> tuple[Folded, bool]:
    """A text as a reader sees it, and whether it is in Traditional characters; places in four bytes each."""
    seen = visible(text)
    if seen.starts is not None and seen.ends is not None:
        seen = Folded(seen.text, array("I", seen.starts), array("I", seen.ends))
    return seen, not text.isascii() and is_traditional(text)


_seen = lru_cache(maxsize=MOST_KEPT)(_read)


def _everywhere(text: str, form: str) -> Iterator[tuple[int, int]]:
    place = text.find(form)
    while place >= 0:
        yield place, place + len(form)
        place = text.find(form, place + 1)


def _as_word(text: str, form: str, whole: bool) -> Iterator[tuple[int, int]]:
    """Where a form stands; a Latin word only at a word's beginning, with its plural, and if `whole` to its end."""
    latin = form[0].isascii() and form[0].isalnum()
    for start, end in _everywhere(text, form):
        if not latin:
            yield start, end
        elif not start or not (text[start - 1].isascii() and text[start - 1].isalnum()):
            stop = end + _plural(text, end) if form.isalpha() else end
            after = text[stop : stop + 1]
            if not (whole and form[-1].isalpha() and after.isascii() and after.isalpha()):
                yield start, stop


def _plural(text: str, end: int) -> int:
    """The length of an English plural's ending at a place of a text."""
    for ending in ("es", "s"):
        if text.startswith(ending, end) and not text[end + len(ending) : end + len(ending) + 1].isalnum():
            return len(ending)
    return 0


def _moved(spans: Iterable[Span], by: int) -> tuple[Span, ...]:
    return tuple(Span(span.start + by, span.end + by) for span in spans)


def _merged(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in spans:
        start, end = span.start, span.end
        while start > 0 and _continues(text, start):
            start -= 1
        while end < len(text) and _continues(text, end):
            end += 1
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Span(start, end))
    return tuple(merged)


def _continues(text: str, place: int) -> bool:
    """Whether the character at `place` belongs to what the one before it begins: accents, variants, joined emoji."""
    character = text[place]
    return not character.isascii() and (
        character == _JOINER
        or text[place - 1] == _JOINER
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or unicodedata.category(character)[0] == "M"
    )


def _between_characters(text: str, place: int) -> int:
    """The nearest place at or before `place` that does not split a combining sequence or a Latin word."""
    limit = max(0, place - 24)
    while place > limit and place < len(text):
        latin = (
            text[place].isascii() and text[place].isalnum() and text[place - 1].isascii() and text[place - 1].isalnum()
        )
        if not latin and not _continues(text, place):
            break
        place -= 1
    return place
