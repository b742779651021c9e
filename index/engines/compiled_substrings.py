"""Finds substrings of the visible text: candidates by the links of the pieces, then a look at each candidate's text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.engines.compiled_derive import idf
from index.engines.compiled_strings import Array, encode, flat
from index.engines.compiled_text import FIELD_END, Run, linked, runs
from index.engines.compiled_words import NOTHING, Scored
from index.query.ast import Substring
from index.schema import VISIBLE_FIELDS

Places = npt.NDArray[np.int64]

#: White space in UTF-8, as `str.isspace` has it.
_SPACE = rb"(?:[\t-\r\x1c-\x20]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80)+"


class SubstringLists:
    """The visible text of all sections and the links in it."""

    def __init__(self, arrays: Mapping[str, Array], k1: float) -> None:
        self._text = flat(arrays["text.bytes"])
        self._starts = arrays["text.starts"]
        self._pieces = bytes(arrays["pieces.text"])
        self._ends = arrays["pieces.ends"]
        self._lefts = flat(arrays["links.lefts"])
        self._rights = arrays["links.rights"]
        self._links = flat(arrays["links.starts"])
        self._sections = arrays["links.sections"]
        self._counts = arrays["links.counts"]
        self._k1 = k1
        self.count = len(self._starts) - 1

    def substring(self, node: Substring) -> Scored:
        """The sections that hold a text, scored by how often."""
        places, times = self.occurrences(node)
        if not len(places):
            return NOTHING
        factor = node.boost * float(idf(self.count, np.array(len(places))))
        scores = (factor * times / (self._k1 + times)).astype(np.float32)
        return Scored(places, np.maximum(scores, np.float32(1e-30)))

    def occurrences(self, node: Substring) -> tuple[Places, Places]:
        """The sections that hold a text, and how often each does."""
        pieces = runs(node.text)
        if not node.fields and (counted := self._counted(node.text, pieces)) is not None:
            return counted
        candidates = self._candidates(node.text, pieces)
        times = np.array(self._verify(node, candidates.tolist()), np.int64)
        return candidates[times > 0], times[times > 0]

    def _counted(self, text: str, pieces: list[Run]) -> tuple[Places, Places] | None:
        """Answers for one or two wide characters, which the links know without a look; None for other texts."""
        if not 1 <= len(text) <= 2 or len(pieces) != len(text) or not all(piece.wide for piece in pieces):
            return None
        if text[0] == text[-1] and len(text) == 2:
            return None
        start, end = self._linked_sections(self._named(pieces[0].text), pieces[1].text if len(text) == 2 else None)
        counts, sections = self._counts[start:end], self._sections[start:end]
        if counts.max(initial=0) == 255:
            return None
        if len(text) == 2:
            return sections.astype(np.int64), counts.astype(np.int64)
        total = np.bincount(sections, weights=counts)
        places = np.flatnonzero(total)
        return places, total[places].astype(np.int64)

    def _named(self, piece: str) -> int:
        """The number of a piece, 0 where there is none."""
        found = self._pieces.find(encode(f"\n{piece}\n"))
        return int(np.searchsorted(self._ends, found)) + 1 if found >= 0 else 0

    def _linked_sections(self, left: int, right: str | None) -> tuple[int, int]:
        """The run of sections that have a link from `left` to `right`, or to anything."""
        first, last = (self._lefts[left], self._lefts[left + 1]) if left else (0, 0)
        if right is not None:
            number = self._named(right)
            first, last = (first + int(p) for p in np.searchsorted(self._rights[first:last], (number, number + 1)))
            last = last if number else first
        return self._links[first], self._links[last]

    def _candidates(self, text: str, pieces: list[Run]) -> Places:
        """Sections that hold all pieces of a text, linked as there; all sections for a text without pieces."""
        if not pieces:
            return np.arange(self.count)
        numbers = [self._matching(text, piece) for piece in pieces]
        if len(pieces) == 1:
            return self._union([(number, None) for number in numbers[0].tolist()])
        lists = [
            self._pair(left, right if linked(pieces[place], pieces[place + 1]) else None)
            for place, (left, right) in enumerate(pairwise(numbers))
        ]
        if not linked(pieces[-2], pieces[-1]):
            lists.append(self._pair(numbers[-1], None))
        lists.sort(key=len)
        result = lists[0]
        for other in lists[1:]:
            result = result[np.isin(result, other, assume_unique=True)]
        return result

    def _matching(self, text: str, piece: Run) -> Places:
        """The numbers of the pieces that a piece of the query may be part of: open where the query ends inside it."""
        if piece.wide:
            number = self._named(piece.text)
            return np.array([number] if number else [], np.int64)
        before = "" if piece.start == 0 else "\n"
        after = "" if piece.end == len(text) else "\n"
        found = [m.start() for m in re.finditer(re.escape(encode(before + piece.text + after)), self._pieces)]
        shift = len(before)
        return np.unique(np.searchsorted(self._ends, np.array(found, np.int64) + shift, side="left"))

    def _pair(self, lefts: Places, rights: Places | None) -> Places:
        """Sections with a link from one of `lefts` to one of `rights` (None: to anything)."""
        links: list[tuple[int, Places | None]] = [(left, rights) for left in lefts.tolist()]
        return self._union(links)

    def _union(self, links: list[tuple[int, Places | None]]) -> Places:
        held = np.zeros(self.count, bool)
        for left, rights in links:
            first, last = self._lefts[left], self._lefts[left + 1]
            if rights is None:
                held[self._sections[self._links[first] : self._links[last]]] = True
                continue
            for place in np.flatnonzero(np.isin(self._rights[first:last], rights)).tolist():
                held[self._sections[self._links[first + place] : self._links[first + place + 1]]] = True
        return np.flatnonzero(held)

    def _verify(self, node: Substring, places: list[int]) -> list[int]:
        """How often the text stands in each of the sections."""
        if not node.text:
            return [0] * len(places)
        pattern = re.compile(_SPACE.join(re.escape(encode(part)) for part in re.split(r"\s+", node.text)))
        starts, text = self._starts, self._text
        spans = [(int(starts[place]), int(starts[place + 1])) for place in places]
        if not node.fields:
            return [len(pattern.findall(text[start:end])) for start, end in spans]
        chosen = [place for place, name in enumerate(VISIBLE_FIELDS) if name in node.fields]
        fields = [bytes(text[start:end]).split(FIELD_END) for start, end in spans]
        return [sum(len(pattern.findall(parts[place])) for place in chosen) for parts in fields]
