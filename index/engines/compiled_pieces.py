"""The sorted table of pieces of visible text: pieces by name, beginning, end or any part, as a query cuts them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

import numpy as np

from index.engines.compiled_sort import Array, Ints, flat
from index.engines.compiled_strings import encode
from index.engines.compiled_text import WIDE
from index.remembered import remembered


class Pieces:
    """Pieces are numbered from 1 in rising order; their text is one line a piece, behind an empty line."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._text = flat(arrays["pieces.text"])
        self._array: Ints = (arrays["pieces.text"] == ord("\n")).nonzero()[0]
        self._ends = flat(self._array)
        self._numbers = range(1, len(self._array))
        self.number = remembered(self._number, 1024)
        self.beginning = remembered(self._beginning, 256)
        self.ending = remembered(self._ending, 256)

    def _at(self, number: int) -> bytes:
        return bytes(self._text[self._ends[number - 1] + 1 : self._ends[number]])

    def _place(self, wanted: bytes) -> int:
        """The number of the first piece that is not less than `wanted`."""
        return 1 + bisect_left(self._numbers, wanted, key=self._at)

    def _number(self, piece: str) -> int:
        """The number of a piece, 0 where there is none."""
        data = encode(piece)
        number = self._place(data)
        return number if number < len(self._ends) and self._at(number) == data else 0

    def whole(self, piece: str) -> range:
        """The number of a piece, if there is one."""
        number = self.number(piece)
        return range(number, number + 1) if number else range(0)

    def _beginning(self, piece: str) -> range:
        """The numbers of the pieces that begin with a text; a wide character is always whole."""
        if ord(piece[0]) >= WIDE:
            return self.whole(piece)
        wanted = encode(piece)
        return range(self._place(wanted), self._place(wanted + b"\xff"))

    def _ending(self, piece: str) -> Sequence[int]:
        """The numbers of the pieces that end with a text."""
        if ord(piece[0]) >= WIDE:
            return self.whole(piece)
        numbers: list[int] = np.unique(self._found(re.escape(encode(piece)) + rb"(?=\n)")).tolist()
        return numbers

    def containing(self, piece: str) -> tuple[Ints, Ints]:
        """The numbers of the pieces of letters in runs that contain a text, and how often each does."""
        numbers, times = np.unique(self._found(re.escape(encode(piece))), return_counts=True)
        return numbers, times

    def _found(self, pattern: bytes) -> Ints:
        places = [match.start() for match in re.finditer(pattern, self._text)]
        return self._array.searchsorted(np.array(places, np.int64)).astype(np.int64)
