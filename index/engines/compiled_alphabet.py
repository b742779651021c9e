"""A text in fewer bytes than UTF-8 has, and still searched byte by byte: frequent characters have the short codes.

The first byte of a code tells how many follow, and none of those can begin a code: what is found begins and ends with
whole characters. No code has a byte of 0, at which NumPy's strings end, nor `FIELD_END`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.compiled_sort import Ints, Numbers
from index.engines.compiled_strings import encode
from index.engines.compiled_text import FIELD_END

Bytes = npt.NDArray[np.uint8]

#: How many first bytes codes with 0, 1, 2 … bytes behind it have, and how many bytes can stand behind the first, where
#: the characters are too many for codes of two bytes.
_MANY, _MOST_DIGITS = (127, 60, 2, 1, 1), 63
#: Bytes for codes: without 0 and `FIELD_END`.
_BYTES = 254
_END = FIELD_END[0]
#: Bytes of text that are coded at once.
_PIECE = 1 << 20
#: What stands for `FIELD_END` among code points.
_END_POINT = 0x110000


class _Levels(NamedTuple):
    """The `leads` of codes with 0, 1, 2 … bytes behind the first lie one after the other from 1 on; above them lie the
    `digits`, which are the other bytes."""

    leads: tuple[int, ...]
    digits: int

    @classmethod
    def of(cls, count: int) -> _Levels:
        """For so many characters: as many codes of one byte as two bytes leave for the others."""
        best = (0, 0) if count <= _BYTES else (_BYTES, 0)
        for digits in range(2, _MOST_DIGITS + 1) if count > _BYTES else ():
            leads = -(-(count - _BYTES + digits) // (digits - 1))
            best = min(best, (leads, digits), key=sum)
        if sum(best) >= sum(_MANY[1:]) + _MOST_DIGITS:
            return cls(_MANY, _MOST_DIGITS)
        return cls((_BYTES - sum(best), best[0]), best[1])

    @property
    def later(self) -> int:
        """The first of the bytes behind the first."""
        return 1 + sum(self.leads)

    def each(self) -> Iterator[tuple[int, int, int, int]]:
        """How many bytes stand behind the first, the first of the first bytes, how many those are, and the number of
        the first character that has such a code."""
        lead, character = 1, 0
        for later, leads in enumerate(self.leads):
            yield later, lead, leads, character
            lead += leads
            character += leads * self.digits**later


def coded(data: bytes, starts: Ints) -> tuple[Bytes, Numbers, Numbers]:
    """UTF-8 with `FIELD_END` in it, and places in it, anew; and the characters, the most frequent first."""
    pieces = list(_pieces(np.frombuffer(data, np.uint8)))
    counts = np.zeros(_END_POINT + 1, np.int64)
    for _, piece in pieces:
        counts += np.bincount(_points(piece)[0], minlength=len(counts))
    characters = counts[:_END_POINT].nonzero()[0]
    characters = characters[np.argsort(-counts[characters], kind="stable")]
    rank = np.zeros(_END_POINT + 1, np.uint32)
    rank[characters] = np.arange(len(characters))
    rank[_END_POINT] = len(characters)
    codes = _codes(len(characters))
    texts, places, size = [np.zeros(0, np.uint8)], [np.zeros(0, np.uint32)], 0
    for begin, piece in pieces:
        points, at = _points(piece)
        text, bounds = _spelled(rank[points], *codes)
        first, last = starts.searchsorted((begin, begin + len(piece)))
        texts.append(text)
        places.append(bounds[at.searchsorted(starts[first:last] - begin)] + np.uint32(size))
        size += len(text)
    behind = len(starts) - sum(map(len, places))
    return (
        np.concatenate(texts),
        np.concatenate((*places, np.full(behind, size, np.uint32))),
        characters.astype(np.uint32),
    )


def restored(text: Bytes, starts: Ints, characters: Numbers) -> tuple[bytes, Numbers]:
    """The inverse of `coded`."""
    levels = _Levels.of(len(characters))
    at = ((text < levels.later) | (text == _END)).nonzero()[0]
    padded = np.concatenate((text, np.zeros(len(levels.leads), np.uint8)))
    leads = text[at]
    numbers = np.full(len(leads), len(characters), np.uint32)
    for later, lead, leads_of_level, character in levels.each():
        (held,) = ((leads >= lead) & (leads < lead + leads_of_level)).nonzero()
        number = leads[held].astype(np.int64) - lead
        for place in range(1, later + 1):
            number = number * levels.digits + padded[at[held] + place] - levels.later
        numbers[held] = character + number
    data, bounds = _spelled(numbers, *_table([*(encode(chr(point)) for point in characters.tolist()), FIELD_END]))
    return data.tobytes(), bounds[at.searchsorted(starts)]


def codes_of(characters: Numbers) -> dict[str, bytes]:
    """The code of each character."""
    table, lengths = _codes(len(characters))
    data, width = table.tobytes(), table.shape[1]
    places = range(0, len(data), width)
    codes = [data[place : place + length] for place, length in zip(places, lengths.tolist(), strict=True)]
    return dict(zip(map(chr, characters.tolist()), codes, strict=False))


def _pieces(data: Bytes) -> Iterator[tuple[int, Bytes]]:
    """UTF-8 in pieces of whole characters, little enough for memory, each with the place where it begins."""
    begin = 0
    while begin < len(data):
        end = min(begin + _PIECE, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end += 1
        yield begin, data[begin:end]
        begin = end


def _points(data: Bytes) -> tuple[Numbers, Ints]:
    """The code points of UTF-8, and where each begins."""
    at = ((data & 0xC0) != 0x80).nonzero()[0]
    padded = np.concatenate((data, np.zeros(3, np.uint8)))
    leads = data[at]
    points = leads.astype(np.uint32)
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
    levels = _Levels.of(count)
    table = np.zeros((count + 1, len(levels.leads)), np.uint8)
    lengths = np.ones(count + 1, np.uint32)
    for later, lead, leads, first in levels.each():
        rows = slice(first, max(first, min(first + leads * levels.digits**later, count)))
        rank = np.arange(rows.stop - first)
        for place in range(later, 0, -1):
            rank, digit = np.divmod(rank, levels.digits)
            table[rows, place] = levels.later + digit
        table[rows, 0] = lead + rank
        lengths[rows] = later + 1
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
