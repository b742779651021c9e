"""Splits visible text into pieces, and indexes which piece follows which: the way to candidates for a substring.

A piece is one character of a script without spaces, or a run of other letters and digits. A link joins two pieces
that touch, or two runs with anything but letters between them; a piece that no link leaves is linked to nothing.
Whatever stands in a text stands in a section that has all its inner links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: The first code point of the scripts written without spaces.
WIDE = 0x2E80
#: Ends a field in the joined text; never part of UTF-8.
FIELD_END = b"\xff"

_BREAK = "\x00"
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Links:
    """Links between pieces with how often they stand in a section; `left` and `right` count from 1, 0 is nothing."""

    pieces: list[str]
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    section: npt.NDArray[np.int64]
    count: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text and where it stands there."""

    text: str
    start: int
    end: int
    wide: bool


def _kinds(points: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """0 for what separates, 1 for letters of runs, 2 for characters that are pieces of their own."""
    table = np.zeros(0x110000, np.uint8)
    for point in np.unique(points).tolist():
        if _WORD.match(chr(point)):
            table[point] = 2 if point >= WIDE else 1
    return table[points]


def _bounds(kinds: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where pieces start and end."""
    narrow = kinds == 1
    before = np.concatenate(([False], narrow[:-1]))
    after = np.concatenate((narrow[1:], [False]))
    starts = np.flatnonzero((kinds == 2) | (narrow & ~before))
    ends = np.flatnonzero((kinds == 2) | (narrow & ~after)) + 1
    return starts, ends


def runs(text: str) -> list[Run]:
    """The pieces of a query's text, in order."""
    if not text:
        return []
    kinds = _kinds(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32))
    starts, ends = _bounds(kinds)
    return [
        Run(text[start:end], start, end, ord(text[start]) >= WIDE)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]


def linked(left: Run, right: Run) -> bool:
    """Whether two pieces that follow each other are joined by a link."""
    return left.end == right.start or not (left.wide or right.wide)


def extract(texts: Sequence[str], owners: npt.NDArray[np.int64]) -> Links:
    """The links inside each of `texts`; `owners` numbers the section that each text belongs to."""
    joined = _BREAK.join(text.replace(_BREAK, " ") for text in texts) + _BREAK
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _kinds(points)
    starts, ends = _bounds(kinds)
    text_of = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])[starts]
    pieces, numbers = _number([joined[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)])
    wide = kinds[starts] == 2
    right = np.zeros(len(starts), np.int64)
    joins = (ends[:-1] == starts[1:]) | ~(wide[:-1] | wide[1:])
    joins &= text_of[:-1] == text_of[1:]
    right[:-1][joins] = numbers[1:][joins]
    return counted(Links(pieces, numbers, right, owners[text_of], np.ones(len(starts), np.int64)))


def _number(found: list[str]) -> tuple[list[str], npt.NDArray[np.int64]]:
    pieces = sorted(set(found))
    places = {piece: place for place, piece in enumerate(pieces, 1)}
    return pieces, np.fromiter((places[piece] for piece in found), np.int64, len(found))


def counted(links: Links) -> Links:
    """Sorted by left, right and section; equal ones become one with the sum of the counts."""
    order = np.lexsort((links.section, links.right, links.left))
    left, right, section = links.left[order], links.right[order], links.section[order]
    first = np.ones(len(left), bool)
    first[1:] = (left[1:] != left[:-1]) | (right[1:] != right[:-1]) | (section[1:] != section[:-1])
    starts = np.flatnonzero(first)
    count = np.add.reduceat(links.count[order], starts) if len(starts) else links.count
    return Links(links.pieces, left[starts], right[starts], section[starts], count)
