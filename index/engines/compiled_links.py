"""The links between pieces of visible text (`index.engines.compiled_text`): which sections have them, and how often."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from index.engines.compiled_columns import Lengths, Rare, bounds
from index.engines.compiled_filters import Mask
from index.engines.compiled_pieces import Pieces
from index.engines.compiled_sort import Array, Ints, flat, joined_ranges
from index.engines.compiled_text import MANY
from index.remembered import remembered

#: So few pieces are looked at one by one in less time than all at once.
_FEW = 16


class Runs(NamedTuple):
    """Runs of postings, from `starts` to before `ends`; the sections of a `single` link rise, each once."""

    starts: Sequence[int]
    ends: Sequence[int]
    single: bool = False

    @property
    def size(self) -> int:
        """How many postings these are."""
        return sum(self.ends) - sum(self.starts)


_NO_RUNS = Runs((), ())


class Links:
    """Postings of links: by the left piece, then by what the link leads to, then by section."""

    def __init__(self, arrays: Mapping[str, Array], count: int) -> None:
        self.pieces = Pieces(arrays)
        self._sections = arrays["links.sections"]
        self._counts = Rare(arrays, "links.counts")
        self._first_links = bounds(arrays, "pieces.links")
        self._first_postings = flat(bounds(arrays, "pieces.postings"))
        self._rights = arrays["links.rights"]
        self._sizes = Lengths(arrays, "links.sizes")
        self._link_at, self._right_at = map(flat, (self._first_links, self._rights))
        self._count = count
        #: Most queries are made of the same few thousand pairs of characters.
        self.between = remembered(self._between, 4096)

    def _between(self, before: str, after: str) -> Runs:
        """The link from a piece to one that touches it, or is parted from it by one space."""
        left, right = self.pieces.number(before), self.pieces.number(after)
        return self._of_few([left], range(2 * right, 2 * right + 1)) if left and right else _NO_RUNS

    def among(self, lefts: Sequence[int], rights: range) -> Runs:
        """The links from any of `lefts` to any of `rights`, which are numbered as `Links.right` is."""
        if len(lefts) <= _FEW and (rights.step == 1 or len(rights) <= _FEW * _FEW):
            return self._of_few(lefts, rights)
        numbers = np.array(lefts, np.int64)
        slots = joined_ranges(
            self._first_links[numbers].astype(np.int64), self._first_links[numbers + 1].astype(np.int64)
        )
        targets = self._rights[slots]
        chosen = (targets >= rights.start) & (targets < rights.stop)
        if rights.step == 2:
            chosen &= (targets & 1) == (rights.start & 1)
        slots = slots[chosen]
        if len(slots) <= _FEW:
            starts = [self._sizes.begin(slot) for slot in slots.tolist()]
            return Runs(starts, [self._sizes.begin(slot + 1) for slot in slots.tolist()], len(starts) == 1)
        return Runs(self._sizes.begins(slots).tolist(), self._sizes.begins(slots + 1).tolist())

    def _of_few(self, lefts: Sequence[int], rights: range) -> Runs:
        """As `among`, link by link; rights that are all numbers of a range are a run in one."""
        starts, ends = [], []
        for left in lefts:
            low, high = self._link_at[left], self._link_at[left + 1]
            low = bisect_left(self._right_at, rights.start, low, high)
            if low == high or self._right_at[low] >= rights.stop:
                continue
            high = low + 1 if len(rights) == 1 else bisect_left(self._right_at, rights.stop, low, high)
            if rights.step == 1:
                starts.append(self._sizes.begin(low))
                ends.append(self._sizes.begin(high))
                continue
            for slot in range(low, high):
                if self._right_at[slot] in rights:
                    starts.append(self._sizes.begin(slot))
                    ends.append(self._sizes.begin(slot + 1))
        return Runs(starts, ends, len(starts) == 1 and (rights.step == 2 or len(rights) == 1))

    def of(self, numbers: Sequence[int]) -> Runs:
        """All links from each of some pieces."""
        first = self._first_postings
        return Runs([first[number] for number in numbers], [first[number + 1] for number in numbers])

    def having(self, runs: Runs) -> Ints:
        """The sections of runs of postings, each once."""
        if runs.single:
            return self._sections[runs.starts[0] : runs.ends[0]].astype(np.int64)
        return self.held(runs).nonzero()[0] if runs.starts else np.zeros(0, np.int64)

    def held(self, runs: Runs) -> Mask:
        """Which sections are among those of runs of postings."""
        held = np.zeros(self._count, bool)
        if len(runs.starts) == 1:
            held[self._sections[runs.starts[0] : runs.ends[0]].astype(np.int64)] = True
        else:
            places = joined_ranges(np.array(runs.starts, np.int64), np.array(runs.ends, np.int64))
            held[self._sections[places].astype(np.int64)] = True
        return held

    def several(self, link: Runs) -> Mask:
        """Which sections have a single link more than once."""
        sections, where, _ = self._spread(link)
        several = np.zeros(self._count, bool)
        several[sections[where]] = True
        return several

    def counted(self, runs: Runs, times: Ints | None = None) -> tuple[Ints, Ints] | None:
        """The sections of runs of postings, and their counts `times` over; None where a count is no longer exact."""
        sections, where, numbers = self._spread(runs)
        if np.maximum.reduce(numbers, initial=0) >= MANY:
            return None
        if times is None and not runs.single:
            total = np.bincount(sections)
            np.add.at(total, sections[where], numbers - 1)
        else:
            counts = np.ones(len(sections), np.int64)
            counts[where] = numbers
            if times is None:
                return sections, counts
            counts *= np.repeat(times, np.array(runs.ends, np.int64) - np.array(runs.starts, np.int64))
            total = np.bincount(sections, weights=counts).astype(np.int64)
        held = total.nonzero()[0]
        return held, total[held]

    def _spread(self, runs: Runs) -> tuple[Ints, Ints, Ints]:
        """The sections of runs of postings; which of those counts are not 1, and what they are."""
        if len(runs.starts) == 1:
            start, end = runs.starts[0], runs.ends[0]
            return self._sections[start:end].astype(np.int64), *self._counts.others(start, end)
        places = joined_ranges(np.array(runs.starts, np.int64), np.array(runs.ends, np.int64))
        counts = self._counts.at(places)
        where = (counts != 1).nonzero()[0]
        return self._sections[places].astype(np.int64), where, counts[where]
