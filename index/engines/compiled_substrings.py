"""Finds substrings of the visible text: candidates by the links of the pieces, then a look at each candidate's text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from index.engines.compiled_derive import TRACE, idf
from index.engines.compiled_sort import Ints
from index.engines.compiled_strings import Array, encode, flat
from index.engines.compiled_text import FIELD_END, MANY, Run, linked, runs
from index.engines.compiled_words import Scored
from index.query.ast import Substring
from index.schema import VISIBLE_FIELDS

#: White space in UTF-8, as `str.isspace` has it.
_SPACE = rb"(?:[\t-\r\x1c-\x20]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80)+"
_NONE: Ints = np.zeros(0, np.int64)


class SubstringLists:
    """The visible text of all sections and the links in it."""

    def __init__(self, arrays: Mapping[str, Array], k1: float) -> None:
        self._text = flat(arrays["text.bytes"])
        self._starts = flat(arrays["text.starts"])
        self._pieces = flat(arrays["pieces.text"])
        self._ends = arrays["pieces.ends"]
        self._links = flat(arrays["pieces.links"])
        self._firsts = flat(arrays["pieces.starts"])
        self._rights = arrays["links.rights"]
        self._sizes = arrays["links.sizes"]
        self._sections = arrays["links.sections"]
        self._many = arrays["links.many"]
        self._counts = arrays["links.counts"]
        self._k1 = k1
        self.count = len(self._starts) - 1

    def substring(self, node: Substring) -> Scored:
        """The sections that hold a text, scored by how often."""
        places, times = self.occurrences(node)
        factor = node.boost * idf(self.count, len(places))
        return Scored(places, np.maximum(factor * times / (self._k1 + times), TRACE).astype(np.float32))

    def occurrences(self, node: Substring) -> tuple[Ints, Ints]:
        """The sections that hold a text, and how often each does."""
        if not node.text:
            return _NONE, _NONE
        pieces = runs(node.text)
        if not node.fields and (counted := self._counted(node.text, pieces)) is not None:
            return counted
        candidates = self._candidates(node.text, pieces)
        times = np.array(self._verify(node, candidates.tolist()), np.int64)
        return candidates[times > 0], times[times > 0]

    def _counted(self, text: str, pieces: list[Run]) -> tuple[Ints, Ints] | None:
        """Answers for one or two wide characters, which the links know without a look; None for other texts."""
        if len(text) > 2 or len(pieces) != len(text) or not all(piece.wide for piece in pieces):
            return None
        if len(text) == 2 and text[0] == text[1]:
            return None
        left = self._named(pieces[0].text)
        if len(text) == 1:
            start, end = (self._firsts[left], self._firsts[left + 1]) if left else (0, 0)
        else:
            start, end = self._link(left, self._named(pieces[1].text))
        sections, counts = self._sections[start:end].astype(np.int64), np.ones(end - start, np.int64)
        first, last = np.searchsorted(self._many, (start, end))
        counts[self._many[first:last].astype(np.int64) - start] = self._counts[first:last]
        if counts.max(initial=0) == MANY:
            return None
        if len(text) == 2:
            return sections, counts
        total = np.bincount(sections, weights=counts)
        places = np.flatnonzero(total)
        return places, total[places].astype(np.int64)

    def _named(self, piece: str) -> int:
        """The number of a piece, 0 where there is none: a search in the sorted lines of pieces."""
        wanted, low, high = encode(piece), 1, len(self._ends)
        while low < high:
            middle = (low + high) // 2
            found = bytes(self._pieces[self._ends[middle - 1] + 1 : self._ends[middle]])
            if found == wanted:
                return middle
            low, high = (middle + 1, high) if found < wanted else (low, middle)
        return 0

    def _link(self, left: int, right: int) -> tuple[int, int]:
        """The run of postings of a link between two pieces."""
        first, last = (self._links[left], self._links[left + 1]) if left and right else (0, 0)
        slot = first + int(np.searchsorted(self._rights[first:last], right))
        if slot == last or self._rights[slot] != right:
            return 0, 0
        start = self._firsts[left] + int(self._sizes[first:slot].sum(dtype=np.int64))
        return start, start + int(self._sizes[slot])

    def _candidates(self, text: str, pieces: list[Run]) -> Ints:
        """Sections that hold all pieces of a text, linked as there; all sections for a text without pieces."""
        if not pieces:
            return np.arange(self.count)
        numbers = [self._matching(text, piece) for piece in pieces]
        lists = [
            self._linked(left, right if linked(first, second) else None)
            for (first, second), (left, right) in zip(pairwise(pieces), pairwise(numbers), strict=True)
        ]
        if len(pieces) == 1 or not linked(pieces[-2], pieces[-1]):
            lists.append(self._linked(numbers[-1], None))
        lists.sort(key=len)
        result = lists[0]
        for other in lists[1:]:
            result = result[np.isin(result, other, assume_unique=True)]
        return result

    def _matching(self, text: str, piece: Run) -> list[int]:
        """The numbers of the pieces that a piece of the query may be part of: open where the query ends inside it."""
        opened, closed = piece.start == 0, piece.end == len(text)
        if piece.wide or not (opened or closed):
            number = self._named(piece.text)
            return [number] if number else []
        wanted = re.escape(encode(piece.text))
        pattern = re.compile((b"" if opened else rb"(?<=\n)") + wanted + (b"" if closed else rb"(?=\n)"))
        found = [match.start() for match in pattern.finditer(self._pieces)]
        numbers: list[int] = np.unique(np.searchsorted(self._ends, np.array(found, np.int64))).tolist()
        return numbers

    def _linked(self, lefts: Sequence[int], rights: Sequence[int] | None) -> Ints:
        """Sections with a link from one of `lefts` to one of `rights` (None: to anything)."""
        if rights is None:
            runs_ = [(self._firsts[left], self._firsts[left + 1]) for left in lefts]
        elif len(rights) == 1:
            runs_ = [self._link(left, rights[0]) for left in lefts]
        else:
            runs_ = [run for left in lefts for run in self._links_to(left, np.array(rights, np.int64))]
        if len(runs_) == 1:
            return np.unique(self._sections[slice(*runs_[0])]).astype(np.int64)
        held = np.zeros(self.count, bool)
        for start, end in runs_:
            held[self._sections[start:end]] = True
        return np.flatnonzero(held)

    def _links_to(self, left: int, rights: Ints) -> list[tuple[int, int]]:
        first, last = self._links[left], self._links[left + 1]
        starts = self._firsts[left] + np.concatenate(([0], np.cumsum(self._sizes[first:last], dtype=np.int64)))
        chosen = np.flatnonzero(np.isin(self._rights[first:last], rights)).tolist()
        return [(int(starts[slot]), int(starts[slot + 1])) for slot in chosen]

    def _verify(self, node: Substring, places: Sequence[int]) -> list[int]:
        """How often the text stands in each of the sections."""
        parts = re.split(r"\s+", node.text)
        text, starts = self._text, self._starts
        spans = [(starts[place], starts[place + 1]) for place in places]
        if node.fields:
            pattern = re.compile(_SPACE.join(re.escape(encode(part)) for part in parts))
            chosen = [place for place, name in enumerate(VISIBLE_FIELDS) if name in node.fields]
            fields = [bytes(text[start:end]).split(FIELD_END) for start, end in spans]
            return [sum(len(pattern.findall(texts[place])) for place in chosen) for texts in fields]
        if len(parts) == 1:
            wanted = encode(node.text)
            return [bytes(text[start:end]).count(wanted) for start, end in spans]
        pattern = re.compile(_SPACE.join(re.escape(encode(part)) for part in parts))
        return [sum(1 for _ in pattern.finditer(text, start, end)) for start, end in spans]
