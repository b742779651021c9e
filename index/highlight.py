"""Where a text matches, and the passage of a section that shows it best; the same for every engine."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from math import fsum

from corpus.model import Span
from index.analysis.variants import taiwan_forms
from index.model import Marked
from index.query.need import Needle
from index.readable import JOINER, Body, Readable, is_joined

#: The length of a snippet in code points: what it grows to, and at most.
SNIPPET, LONGEST_SNIPPET = 110, 180

#: What is found counts in the source of a diagram, which is hardly read, against what is found elsewhere.
DRAWN = 0.4

#: A run of a text and the needle that it matches.
Match = tuple[int, int, str]


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
        self._words = [form for form in self._weights if form not in exact]
        latin = {form for form in self._words if form[0].isascii() and form[0].isalnum()}
        self._latin = [(form, form not in beginnings) for form in self._words if form in latin]
        self._anywhere = [(form, len(form)) for form in self._weights if form not in latin]

    def find(self, text: Readable) -> list[Match]:
        """The matches in a text: runs of the original and the needle that matched, by where they start."""
        seen, found = text.seen, list[Match]()
        for form, size in self._anywhere:
            if form in seen.text:
                found += [(place, place + size, form) for place in _places(seen.text, form)]
        for form, whole in self._latin:
            if form in seen.text:
                found += [(start, end, form) for start, end in _as_word(seen.text, form, whole)]
        if text.traditional:
            for form in self._words:
                for taiwan in taiwan_forms(form):
                    found += [(place, place + len(taiwan), form) for place in _places(seen.text, taiwan)]
        found.sort()
        if seen.starts is None or seen.ends is None:
            return found
        return [(seen.starts[start], seen.ends[end - 1], form) for start, end, form in found]

    def mark(self, text: Readable) -> Marked:
        """The text with its matches; runs that touch are one mark, and no mark ends inside a combining sequence."""
        runs = [(start, end) for start, end, _ in self.find(text)]
        return Marked(text.text, _moved(_merged(text.text, runs, text.joined), 0))

    def snippet(self, body: Body) -> Marked:
        """The passage of a section with the best cover of the needles, cut at sentence borders where they are near."""
        matches = self.find(body.readable)
        start, end = self._best_passage(body, matches)
        cut, place = body.passage(start, end), body.shown.place
        first, last = bisect_left(matches, (start,)), bisect_left(matches, (end,))
        inside = [cut.clip(place(s), place(e - 1) + 1) for s, e, _ in matches[first:last] if e <= end]
        first, last = bisect_right(body.code_ends, cut.start), bisect_left(body.code, (cut.end,))
        code = [cut.clip(s, e) for s, e in body.code[first:last]]
        before, after = "…" if cut.before else "", "…" if cut.after else ""
        return Marked(
            f"{before}{cut.text}{after}",
            _moved(_merged(cut.text, [(s, e) for s, e in inside if s < e], body.readable.joined), len(before)),
            _moved(code, len(before)),
        )

    def _best_passage(self, body: Body, matches: Sequence[Match]) -> tuple[int, int]:
        text, sentences = body.readable.text, body.sentences
        if len(text) <= SNIPPET:
            return 0, len(text)
        best = self._best_sentence(body, matches)
        start, end = sentences[best]
        seen_from, seen_to = self._heaviest(matches, start, end)
        following, drawn = best + 1, body.drawn[best]
        while following < len(sentences) and (
            end < seen_to or (sentences[following][1] - start <= SNIPPET and body.drawn[following] == drawn)
        ):
            end = sentences[following][1]
            following += 1
        while best > 0 and end - sentences[best - 1][0] <= SNIPPET and body.drawn[best - 1] <= drawn:
            best -= 1
            start = sentences[best][0]
        if end - start <= LONGEST_SNIPPET:
            return start, end
        lead = min(LONGEST_SNIPPET // 4, max(0, LONGEST_SNIPPET - (seen_to - seen_from)))
        first = _between_characters(text, max(start, seen_from - lead))
        return first, max(_between_characters(text, min(end, first + LONGEST_SNIPPET)), seen_to)

    def _heaviest(self, matches: Sequence[Match], start: int, end: int) -> tuple[int, int]:
        """The match that must be seen whole: the heaviest that begins in a sentence; its beginning if there is none."""
        inside = [match for match in matches if start <= match[0] < end]
        best = max(inside, key=lambda match: (self._weights[match[2]], -match[0]), default=None)
        return best[:2] if best else (start, start)

    def _best_sentence(self, body: Body, matches: Sequence[Match]) -> int:
        """The sentence from which on a snippet holds most of what is sought; the first of equals."""
        sentences, starts = body.sentences, [match[0] for match in matches]
        best, most, first = 0, 0.0, 0
        while first < len(starts):
            place = bisect_right(sentences, (starts[first] + 1, 0)) - 1
            start, end = sentences[place]
            last = bisect_left(starts, start + LONGEST_SNIPPET, first)
            until = bisect_left(starts, end, first)
            held = {match[2] for match in matches[first:last]}
            own = {match[2] for match in matches[first : min(last, until)]}
            cover = fsum(map(self._weights.__getitem__, held)) + 0.5 * fsum(map(self._weights.__getitem__, own))
            if body.drawn[place]:
                cover *= DRAWN
            if cover > most:
                best, most = place, cover
            first = until
        return best


def _places(text: str, form: str) -> list[int]:
    found, place = [], text.find(form)
    while place >= 0:
        found.append(place)
        place = text.find(form, place + 1)
    return found


def _as_word(text: str, form: str, whole: bool) -> Iterator[tuple[int, int]]:
    """Where a form stands at a Latin word's beginning, with its plural, and if `whole` to its end."""
    for start in _places(text, form):
        if not start or not (text[start - 1].isascii() and text[start - 1].isalnum()):
            end = start + len(form)
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


def _moved(runs: Iterable[tuple[int, int]], by: int) -> tuple[Span, ...]:
    return tuple(Span(start + by, end + by) for start, end in runs)


def _merged(text: str, runs: Iterable[tuple[int, int]], joined: bool) -> list[tuple[int, int]]:
    """Sorted runs, of whole characters where some are `joined`; those that touch are one."""
    merged: list[tuple[int, int]] = []
    for start, end in runs:
        while joined and start > 0 and _continues(text, start):
            start -= 1
        while joined and end < len(text) and _continues(text, end):
            end += 1
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _continues(text: str, place: int) -> bool:
    """Whether the character at `place` belongs to what the one before it begins."""
    return is_joined(text[place]) or (not text[place].isascii() and text[place - 1] == JOINER)


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
