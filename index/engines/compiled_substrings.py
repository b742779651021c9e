"""Finds substrings of the visible text: by the links of its pieces, by a look at the text where they cannot tell."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.engines.compiled_columns import Rare, Shorts
from index.engines.compiled_derive import BLOCK, TRACE, idf
from index.engines.compiled_files import mapped
from index.engines.compiled_pieces import Pieces
from index.engines.compiled_sort import Ints, joined_ranges
from index.engines.compiled_strings import Array, encode, flat
from index.engines.compiled_text import FIELD_END, MANY, Run, linked, runs
from index.engines.compiled_words import Scored
from index.query.ast import Substring
from index.schema import VISIBLE_FIELDS

#: White space in UTF-8, as `str.isspace` has it.
_SPACE = rb"(?:[\t-\r\x1c-\x20]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80)+"
_NONE: Ints = np.zeros(0, np.int64)
Mask = npt.NDArray[np.bool_]


class SubstringLists:
    """The visible text of all sections and the links in it."""

    def __init__(self, arrays: Mapping[str, Array], k1: float) -> None:
        self._text, self._offset = mapped(arrays["text.bytes"])
        self._starts = flat(arrays["text.starts"])
        self._plain = bool(arrays["text.plain"][0])
        self._pieces = Pieces(arrays)
        self._links = arrays["pieces.links"]
        self._firsts = arrays["pieces.starts"]
        self._rights = arrays["links.rights"]
        self._sizes = Shorts(arrays, "links.sizes")
        self._blocks = arrays["links.blocks"]
        self._link_at, self._right_at, self._block_at = map(flat, (self._links, self._rights, self._blocks))
        self._sections = arrays["links.sections"]
        self._counts = Rare(arrays, "links.counts")
        self._k1 = k1
        self.count = len(self._starts) - 1
        #: A search and the scores it then asks for name the same few texts.
        self._recent = lru_cache(maxsize=4)(self._occurrences)

    def substring(self, node: Substring) -> Scored:
        """The sections that hold a text, scored by how often."""
        places, times = self._recent(node.text, node.fields)
        factor = node.boost * idf(self.count, len(places))
        scores = factor * times / (self._k1 + times)
        return Scored(places, np.maximum(scores, TRACE, dtype=np.float32))

    def _occurrences(self, text: str, fields: tuple[str, ...]) -> tuple[Ints, Ints]:
        """The sections that hold a text, and how often each does."""
        if not text:
            return _NONE, _NONE
        pieces = runs(text)
        if not fields and pieces and (counted := self._counted(text, pieces)) is not None:
            return counted
        candidates = self._candidates(text, pieces) if pieces else np.arange(self.count)
        times = np.array(self._verify(text, fields, candidates.tolist()), np.int64)
        return candidates[times > 0], times[times > 0]

    def _counted(self, text: str, pieces: list[Run]) -> tuple[Ints, Ints] | None:
        """Answers for one or two pieces that fill the text and are joined as the links know; None for other texts."""
        first, last = pieces[0], pieces[-1]
        if first.start or last.end != len(text) or len(pieces) > 2:
            return None
        if len(pieces) == 1:
            return self._summed(*self._all_links(*self._pieces.containing(first.text)))
        gap = text[first.end : last.start]
        if not linked(first, last) or (gap and not (self._plain and gap.isspace())):
            return None
        if any(last.text.endswith(first.text[:size]) for size in range(1, len(first.text) + 1)):
            return None  # two of them could share a piece, and would be counted twice
        if first.wide and last.wide:
            start, end = self._pair(self._pieces.number(first.text), self._pieces.number(last.text))
            counts = self._counts.at(np.arange(start, end))
            return None if counts.max(initial=0) >= MANY else (self._sections[start:end].astype(np.int64), counts)
        starts, ends = self._spans(self._pieces.ending(first.text), 2 * self._pieces.beginning(last.text))
        return self._summed(starts, ends, np.ones(len(starts), np.int64))

    def _all_links(self, numbers: Ints, times: Ints) -> tuple[Ints, Ints, Ints]:
        """The runs of postings of all links from each piece."""
        return self._firsts[numbers].astype(np.int64), self._firsts[numbers + 1].astype(np.int64), times

    def _summed(self, starts: Ints, ends: Ints, times: Ints) -> tuple[Ints, Ints] | None:
        """Sections of runs of postings, and their counts `times` over; None where a count is no longer exact."""
        places = joined_ranges(starts, ends)
        counts = self._counts.at(places)
        weights = counts if times.max(initial=1) == 1 else counts * np.repeat(times, ends - starts)
        total = np.bincount(self._sections[places], weights=weights).astype(np.int64)
        if counts.max(initial=0) >= MANY:
            return None
        held = total.nonzero()[0]
        return held, total[held]

    def _spans(self, lefts: Ints, rights: Ints) -> tuple[Ints, Ints]:
        """The runs of postings of the links from any of `lefts` to any of `rights` (rising)."""
        slots = joined_ranges(self._links[lefts].astype(np.int64), self._links[lefts + 1].astype(np.int64))
        slots = slots[_among(self._rights[slots], rights)]
        block = slots // BLOCK
        before = block[:, None] * BLOCK + np.arange(BLOCK)
        sizes = self._sizes.at(np.minimum(before, slots[:, None]).ravel()).reshape(before.shape)
        starts = self._blocks[block] + np.where(before < slots[:, None], sizes, 0).sum(axis=1)
        return starts, starts + self._sizes.at(slots)

    def _candidates(self, text: str, pieces: list[Run]) -> Ints:
        """Sections that hold all pieces of a text, linked as there; the shortest list first."""
        lists = [self._linked(text, left, right) for left, right in pairwise(pieces)]
        if len(pieces) == 1 or not linked(pieces[-2], pieces[-1]):
            lists.append(self._having(self._matching(text, pieces[-1])))
        lists.sort(key=len)
        result = lists[0]
        for other in lists[1:]:
            if not len(result):
                break
            held = np.zeros(self.count, bool)
            held[other] = True
            result = result[held[result]]
        return result

    def _linked(self, text: str, left: Run, right: Run) -> Ints:
        """The sections that have a link between two pieces of a text, or at least the first where none joins them."""
        if not linked(left, right):
            return self._having(self._matching(text, left))
        if left.wide and right.wide:
            start, end = self._pair(self._pieces.number(left.text), self._pieces.number(right.text))
            return self._sections[start:end].astype(np.int64)
        gap = text[left.end : right.start]
        parted = [0] if not gap else [1] if not gap.isspace() else [0] if self._plain else [0, 1]
        rights = np.add.outer(2 * self._matching(text, right), parted).ravel()
        return self._in(*self._spans(self._matching(text, left), rights))

    def _having(self, numbers: Ints) -> Ints:
        """The sections that have any of some pieces."""
        starts, ends, _ = self._all_links(numbers, numbers)
        return self._in(starts, ends)

    def _in(self, starts: Ints, ends: Ints) -> Ints:
        """The sections of runs of postings, each once."""
        held = np.zeros(self.count, bool)
        held[self._sections[joined_ranges(starts, ends)].astype(np.int64)] = True
        return held.nonzero()[0]

    def _pair(self, left: int, right: int) -> tuple[int, int]:
        """The run of postings of the link from a piece to one that touches it, or is parted from it by one space."""
        if not (left and right):
            return 0, 0
        last = self._link_at[left + 1]
        slot = bisect_left(self._right_at, 2 * right, self._link_at[left], last)
        if slot == last or self._right_at[slot] != 2 * right:
            return 0, 0
        block = slot // BLOCK
        start = self._block_at[block] + self._sizes.add_up(block * BLOCK, slot)
        return start, start + self._sizes.add_up(slot, slot + 1)

    def _matching(self, text: str, piece: Run) -> Ints:
        """The numbers of the pieces that a piece of the query may be part of: open where the query ends inside it."""
        opened, closed = piece.start == 0, piece.end == len(text)
        if piece.wide or not (opened or closed):
            return self._pieces.named(piece.text)
        if opened and closed:
            return self._pieces.containing(piece.text)[0]
        return self._pieces.ending(piece.text) if opened else self._pieces.beginning(piece.text)

    def _verify(self, text: str, fields: tuple[str, ...], places: Sequence[int]) -> list[int]:
        """How often a text stands in each of some sections."""
        parts = re.split(r"\s+", text)
        data, starts, offset = self._text, self._starts, self._offset
        spans = [(offset + starts[place], offset + starts[place + 1]) for place in places]
        if not fields and (len(parts) == 1 or self._plain):
            wanted = encode(" ".join(parts))
            return [data[start:end].count(wanted) for start, end in spans]
        pattern = re.compile(_SPACE.join(re.escape(encode(part)) for part in parts))
        if not fields:
            return [sum(1 for _ in pattern.finditer(data, start, end)) for start, end in spans]
        chosen = [place for place, name in enumerate(VISIBLE_FIELDS) if name in fields]
        texts = [data[start:end].split(FIELD_END) for start, end in spans]
        return [sum(len(pattern.findall(of_fields[place])) for place in chosen) for of_fields in texts]


def _among(targets: Array, rights: Ints) -> Mask:
    """Which targets are among some rising numbers."""
    if not len(rights):
        return np.zeros(len(targets), bool)
    slots = rights.searchsorted(targets)
    slots[slots == len(rights)] = 0
    return np.asarray(rights[slots] == targets)
