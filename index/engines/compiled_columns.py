"""Columns of numbers that are nearly always small, or nearly always the same, in little more than they say."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from index.engines.compiled_sort import Array, Ints, compact, flat, joined_ranges

_ESCAPE = 255
_ONE = np.uint64(1)


class Shorts:
    """Numbers in a byte each; the few that do not fit stand beside, by their places."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._bytes = arrays[f"{name}.bytes"]
        self._flat = flat(self._bytes)
        self._places = arrays[f"{name}.places"]
        self._numbers = arrays[f"{name}.numbers"]

    @staticmethod
    def pack(name: str, column: Ints) -> dict[str, Array]:
        """The arrays of a column called `name`."""
        large = np.flatnonzero(column >= _ESCAPE)
        return {
            f"{name}.bytes": np.minimum(column, _ESCAPE).astype(np.uint8),
            f"{name}.places": large.astype(np.uint32),
            f"{name}.numbers": compact(column[large]),
        }

    def slice(self, start: int, end: int) -> Ints:
        """The numbers from `start` to before `end`."""
        column = self._bytes[start:end].astype(np.int64)
        if len(self._places):
            first, last = self._places.searchsorted((start, end)).tolist()
            if last > first:
                column[self._places[first:last].astype(np.int64) - start] = self._numbers[first:last]
        return column

    def add_up(self, start: int, end: int) -> int:
        """The sum of a few numbers."""
        few = bytes(self._flat[start:end])
        return int(self.slice(start, end).sum()) if _ESCAPE in few else sum(few)

    def at(self, places: Ints) -> Ints:
        """The numbers at some places."""
        column = self._bytes[places].astype(np.int64)
        if len(self._places):
            large = np.flatnonzero(column == _ESCAPE)
            column[large] = self._numbers[self._places.searchsorted(places[large])]
        return column

    def whole(self) -> Ints:
        """All numbers."""
        return self.slice(0, len(self._bytes))


class Rare:
    """Numbers that are mostly 1: a bit each for those that are not, and those in a byte each."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._words = arrays[f"{name}.words"]
        self._ranks = arrays[f"{name}.ranks"]
        self._numbers = arrays[f"{name}.numbers"]

    @staticmethod
    def pack(name: str, column: Array) -> dict[str, Array]:
        """The arrays of a column called `name`; its numbers are below 256."""
        other = np.zeros(-(-len(column) // 64) * 64, bool)
        other[: len(column)] = column != 1
        return {
            f"{name}.words": np.packbits(other, bitorder="little").view(np.uint64),
            f"{name}.ranks": compact(np.concatenate(([0], np.cumsum(other)))[:-1:64]),
            f"{name}.numbers": column[column != 1].astype(np.uint8),
        }

    def at(self, places: Ints) -> Ints:
        """The numbers at some places."""
        block = places >> 6
        word, bit = self._words[block], _ONE << (places & 63).astype(np.uint64)
        column = np.ones(len(places), np.int64)
        (other,) = (word & bit).nonzero()
        ranks = self._ranks[block[other]] + np.bitwise_count(word[other] & (bit[other] - _ONE))
        column[other] = self._numbers[ranks]
        return column

    def others(self, start: int, end: int) -> tuple[Ints, Ints]:
        """Which numbers from `start` to before `end` are not 1, by their distance from `start`, and those numbers."""
        first = start >> 6
        words = self._words[first : (end + 63) >> 6]
        if not len(words):
            return words.astype(np.int64), words.astype(np.int64)
        bits = np.unpackbits(words.view(np.uint8), bitorder="little")
        before = int(self._ranks[first]) + (int(words[0]) & ((1 << (start & 63)) - 1)).bit_count()
        places = bits[start & 63 : end - (first << 6)].nonzero()[0]
        return places, self._numbers[before : before + len(places)].astype(np.int64)


class Lengths:
    """Lengths of lists that lie one behind the other, most of them 1: a bit each for those that are longer, how long
    these are, and for every 64 lists how many are longer and where the first begins."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._words, self._ranks, self._begins = (arrays[f"{name}.{part}"] for part in ("words", "ranks", "begins"))
        self._longer = Shorts(arrays, f"{name}.longer")
        self._word_at, self._rank_at, self._begin_at = map(flat, (self._words, self._ranks, self._begins))

    @staticmethod
    def pack(name: str, column: Ints) -> dict[str, Array]:
        """The arrays of a column called `name`."""
        blocks = len(column) // 64 + 1  # one more than there are where they are full, for the end of the last list
        whole = np.ones(blocks * 64, np.int64)
        whole[: len(column)] = column
        longer = whole > 1
        return {
            f"{name}.words": np.packbits(longer, bitorder="little").view(np.uint64),
            f"{name}.ranks": compact(np.concatenate(([0], np.cumsum(longer)))[:-1:64]),
            f"{name}.begins": compact(np.concatenate(([0], np.cumsum(whole)))[:-1:64]),
            **Shorts.pack(f"{name}.longer", whole[longer]),
        }

    def begin(self, slot: int) -> int:
        """Where a list begins, or the last one ends."""
        block, place = slot >> 6, slot & 63
        count = (int(self._word_at[block]) & ((1 << place) - 1)).bit_count()
        rank = self._rank_at[block]
        return int(self._begin_at[block]) + place - count + self._longer.add_up(rank, rank + count)

    def begins(self, slots: Ints) -> Ints:
        """Where several lists begin."""
        block, place = slots >> 6, slots & 63
        bits = self._words[block] & ((_ONE << place.astype(np.uint64)) - _ONE)
        count = np.bitwise_count(bits).astype(np.int64)
        first = self._ranks[block].astype(np.int64)
        longer = self._longer.at(joined_ranges(first, first + count)) if count.any() else np.zeros(0, np.int64)
        added = np.concatenate(([0], np.cumsum(longer)))
        ends = np.cumsum(count)
        begins: Ints = self._begins[block].astype(np.int64) + place - count + added[ends] - added[ends - count]
        return begins

    def whole(self, count: int) -> Ints:
        """The first `count` lengths."""
        longer = np.unpackbits(self._words.view(np.uint8), bitorder="little", count=count).astype(bool)
        column = np.ones(count, np.int64)
        column[longer] = self._longer.whole()
        return column


def packed_bounds(name: str, column: Array) -> dict[str, Array]:
    """The arrays of bounds called `name`, which rise from 0: what lies between each two."""
    sizes: Ints = column[1:].astype(np.int64) - column[:-1]
    return Shorts.pack(name, sizes)


def bounds(arrays: Mapping[str, Array], name: str) -> npt.NDArray[np.uint32]:
    """The bounds, in memory: added up in well under a millisecond for a hundred thousand."""
    sizes = Shorts(arrays, name).whole()
    column = np.zeros(len(sizes) + 1, np.uint32)
    np.cumsum(sizes, out=column[1:], dtype=np.uint32)
    return column
