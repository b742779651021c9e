"""A sorted table of strings in three flat arrays: found by checksum, ranged by prefix, opened without any work."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, overload
from zlib import crc32

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def flat(array: Array) -> memoryview:
    """The numbers of an array, far cheaper to read one by one than from the array."""
    return memoryview(array)  # type: ignore[arg-type] # numpy tells types of its buffers from Python 3.12 on


def encode(text: str) -> bytes:
    """UTF-8 that takes lone surrogates as well; sorts as the code points do."""
    return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """The inverse of `encode`."""
    return data.decode("utf-8", "surrogatepass")


class Strings(Sequence[str]):
    """A sequence of strings over arrays made by `pack`; `find` and `starting` need them sorted and distinct."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._text = flat(arrays[f"{name}.text"])
        self._ends = flat(arrays[f"{name}.ends"])
        self._checksums = flat(arrays[f"{name}.checksums"])
        self._order = flat(arrays[f"{name}.order"])

    @staticmethod
    def pack(name: str, strings: Iterable[str]) -> dict[str, Array]:
        """The arrays of a table called `name`, in the order given."""
        data = [encode(text) for text in strings]
        ends = np.zeros(len(data) + 1, np.uint32)
        np.cumsum([len(text) for text in data], out=ends[1:], dtype=np.uint32)
        checksums = np.array([crc32(text) for text in data], np.uint32)
        order = np.argsort(checksums, kind="stable").astype(np.uint32)
        return {
            f"{name}.text": np.frombuffer(b"".join(data), np.uint8),
            f"{name}.ends": ends,
            f"{name}.checksums": checksums[order],
            f"{name}.order": order,
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
        if not 0 <= place < len(self):
            raise IndexError(place)
        return decode(self.bytes(place))

    def __iter__(self) -> Iterator[str]:
        ends = self._ends.tolist()
        data = bytes(self._text)
        return (decode(data[start:end]) for start, end in pairwise(ends))

    def bytes(self, place: int) -> bytes:
        """The encoded string at `place`."""
        return bytes(self._text[self._ends[place] : self._ends[place + 1]])

    def find(self, text: str) -> int:
        """The place of `text`, -1 where it is not in the table."""
        data = encode(text)
        checksum = crc32(data)
        slot = bisect_left(self._checksums, checksum)
        while slot < len(self._checksums) and self._checksums[slot] == checksum:
            place: int = self._order[slot]
            if self.bytes(place) == data:
                return place
            slot += 1
        return -1

    def starting(self, prefix: str) -> tuple[int, int]:
        """The half-open range of places whose strings begin with `prefix`."""
        data = encode(prefix)
        places = range(len(self))
        first = bisect_left(places, data, key=self.bytes)
        return first, bisect_left(places, data + b"\xff", lo=first, key=self.bytes)
