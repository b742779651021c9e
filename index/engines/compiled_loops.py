"""The innermost loops of queries: giving sections what a word is worth there, ranking the best, counting a text.

NumPy runs each in a few calls; where the extra `fast` is installed, Numba compiles them. Both give the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from index.engines.compiled_derive import Singles
from index.engines.compiled_filters import Mask
from index.engines.compiled_sort import Array, Ints, leading

#: `(scores, sections, codes, values, factor, least)`: each of the sections, which rise, is given what its code is worth
#: times the factor, and at least `least`.
Give = Callable[[Singles, Array, Array, Singles, float, float], None]
#: `(scores, wanted)`: the places of the best of some scores above 0, as many as wanted if there are, best first, and of
#: equal ones the first one first.
Rank = Callable[[Singles, int], Ints]
#: The same of any scores, behind how many of them are above 0.
Best = Callable[[Singles, int], tuple[int, Ints]]
#: `(text, wanted, starts, ends, several)`: how often some bytes stand in each of some parts of a text, one behind the
#: other. `several` tells which parts may hold them more than once, where that is known. The text is one string of
#: NumPy's.
Count = Callable[[Array, np.bytes_, Ints, Ints, Mask | None], Ints]
#: As many scores are sorted faster than a bound is found that spares most of them.
_FEW = 300


@dataclass(frozen=True, slots=True)
class Loops:
    """`put` gives to sections that have nothing yet, `add` to any."""

    put: Give
    add: Give
    rank: Rank
    best: Best
    count: Count


@cache
def loops() -> Loops:
    """Numba's, where the extra `fast` is installed, imported in a quarter of a second by who searches; else NumPy's."""
    try:
        from index.engines.compiled_numba import best, count, give, rank
    except ImportError:
        return numpy_loops()
    best(np.zeros(1, np.float32), 1)  # the first call of any loads what all of them need
    return Loops(give, give, rank, best, count)


@cache
def numpy_loops() -> Loops:
    """The loops as calls of NumPy."""
    return Loops(_put, _add, _rank, _best, _count)


def _put(scores: Singles, sections: Array, codes: Array, values: Singles, factor: float, least: float) -> None:
    scores[sections.astype(np.int64)] = worth_of(codes, values, factor, least)


def _add(scores: Singles, sections: Array, codes: Array, values: Singles, factor: float, least: float) -> None:
    np.add.at(scores, sections.astype(np.int64), worth_of(codes, values, factor, least))


def worth_of(codes: Array, values: Singles, factor: float, least: float) -> Singles:
    """What codes are worth times a factor, and at least `least`."""
    found: Singles = values.take(codes)
    found *= factor
    return np.maximum(found, np.float32(least), out=found) if least else found


def _rank(scores: Singles, wanted: int) -> Ints:
    if len(scores) <= _FEW:
        return (-scores).argsort(kind="stable")[:wanted].astype(np.int64, copy=False)
    places = leading(scores, wanted)
    return places[(-scores[places]).argsort(kind="stable")[:wanted]]


def _best(scores: Singles, wanted: int) -> tuple[int, Ints]:
    total = int(np.count_nonzero(scores > 0))
    return total, _rank(scores, min(wanted, total))


def _count(text: Array, wanted: np.bytes_, starts: Ints, ends: Ints, several: Mask | None) -> Ints:
    counts: Ints
    if several is None:
        counts = np.strings.count(text, wanted, starts, ends)
        return counts
    counts = (np.strings.find(text, wanted, starts, ends) >= 0).astype(np.int64)
    counts[several] = np.strings.count(text, wanted, starts[several], ends[several])
    return counts
