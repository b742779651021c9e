"""A table of strings in flat arrays: found and ranged by halving, opened without any work.

Of a string stands what differs from the one before, and every eighth stands whole: a block of so many is read at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise, takewhile
from operator import eq
from typing import overload

import numpy as np

from index.engines.compiled_columns import bounds, packed_bounds
from index.engines.compiled_sort import Array, flat

_BLOCK = 8
#: Of so many blocks at most the first string is kept in memory.
_GUIDES = 4096
#: So many bytes at most are not said again.
_MOST_SHARED = 255


def encode(text: str) -> bytes:
    """UTF-8 that takes lone surrogates as well; sorts as the code points do."""
    return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """The inverse of `encode`."""
    return data.decode("utf-8", "surrogatepass")


class Strings(Sequence[str]):
    """A sequence of distinct strings in rising order over arrays made by `pack`."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._text = flat(arrays[f"{name}.text"])
        self._shared = flat(arrays[f"{name}.shared"])
        self._ends = flat(bounds(arrays, f"{name}.sizes"))
        self._step = _BLOCK * (1 + len(self) // (_BLOCK * _GUIDES))

    @staticmethod
    def pack(name: str, strings: Iterable[str]) -> dict[str, Array]:
        """The arrays of a table called `name`."""
        data = [encode(text) for text in strings]
        shared = np.array([_shared(*neighbours) for neighbours in pairwise([b"", *data])], np.uint8)
        shared[::_BLOCK] = 0
        rests = [text[size:] for text, size in zip(data, shared.tolist(), strict=True)]
        return {
            f"{name}.text": np.frombuffer(b"".join(rests), np.uint8),
            f"{name}.shared": shared,
            **packed_bounds(f"{name}.sizes", np.cumsum([0, *map(len, rests)], dtype=np.int64)),
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
        if place < 0:
            raise IndexError(place)
        return decode(self.encoded(place))

    def __iter__(self) -> Iterator[str]:
        return map(decode, self._read(0, len(self)))

    def encoded(self, place: int) -> bytes:
        """The encoded string at `place`."""
        return self._block(place - place % _BLOCK)[place % _BLOCK]

    def find(self, text: str) -> int:
        """The place of `text`, -1 where it is not in the table."""
        data = encode(text)
        first, block = self._around(data)
        return first + block.index(data) if data in block else -1

    def starting(self, prefix: str) -> tuple[int, int]:
        """The half-open range of places whose strings begin with `prefix`."""
        data = encode(prefix)
        return self._place(data), self._place(data + b"\xff")

    def _place(self, data: bytes) -> int:
        """How many strings are less than `data`."""
        first, block = self._around(data)
        return first + bisect_left(block, data)

    def _around(self, data: bytes) -> tuple[int, list[bytes]]:
        """The block in which a string stands or would stand, and its first place; none before the first of all."""
        guide = bisect_right(self._guides, data) - 1
        if guide < 0:
            return 0, []
        firsts = range(guide * self._step, min((guide + 1) * self._step, len(self)), _BLOCK)
        first = firsts[bisect_right(firsts, data, key=self._whole) - 1] if len(firsts) > 1 else firsts[0]
        return first, self._block(first)

    @cached_property
    def _guides(self) -> list[bytes]:
        """The first strings of blocks, of all or of every so many: halving a list is much faster than asking for each
        half's."""
        return list(map(self._whole, range(0, len(self), self._step)))

    def _whole(self, first: int) -> bytes:
        """The string at the first place of a block."""
        return bytes(self._text[self._ends[first] : self._ends[first + 1]])

    def _block(self, first: int) -> list[bytes]:
        return list(self._read(first, min(first + _BLOCK, len(self))))

    def _read(self, first: int, last: int) -> Iterator[bytes]:
        """The encoded strings from the first place of a block to before `last`."""
        text, ends, all_shared = self._text, self._ends, self._shared
        data = b""
        for place in range(first, last):
            data = data[: all_shared[place]] + text[ends[place] : ends[place + 1]]
            yield data


def _shared(before: bytes, text: bytes) -> int:
    """With how many bytes of another string one begins."""
    return sum(1 for _ in takewhile(bool, map(eq, before[:_MOST_SHARED], text)))
