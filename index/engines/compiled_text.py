"""Splits visible text into pieces, and indexes which piece follows which: the way to candidates for a substring.

A piece is one character of a script without spaces, or a run of other letters and digits. A link joins two pieces
that touch, or two runs with anything but letters between them; a piece that no link leaves is linked to nothing.
Whatever stands in a text stands in a section that has all its inner links, and the links alone tell where two pieces
stand that touch or are parted by one space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.compiled_sort import Ints, Numbers, heads, sorted_rows

#: The first code point of the scripts written without spaces.
WIDE = 0x2E80
#: Ends a field in the joined text; never part of UTF-8.
FIELD_END = b"\xff"
#: Counts go no higher; where they would, a look at the text must tell.
MANY = 255

#: Parts texts that are taken apart together; where a text has it itself, it is taken for another sign.
_BREAK, _OTHER = "\x00", "\x01"
_FIRST_WIDE = chr(WIDE)
_WORD = re.compile(r"\w")
_ALL_WIDE = re.compile(rf"[^\W\x00-{chr(WIDE - 1)}]+")
_PIECE = re.compile(rf"[^\W{chr(WIDE)}-\U0010ffff]+|[^\W\x00-{chr(WIDE - 1)}]")


@dataclass(frozen=True, slots=True)
class Links:
    """Links between pieces and how often they stand in a section, sorted; pieces count from 1, 0 is nothing.

    `right` is twice the number of the piece, and one more where anything else than one space parts the two.
    """

    pieces: list[str]
    left: Numbers
    right: Numbers
    section: Numbers
    count: npt.NDArray[np.uint8]


class Run(NamedTuple):
    """A piece of a text and where it stands there."""

    text: str
    start: int
    end: int
    wide: bool


#: A run of its four parts, in less than half the time that `Run` takes to look at their names.
_run = partial(tuple.__new__, Run)


def _kinds(points: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """0 for what separates, 1 for letters of runs, 2 for characters that are pieces of their own."""
    present = np.zeros(0x110000, bool)
    present[points] = True
    table = np.zeros(0x110000, np.uint8)
    for point in np.flatnonzero(present).tolist():
        if _WORD.match(chr(point)):
            table[point] = 2 if point >= WIDE else 1
    return table[points]


def _bounds(kinds: npt.NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Where pieces start and end."""
    narrow = kinds == 1
    before = np.concatenate(([False], narrow[:-1]))
    after = np.concatenate((narrow[1:], [False]))
    starts = np.flatnonzero((kinds == 2) | (narrow & ~before))
    ends = np.flatnonzero((kinds == 2) | (narrow & ~after)) + 1
    return starts, ends


def runs(text: str) -> list[Run]:
    """The pieces of a query's text, in order."""
    if _ALL_WIDE.fullmatch(text):
        return [_run((text[place], place, place + 1, True)) for place in range(len(text))]
    spans = [match.span() for match in _PIECE.finditer(text)]
    return [_run((text[start:end], start, end, text[start] >= _FIRST_WIDE)) for start, end in spans]


def linked(left: Run, right: Run) -> bool:
    """Whether two pieces that follow each other are joined by a link."""
    return left.end == right.start or not (left.wide or right.wide)


def extract(texts: Sequence[str], owners: Ints) -> Links:
    """The links inside each of `texts`; `owners` numbers the section that each text belongs to."""
    joined = _BREAK.join(text.replace(_BREAK, _OTHER) for text in texts) + _BREAK
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _kinds(points)
    starts, ends = _bounds(kinds)
    text_of = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])[starts]
    wide = kinds[starts] == 2
    pieces, left = _numbered(joined, points, starts, ends, wide)
    joins = (ends[:-1] == starts[1:]) | ~(wide[:-1] | wide[1:])
    joins &= text_of[:-1] == text_of[1:]
    gap = starts[1:] - ends[:-1]
    parted = ~((gap == 0) | ((gap == 1) & (points[ends[:-1]] == ord(" "))))
    right = np.zeros(len(left), np.int64)
    right[:-1][joins] = (2 * left[1:] + parted)[joins]
    size = len(pieces) + 1
    rows = (left, right, owners[text_of])
    left, right, section = sorted_rows(rows, (size, 2 * size, int(owners.max(initial=0)) + 1))
    first = heads(left, right, section)
    count = np.minimum(np.diff(np.append(first, len(left))), MANY).astype(np.uint8)
    kept = [column[first].astype(np.uint32) for column in (left, right, section)]
    return Links(pieces, kept[0], kept[1], kept[2], count)


def _numbered(
    joined: str, points: npt.NDArray[np.uint32], starts: Ints, ends: Ints, wide: npt.NDArray[np.bool_]
) -> tuple[list[str], Ints]:
    """The sorted pieces, and the number of each piece of the text."""
    narrow = ~wide
    words = [joined[start:end] for start, end in zip(starts[narrow].tolist(), ends[narrow].tolist(), strict=True)]
    characters = points[starts[wide]]
    pieces = sorted({*words, *map(chr, np.unique(characters).tolist())})
    place = {piece: number for number, piece in enumerate(pieces, 1)}
    numbers = np.zeros(len(starts), np.int64)
    numbers[narrow] = np.fromiter(map(place.__getitem__, words), np.int64, len(words))
    table = np.zeros(0x110000, np.int64)
    for character in np.unique(characters).tolist():
        table[character] = place[chr(character)]
    numbers[wide] = table[characters]
    return pieces, numbers
