"""The links between pieces of visible text (`index.engines.compiled_text`): which sections have them, and how often."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from index.engines.compiled_columns import Rare, Shorts
from index.engines.compiled_derive import BLOCK
from index.engines.compiled_pieces import Pieces
from index.engines.compiled_sort import Ints, joined_ranges
from index.engines.compiled_strings import Array, flat
from index.engines.compiled_text import MANY
from index.engines.remembered import remembered


class Links:
    """Postings of links: by the left piece, then by what the link leads to, then by section."""

    def __init__(self, arrays: Mapping[str, Array], count: int) -> None:
        self.pieces = Pieces(arrays)
        self.sections = arrays["links.sections"]
        self._counts = Rare(arrays, "links.counts")
        self._first_links = arrays["pieces.links"]
        self._first_postings = arrays["pieces.starts"]
        self._rights = arrays["links.rights"]
        self._sizes = Shorts(arrays, "links.sizes")
        self._blocks = arrays["links.blocks"]
        self._link_at, self._right_at, self._block_at = map(flat, (self._first_links, self._rights, self._blocks))
        self._count = count
        #: Most queries are made of the same few thousand pairs of characters.
        self.between = remembered(self._between, 4096)

    def _between(self, before: str, after: str) -> tuple[int, int]:
        """The run of postings of the link from a piece to one that touches it, or is parted from it by one space."""
        left, right = self.pieces.number(before), self.pieces.number(after)
        if not (left and right):
            return 0, 0
        last = self._link_at[left + 1]
        slot = bisect_left(self._right_at, 2 * right, self._link_at[left], last)
        if slot == last or self._right_at[slot] != 2 * right:
            return 0, 0
        block = slot // BLOCK
        start = self._block_at[block] + self._sizes.add_up(block * BLOCK, slot)
        return start, start + self._sizes.add_up(slot, slot + 1)

    def among(self, lefts: Ints, rights: Ints) -> tuple[Ints, Ints]:
        """The runs of postings of the links from any of `lefts` to any of `rights` (rising, as `Links.right`)."""
        first, last = self._first_links[lefts].astype(np.int64), self._first_links[lefts + 1].astype(np.int64)
        slots = joined_ranges(first, last)
        slots = slots[_among(self._rights[slots], rights)]
        block = slots // BLOCK
        before = block[:, None] * BLOCK + np.arange(BLOCK)
        sizes = self._sizes.at(np.minimum(before, slots[:, None]).ravel()).reshape(before.shape)
        starts = self._blocks[block] + np.where(before < slots[:, None], sizes, 0).sum(axis=1)
        return starts, starts + self._sizes.at(slots)

    def of(self, numbers: Ints) -> tuple[Ints, Ints]:
        """The runs of postings of all links from each of some pieces."""
        first = self._first_postings
        return first[numbers].astype(np.int64), first[numbers + 1].astype(np.int64)

    def having(self, starts: Ints, ends: Ints) -> Ints:
        """The sections of runs of postings, each once."""
        held = np.zeros(self._count, bool)
        held[self.sections[joined_ranges(starts, ends)].astype(np.int64)] = True
        return held.nonzero()[0]

    def counts(self, places: Ints) -> Ints:
        """How often the link of a posting stands in its section; `MANY` for as often and more."""
        return self._counts.at(places)

    def added(self, starts: Ints, ends: Ints, times: Ints) -> tuple[Ints, Ints] | None:
        """Sections of runs of postings, and their counts `times` over; None where a count is no longer exact."""
        places = joined_ranges(starts, ends)
        counts = self.counts(places)
        if counts.max(initial=0) >= MANY:
            return None
        weights = counts if times.max(initial=1) == 1 else counts * np.repeat(times, ends - starts)
        total = np.bincount(self.sections[places], weights=weights).astype(np.int64)
        held = total.nonzero()[0]
        return held, total[held]


def _among(targets: Array, rights: Ints) -> npt.NDArray[np.bool_]:
    """Which targets are among some rising numbers."""
    if not len(rights):
        return np.zeros(len(targets), bool)
    slots = rights.searchsorted(targets)
    slots[slots == len(rights)] = 0
    return np.asarray(rights[slots] == targets)
