"""Finds substrings of the visible text: by the links of its pieces, by a look at the text where they cannot tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from operator import attrgetter

import numpy as np

from index.engines.compiled_derive import TRACE, Singles, idf
from index.engines.compiled_filters import Mask
from index.engines.compiled_links import Links, Runs
from index.engines.compiled_sort import Array, Ints
from index.engines.compiled_text import Run, linked, runs
from index.engines.compiled_visible import VisibleText
from index.engines.compiled_words import HARDLY, Scored
from index.query.ast import Substring

#: Fewer texts than this are looked through in less time than another list takes to thin them out.
_FEW = 256
#: And a list that is so many times longer than what is left takes longer than a look at the texts.
_LONG = 16
#: So many texts are remembered with where they stand.
_RECENT = 4
#: Texts that stand more often in a section are rare.
_TABLED = 256
_NONE: Ints = np.zeros(0, np.int64)
_NOWHERE = Scored(_NONE, np.zeros(0, np.float32))


class SubstringLists:
    """The visible text of all sections and the links in it."""

    def __init__(self, arrays: Mapping[str, Array], k1: float) -> None:
        self._text = VisibleText(arrays)
        self.count = len(self._text)
        times = np.arange(_TABLED, dtype=np.float64)
        #: By how often a text stands in a section, what that is worth.
        self._worth: Singles = (times / (times + k1)).astype(np.float32)
        self._k1 = k1
        self._links = Links(arrays, self.count)
        self._pieces = self._links.pieces
        #: A search and the scores it then asks for name the same few texts; a plain dict is the least to look into.
        self._recent: dict[tuple[str, tuple[str, ...]], tuple[Ints, Ints]] = {}

    def substring(self, node: Substring) -> Scored:
        """The sections that hold a text, scored by how often."""
        found = self._recent.get(asked := (node.text, node.fields))
        if found is None:
            if len(self._recent) >= _RECENT:
                self._recent.clear()
            found = self._recent[asked] = self._occurrences(*asked)
        places, times = found
        if not len(places):
            return _NOWHERE
        factor = node.boost * idf(self.count, len(places))
        try:
            scores = self._worth.take(times)
        except IndexError:
            scores = (times / (times + self._k1)).astype(np.float32)
        scores *= factor
        return Scored(places, scores if factor > HARDLY else np.maximum(scores, TRACE))

    def _occurrences(self, text: str, fields: tuple[str, ...]) -> tuple[Ints, Ints]:
        """The sections that hold a text, and how often each does."""
        if not text:
            return _NONE, _NONE
        pieces = runs(text)
        if not fields and 0 < len(pieces) < 3 and (known := self._known(text, pieces)) is not None:
            return known
        candidates, several = self._candidates(text, pieces) if pieces else (np.arange(self.count), None)
        counts = self._text.count(text, fields, candidates, several) if len(candidates) else candidates
        kept = counts.nonzero()[0]
        return (candidates, counts) if len(kept) == len(counts) else (candidates[kept], counts[kept])

    def _known(self, text: str, pieces: list[Run]) -> tuple[Ints, Ints] | None:
        """Answers for one or two pieces, and nothing around them, that links alone may tell; None for others."""
        first, last = pieces[0], pieces[-1]
        if first.start or last.end != len(text):
            return None
        if len(pieces) == 1:
            if first.wide:
                return self._links.counted(self._links.of(self._pieces.whole(first.text)))
            numbers, times = self._pieces.containing(first.text)
            return self._links.counted(self._links.of(numbers.tolist()), times)
        gap = text[first.end : last.start]
        if not linked(first, last) or (gap and not (self._text.plain and gap.isspace())):
            return None
        if any(last.text.endswith(first.text[:size]) for size in range(1, len(first.text) + 1)):
            return None  # two of them could share a piece, and would be counted twice
        if first.wide and last.wide:
            return self._links.counted(self._links.between(first.text, last.text))
        rights = self._pieces.beginning(last.text)
        touching = range(2 * rights.start, 2 * rights.stop, 2)
        return self._links.counted(self._links.among(self._pieces.ending(first.text), touching))

    def _candidates(self, text: str, pieces: list[Run]) -> tuple[Ints, Mask | None]:
        """Sections that hold the pieces of a text, linked as there: all that do, and few others.

        With many of them comes whether each may hold the text several times; a single link tells where none can.
        """
        # A word that the text cuts at its beginning may be any of many: asked only where the others leave much.
        late = len(pieces) > 2 and not pieces[0].wide
        found = list[Runs]()
        for left, right in pairwise(pieces[1:] if late else pieces):
            found.append(self._linked(text, left, right))
            if not found[-1].starts:
                return _NONE, None
        if len(pieces) == 1 or not linked(*pieces[-2:]):
            found.append(self._links.of(self._matching(text, pieces[-1])))
        found.sort(key=attrgetter("size"))
        result = self._links.having(found[0])
        for others in found[1:]:
            if len(result) < max(_FEW, others.size // _LONG):
                break
            result = result[self._links.held(others)[result]]
        if late and len(result) >= _LONG * _FEW:
            result = result[self._links.held(self._linked(text, *pieces[:2]))[result]]
        return result, self._links.several(found[0])[result] if found[0].single and len(result) >= _FEW else None

    def _linked(self, text: str, left: Run, right: Run) -> Runs:
        """The links between two pieces of a text, and maybe more; all of the first where none joins the two."""
        if left.end == right.start and (left.wide or left.start) and (right.wide or right.end < len(text)):
            return self._links.between(left.text, right.text)
        if not linked(left, right):
            return self._links.of(self._matching(text, left))
        gap = text[left.end : right.start]
        rights = self._matching(text, right)
        among = range(2 * rights[0], 2 * rights[-1] + 2) if rights else range(0)
        if self._text.plain or not gap.isspace():
            among = among[1::2] if gap.strip() else among[::2]
        return self._links.among(self._matching(text, left), among)

    def _matching(self, text: str, piece: Run) -> Sequence[int]:
        """The numbers of the pieces that a piece of the query may be part of: open where the query ends inside it."""
        opened, closed = piece.start == 0, piece.end == len(text)
        if piece.wide or not (opened or closed):
            return self._pieces.whole(piece.text)
        if opened and closed:
            numbers: list[int] = self._pieces.containing(piece.text)[0].tolist()
            return numbers
        return self._pieces.ending(piece.text) if opened else self._pieces.beginning(piece.text)
