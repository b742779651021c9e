"""Sorts rows of small numbers: packed into one number each where they fit, which is many times faster."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
#: Numbers of things of which there are less than 2**32, where so many are kept that half the bytes count.
Numbers = npt.NDArray[np.uint32]


def flat(array: Array) -> memoryview:
    """The numbers of an array, far cheaper to read one by one than from the array."""
    return memoryview(array)  # type: ignore[arg-type] # numpy tells types of its buffers from Python 3.12 on


def _packed(columns: Sequence[Array], sizes: Sequence[int]) -> Ints | None:
    """Rows as one number each; None where they do not fit."""
    if prod(max(size, 1) for size in sizes) >= 1 << 63:
        return None
    key = columns[0].astype(np.int64)
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        key = key * size + column
    return key


def row_order(columns: Sequence[Array], sizes: Sequence[int]) -> Ints:
    """The order in which rows rise; equal ones stay as they are. Fast where the rows come in a few sorted runs."""
    key = _packed(columns, sizes)
    return np.lexsort(tuple(reversed(columns))) if key is None else np.argsort(key, kind="stable")


def sorted_rows(columns: Sequence[Ints], sizes: Sequence[int]) -> tuple[Ints, ...]:
    """Equally long columns, sorted as rows by the first, then the second …; column i is below `sizes[i]`."""
    key = _packed(columns, sizes)
    if key is None:
        order = np.lexsort(tuple(reversed(columns)))
        return tuple(column[order] for column in columns)
    key.sort()
    result = []
    for size in reversed(sizes[1:]):
        key, column = np.divmod(key, size)
        result.append(column)
    return (key, *reversed(result))


def heads(*columns: Array) -> Ints:
    """Where a new combination of values begins in sorted columns."""
    if not len(columns[0]):
        return np.zeros(0, np.int64)
    changes = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return np.concatenate(([0], np.flatnonzero(changes) + 1))


def starts(column: Array, size: int) -> Numbers:
    """Where the rows of each number below `size` begin in a sorted column; one more entry closes the last."""
    return np.searchsorted(column, np.arange(size + 1)).astype(np.uint32)


def joined_ranges(first: Ints, last: Ints) -> Ints:
    """The numbers of several ranges in a row: from each of `first` to before the `last` of the same place."""
    if len(first) == 1:
        return np.arange(int(first[0]), int(last[0]))
    sizes = last - first
    ends = np.cumsum(sizes)
    numbers: Ints = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(first - (ends - sizes), sizes)
    return numbers


def repeated(starts: npt.NDArray[np.unsignedinteger]) -> Ints:
    """The inverse of `starts`: the sorted column."""
    first = starts.astype(np.int64)
    return np.repeat(np.arange(len(first) - 1), first[1:] - first[:-1])


def compact(column: Array, size: int | None = None) -> npt.NDArray[np.unsignedinteger]:
    """Numbers below `size` (or what they are) in as few bytes as they need: one, two or four."""
    largest = int(column.max(initial=0)) if size is None else size - 1
    return column.astype(np.min_scalar_type(max(largest, 0)) if largest < 1 << 16 else np.uint32)


def leading(scores: npt.NDArray[np.float32], wanted: int) -> Ints:
    """Where the best scores above 0 stand: as many as wanted, if there are, and few others.

    They rise but for the last ones, which equal each other and are the first with their score. The wanted-th best of
    the maxima of some groups is reached by as many scores, so that what is below it need not be sorted.
    """
    rows = min(len(scores) // (4 * wanted or 1), 64)
    columns = len(scores) // rows if rows else len(scores)
    if not 0 < wanted < columns:
        return scores.nonzero()[0]
    maxima = np.maximum.reduce(scores[: max(rows, 1) * columns].reshape(-1, columns), axis=0)
    maxima.partition(columns - wanted)
    floor = maxima[columns - wanted]
    above: Ints = (scores > floor).nonzero()[0]
    if len(above) < wanted and floor > 0:
        equal = (scores == floor).nonzero()[0]
        above = np.concatenate((above, equal[: wanted - len(above)]))
    return above
