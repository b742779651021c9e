"""A table of strings in flat arrays: found and ranged by halving, opened without any work."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import overload

import numpy as np

from index.engines.compiled_columns import bounds, packed_bounds
from index.engines.compiled_sort import Array, flat


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
        self._ends = flat(bounds(arrays, f"{name}.sizes"))

    @staticmethod
    def pack(name: str, strings: Iterable[str]) -> dict[str, Array]:
        """The arrays of a table called `name`."""
        data = [encode(text) for text in strings]
        return {
            f"{name}.text": np.frombuffer(b"".join(data), np.uint8),
            **packed_bounds(f"{name}.sizes", np.cumsum([0, *map(len, data)], dtype=np.int64)),
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
        place = bisect_left(range(len(self)), data, key=self.bytes)
        return place if place < len(self) and self.bytes(place) == data else -1

    def starting(self, prefix: str) -> tuple[int, int]:
        """The half-open range of places whose strings begin with `prefix`."""
        data = encode(prefix)
        places = range(len(self))
        first = bisect_left(places, data, key=self.bytes)
        return first, bisect_left(places, data + b"\xff", lo=first, key=self.bytes)
