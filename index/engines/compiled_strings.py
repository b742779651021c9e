"""A table of strings in flat arrays: found by hash, ranged by prefix, opened without any work."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import overload
from zlib import crc32

import numpy as np
import numpy.typing as npt

from index.engines.compiled_columns import bounds, packed_bounds
from index.engines.compiled_sort import Array, Ints, flat


def encode(text: str) -> bytes:
    """UTF-8 that takes lone surrogates as well; sorts as the code points do."""
    return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """The inverse of `encode`."""
    return data.decode("utf-8", "surrogatepass")


class Strings(Sequence[str]):
    """A sequence of distinct strings over arrays made by `pack`; `starting` needs them sorted."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._text = flat(arrays[f"{name}.text"])
        self._ends = flat(bounds(arrays, f"{name}.sizes"))
        self._slots = flat(arrays[f"{name}.slots"])

    @staticmethod
    def pack(name: str, strings: Iterable[str]) -> dict[str, Array]:
        """The arrays of a table called `name`, in the order given."""
        data = [encode(text) for text in strings]
        return {
            f"{name}.text": np.frombuffer(b"".join(data), np.uint8),
            **packed_bounds(f"{name}.sizes", np.cumsum([0, *map(len, data)], dtype=np.int64)),
            f"{name}.slots": slots(np.fromiter(map(crc32, data), np.int64, len(data))),
        }

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[index] for index in range(*place.indices(len(self)))]
        ends = self._ends
        if place < 0:
            raise IndexError(place)
        return str(self._text[ends[place] : ends[place + 1]], "utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        data = bytes(self._text)
        return (decode(data[start:end]) for start, end in pairwise(self._ends.tolist()))

    def bytes(self, place: int) -> bytes:
        """The encoded string at `place`."""
        return bytes(self._text[self._ends[place] : self._ends[place + 1]])

    def find(self, text: str) -> int:
        """The place of `text`, -1 where it is not in the table."""
        data = encode(text)
        slots, ends = self._slots, self._ends
        slot = crc32(data) % len(slots)
        while place := slots[slot]:
            if self._text[ends[place - 1] : ends[place]] == data:
                return int(place) - 1
            slot = (slot + 1) % len(slots)
        return -1

    def starting(self, prefix: str) -> tuple[int, int]:
        """The half-open range of places whose strings begin with `prefix`."""
        data = encode(prefix)
        places = range(len(self))
        first = bisect_left(places, data, key=self.bytes)
        return first, bisect_left(places, data + b"\xff", lo=first, key=self.bytes)


def slots(checksums: Ints) -> npt.NDArray[np.unsignedinteger]:
    """A hash table with linear probing: places counted from 1, 0 for free slots, a third of which stay free."""
    size = len(checksums) * 3 // 2 + 1
    table: npt.NDArray[np.unsignedinteger] = np.zeros(size, np.uint16 if len(checksums) < 1 << 16 else np.uint32)
    waiting, wanted = np.arange(len(checksums)), checksums % size
    while len(waiting):
        free = np.flatnonzero(table[wanted] == 0)
        _, first = np.unique(wanted[free], return_index=True)
        placed = free[first]
        table[wanted[placed]] = waiting[placed] + 1
        rest = np.ones(len(waiting), bool)
        rest[placed] = False
        waiting, wanted = waiting[rest], (wanted[rest] + 1) % size
    return table
