"""Where a text matches, and the passage of a section that shows it best; the same for every engine."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from index.model import Marked, Run
from index.query.need import Needle
from index.readable import JOINER, Body, Readable, is_joined
from index.sought import LONGEST_SNIPPET, Form, Standing, Weighted, matches, sifted, standing

#: The length of a snippet in code points that it grows to; it has `LONGEST_SNIPPET` at most.
SNIPPET = 110

#: What is found counts in the source of a diagram, which is hardly read, against what is found elsewhere.
DRAWN = 0.4

#: A form of the query with its weight, and where it stands in a body.
Place = tuple[float, Standing]


class Highlighter:
    """Marks the needles of one query in any number of texts; an empty needle marks nothing."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        weights: dict[str, float] = {}
        exact: set[str] = set()
        beginnings: set[str] = set()
        for text, weight, is_exact, is_whole in needles:
            if text:
                weights[text] = max(weight, weights.get(text, 0.0))
                if is_exact:
                    exact.add(text)
                elif not is_whole:
                    beginnings.add(text)
        self._forms = [
            (weight, Form.of(text, text in exact, text not in beginnings)) for text, weight in weights.items()
        ]

    def mark(self, text: Readable) -> Marked:
        """The text with its matches; runs that touch are one mark, and no mark ends inside a combining sequence."""
        forms = sifted(text, self._forms)
        if not forms:
            return Marked(text.text)
        key = tuple([form.key for _, form in forms])
        return text.marked.get(key) or text.marked.keep(key, Marked(text.text, _marks(text, forms)))

    def snippet(self, body: Body) -> Marked:
        """The passage of a section with the best cover of the needles, cut at sentence borders where they are near.

        It depends on nothing but the forms that stand in the section, and is kept there for other queries with these.
        """
        forms = sifted(body.readable, self._forms)
        key = tuple([(weight, form.key) for weight, form in forms])
        return body.snippets.get(key) or body.snippets.keep(key, self._cut(body, forms))

    def _cut(self, body: Body, forms: Sequence[Weighted]) -> Marked:
        places = [(weight, standing(body, form)) for weight, form in forms]
        start, end = self._best_passage(body, places)
        cut = body.passage(start, end)
        first, last, inside = cut.start, cut.end, list[Run]()
        for _, (runs, shown, _, _) in places:
            for at in range(bisect_left(runs, (start,)), bisect_left(runs, (end,))):
                if runs[at][1] <= end:
                    begin, stop = shown[at]
                    inside.append((max(begin, first) - first, min(stop, last) - first))
        joined = body.readable.joined
        bare = cut.text[cut.lead : cut.lead + last - first] if joined else cut.text
        return Marked(cut.text, _merged(bare, inside, joined, cut.lead), cut.code)

    def _best_passage(self, body: Body, places: Sequence[Place]) -> tuple[int, int]:
        text, sentences = body.readable.text, body.sentences
        if len(text) <= SNIPPET:
            return 0, len(text)
        best = _best_sentence(body, places)
        start, end = sentences[best]
        seen_from, seen_to = _heaviest(places, start, end)
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


def _marks(text: Readable, forms: Sequence[Weighted]) -> tuple[Run, ...]:
    return _merged(text.text, [run for _, form in forms for run in matches(text, form)], text.joined)


def _heaviest(places: Sequence[Place], start: int, end: int) -> Run:
    """The match that must be seen whole: the heaviest that begins in a sentence; its beginning if there is none."""
    best, most = (start, start), (0.0, 0)
    for weight, (runs, _, _, _) in places:
        first = bisect_left(runs, (start,))
        if first < len(runs) and runs[first][0] < end and (weight, -runs[first][0]) > most:
            best, most = runs[first], (weight, -runs[first][0])
    return best


def _best_sentence(body: Body, places: Sequence[Place]) -> int:
    """The sentence from which on a snippet holds most of what is sought, some of it in itself; the first of equals."""
    covers: dict[int, float] = {}
    for weight, where in places:
        for sentence in where.inside:
            covers[sentence] = covers.get(sentence, 0.0) + 1.5 * weight
    for weight, where in places:
        for sentence in where.ahead:
            if sentence in covers:
                covers[sentence] += weight
    best, most = 0, 0.0
    for sentence in sorted(covers):
        cover = covers[sentence] * (DRAWN if body.drawn[sentence] else 1.0)
        if cover > most:
            best, most = sentence, cover
    return best


def _merged(text: str, runs: list[Run], joined: bool, by: int = 0) -> tuple[Run, ...]:
    """Runs as marks `by` code points further on, of whole characters where some are `joined`; those that touch are one,
    empty ones none."""
    if not runs:
        return ()
    merged: list[Run] = []
    for start, end in sorted(runs):
        if start >= end:
            continue
        while joined and start > 0 and _continues(text, start):
            start -= 1
        while joined and end < len(text) and _continues(text, end):
            end += 1
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple([(start + by, end + by) for start, end in merged])


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
