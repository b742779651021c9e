"""A text in fewer bytes than UTF-8 has, and still searched byte by byte: frequent characters have the short codes.

The first byte of a code tells how many follow, and none of those can begin a code: what is found begins and ends with
whole characters. No code has a byte of 0, at which NumPy's strings end, nor `FIELD_END`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from index.engines.compiled_sort import Ints
from index.engines.compiled_strings import encode
from index.engines.compiled_text import FIELD_END

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.uint32]

#: The first byte of codes with 0, 1, 2 … bytes behind it, and how many such first bytes there are.
_LEVELS = ((0x01, 127), (0x80, 60), (0xBC, 2), (0xBE, 1), (0xBF, 1))
#: Where the bytes behind the first begin, and how many of them there are.
_LATER, _DIGITS = 0xC0, 63
_END = FIELD_END[0]
#: What stands for `FIELD_END` among code points.
_END_POINT = 0x110000


def coded(data: bytes, starts: Ints) -> tuple[Bytes, Numbers, Numbers]:
    """UTF-8 with `FIELD_END` in it, and places in it, anew; and the characters, the most frequent first."""
    points, at = _points(np.frombuffer(data, np.uint8))
    counts = np.bincount(points, minlength=_END_POINT + 1)[:_END_POINT]
    characters = counts.nonzero()[0]
    characters = characters[np.argsort(-counts[characters], kind="stable")]
    rank = np.zeros(_END_POINT + 1, np.uint32)
    rank[characters] = np.arange(len(characters))
    rank[_END_POINT] = len(characters)
    text, bounds = _spelled(rank[points], *_codes(len(characters)))
    return text, bounds[at.searchsorted(starts)], characters.astype(np.uint32)


def restored(text: Bytes, starts: Ints, characters: Numbers) -> tuple[bytes, Numbers]:
    """The inverse of `coded`."""
    at = ((text < _LATER) | (text == _END)).nonzero()[0]
    padded = np.concatenate((text, np.zeros(len(_LEVELS), np.uint8)))
    leads = text[at]
    numbers = leads.astype(np.uint32) - _LEVELS[0][0]
    numbers[leads == _END] = len(characters)
    first = _LEVELS[0][1]
    for later, (lead, leads_of_level) in enumerate(_LEVELS[1:], 1):
        (held,) = ((leads >= lead) & (leads < lead + leads_of_level)).nonzero()
        number = leads[held].astype(np.int64) - lead
        for place in range(1, later + 1):
            number = number * _DIGITS + padded[at[held] + place] - _LATER
        numbers[held] = first + number
        first += leads_of_level * _DIGITS**later
    data, bounds = _spelled(numbers, *_table([*(encode(chr(point)) for point in characters.tolist()), FIELD_END]))
    return data.tobytes(), bounds[at.searchsorted(starts)]


def codes_of(characters: Numbers) -> dict[str, bytes]:
    """The code of each character."""
    table, lengths = _codes(len(characters))
    data, width = table.tobytes(), table.shape[1]
    places = range(0, len(data), width)
    codes = [data[place : place + length] for place, length in zip(places, lengths.tolist(), strict=True)]
    return dict(zip(map(chr, characters.tolist()), codes, strict=False))


def _points(data: Bytes) -> tuple[Ints, Ints]:
    """The code points of UTF-8, and where each begins."""
    at = ((data & 0xC0) != 0x80).nonzero()[0]
    padded = np.concatenate((data, np.zeros(3, np.uint8)))
    leads = data[at]
    points = leads.astype(np.int64)
    for later, (lead, bits) in enumerate(((0xC0, 0x1F), (0xE0, 0x0F), (0xF0, 0x07)), 1):
        (held,) = ((leads >= lead) & (leads < lead + bits + 1)).nonzero()
        point = points[held] & bits
        for place in range(1, later + 1):
            point = point << 6 | padded[at[held] + place] & 0x3F
        points[held] = point
    points[leads == _END] = _END_POINT
    return points, at


def _codes(count: int) -> tuple[Bytes, Numbers]:
    """The codes of so many characters, and then `FIELD_END`, a row each; how long each is."""
    table = np.zeros((count + 1, len(_LEVELS)), np.uint8)
    lengths = np.ones(count + 1, np.uint32)
    first = 0
    for later, (lead, leads) in enumerate(_LEVELS):
        size = leads * _DIGITS**later
        rows = slice(first, min(first + size, count))
        rank = np.arange(max(rows.stop - first, 0))
        for place in range(later, 0, -1):
            rank, digit = np.divmod(rank, _DIGITS)
            table[rows, place] = _LATER + digit
        table[rows, 0] = lead + rank
        lengths[rows] = later + 1
        first += size
    table[count, 0] = _END
    return table, lengths


def _table(rows: Iterable[bytes]) -> tuple[Bytes, Numbers]:
    rows = list(rows)
    table = np.array(rows, "S4").view(np.uint8).reshape(-1, 4)
    return table, np.fromiter(map(len, rows), np.uint32, len(rows))


def _spelled(numbers: Numbers, table: Bytes, lengths: Numbers) -> tuple[Bytes, Numbers]:
    """The rows of a table with these numbers, one behind the other; where each begins, and the last ends."""
    sizes = lengths.take(numbers)
    bounds = np.zeros(len(numbers) + 1, np.uint32)
    np.cumsum(sizes, dtype=np.uint32, out=bounds[1:])
    text = np.empty(int(bounds[-1]), np.uint8)
    text[bounds[:-1]] = table[:, 0].take(numbers)
    for later in range(1, table.shape[1]):
        (held,) = (sizes > later).nonzero()
        text[bounds[held] + later] = table[:, later][numbers[held]]
    return text, bounds
