"""Where a text matches, and the passage of a section that shows it best; the same for every engine."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.model import Section, Span
from index.analysis.fold import fold
from index.analysis.variants import in_taiwan_words
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
        for needle in needles:
            for form in (needle.text, in_taiwan_words(needle.text)):
                self._weights[form] = max(needle.weight, self._weights.get(form, 0.0))
        exact = {needle.text for needle in needles if needle.exact}
        forms = sorted(self._weights, key=lambda form: (form not in exact, -len(form), form))
        self._pattern = re.compile("|".join(f"({_pattern(form, form in exact)})" for form in forms)) if forms else None
        self._forms = forms

    def find(self, text: str) -> list[tuple[Span, str]]:
        """The matches in a text: spans of the original and the needle that matched, in order, not overlapping."""
        if self._pattern is None:
            return []
        folded = fold(text)
        return [
            (folded.span(m.start(), m.end()), self._forms[(m.lastindex or 1) - 1])
            for m in self._pattern.finditer(folded.text)
            if m.end() > m.start()
        ]

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
        sentences = [m.span() for m in _SENTENCE.finditer(text) if m.end() > m.start()]
        if not sentences:
            return 0, 0
        matches = self.find(text)
        best = max(range(len(sentences)), key=lambda i: (self._cover(i, sentences, matches), -i))
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

    def _cover(self, place: int, sentences: Sequence[tuple[int, int]], matches: list[tuple[Span, str]]) -> float:
        start, _ = sentences[place]
        end = start + LONGEST_SNIPPET
        held = {form for span, form in matches if start <= span.start and span.end <= end}
        first = sum(self._weights[form] for span, form in matches if start <= span.start < sentences[place][1])
        return sum(self._weights[form] for form in held) + 0.01 * min(first, 10.0)


def _pattern(form: str, exact: bool) -> str:
    """A folded form as an expression: white space may stand beside wide characters, Latin words begin at a border."""
    parts = []
    for place, character in enumerate(form):
        wide = not character.isascii()
        if place and (wide or not form[place - 1].isascii()) and character != " ":
            parts.append(r"\s{0,3}" if exact else r"\s?")
        parts.append(r"\s{1,3}" if character == " " else re.escape(character))
    body = "".join(parts)
    if exact or not form[0].isascii() or not form[0].isalnum():
        return body
    ending = r"(?:e?s(?![a-z]))?" if form.isalpha() else ""
    return rf"(?<![a-z0-9]){body}{ending}"


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
