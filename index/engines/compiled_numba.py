"""The innermost loops of queries as Numba compiles them; for `compiled_loops` alone, since Numba is an extra.

Scores are nowhere below 0: their bits, read as whole numbers, rank as they do, and are compared eight at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba import njit

from index.engines.compiled_derive import Singles
from index.engines.compiled_filters import Mask
from index.engines.compiled_sort import Array, Ints

_Function = TypeVar("_Function", bound=Callable[..., Any])
#: Scores that are passed over together where none of them is among the best.
_TOGETHER = 64
#: Bytes that are looked at together for the first and the last of a text.
_LOOKED_AT = 64


def _compiled(function: _Function) -> _Function:
    """Compiles at the first call, or reads what another process compiled, where there is a place to keep it."""
    try:
        made: _Function = njit(function, cache=True)
    except RuntimeError:  # neither the code's folder nor the user's cache can be written to
        made = njit(function)
    return made


@_compiled
def give(scores: Singles, sections: Array, codes: Array, values: Singles, factor: float, least: float) -> None:
    """See `compiled_loops.Give`."""
    by, no_less = np.float32(factor), np.float32(least)
    for place in range(len(codes)):
        scores[sections[place]] += max(values[codes[place]] * by, no_less)


def count(text: Array, wanted: np.bytes_, starts: Ints, ends: Ints, several: Mask | None) -> Ints:
    """See `compiled_loops.Count`."""
    return _count(text.view(np.uint8), np.frombuffer(wanted, np.uint8), starts, ends)


@_compiled
def _count(text: Array, wanted: Array, starts: Ints, ends: Ints) -> Ints:
    """Looks at a whole word only where its first and its last byte stand as far apart."""
    counts = np.zeros(len(starts), np.int64)
    last = len(wanted) - 1
    for part in range(len(starts)):
        place, end = starts[part], ends[part] - last
        while place < end:
            beyond = min(place + _LOOKED_AT, end)
            firsts, lasts = text[place:beyond], text[place + last : beyond + last]
            there = False
            for offset in range(len(firsts)):
                there |= (firsts[offset] == wanted[0]) & (lasts[offset] == wanted[last])
            while there and place < beyond:
                offset = 0
                while offset <= last and text[place + offset] == wanted[offset]:
                    offset += 1
                counts[part] += offset > last
                place += len(wanted) if offset > last else 1
            place = max(place, beyond)
    return counts


@_compiled
def best(scores: Singles, wanted: int) -> tuple[int, Ints]:
    """See `compiled_loops.Best`."""
    bits = scores.view(np.int32)
    maxima = np.zeros(-(-len(bits) // _TOGETHER), np.int32)
    total = _look_over(bits, maxima)
    wanted = min(wanted, total)
    heap = np.empty(wanted, np.int64)
    if not wanted:
        return total, heap
    size, least = 0, 1
    if wanted < len(maxima):  # the last of so many maxima is reached by as many scores
        _choose(heap, size, maxima, 0, len(maxima), 0)
        least = max(least, maxima[heap[0]])
    for block in range(len(maxima)):
        if maxima[block] >= least and (size < wanted or maxima[block] > bits[heap[0]]):
            start = block * _TOGETHER
            size = _choose(heap, size, bits, start, min(start + _TOGETHER, len(bits)), least)
    for end in range(size - 1, 0, -1):
        heap[0], heap[end] = heap[end], heap[0]
        _sink(heap, bits, 0, end)
    return total, heap


def rank(scores: Singles, wanted: int) -> Ints:
    """See `compiled_loops.Rank`."""
    return best(scores, wanted)[1]


@_compiled
def _look_over(bits: Array, maxima: Array) -> int:
    """Counts what is above 0, and finds the highest of each block."""
    total = 0
    for block in range(len(bits) // _TOGETHER):
        together = bits[block * _TOGETHER : (block + 1) * _TOGETHER]
        above = np.int32(0)
        for place in range(_TOGETHER):
            maxima[block] = together[place] if together[place] > maxima[block] else maxima[block]
            above += np.int32(together[place] > 0)
        total += int(above)
    for bit in bits[len(bits) // _TOGETHER * _TOGETHER :]:
        maxima[-1] = max(maxima[-1], bit)
        total += bit > 0
    return total


@_compiled
def _choose(heap: Ints, size: int, bits: Array, start: int, end: int, least: int) -> int:
    """Takes the best of some places from `least` on into a heap of `size`, and returns its size then."""
    for place in range(start, end):
        if bits[place] < least:
            continue
        if size < len(heap):
            heap[size] = place
            size += 1
            if size == len(heap):
                for slot in range(size // 2 - 1, -1, -1):
                    _sink(heap, bits, slot, size)
        elif bits[place] > bits[heap[0]]:
            heap[0] = place
            _sink(heap, bits, 0, size)
    return size


@_compiled
def _sink(heap: Ints, bits: Array, slot: int, size: int) -> None:
    """Moves a place down to where it belongs in a heap of `size`, whose top is the worst."""
    place = heap[slot]
    while 2 * slot + 1 < size:
        below = 2 * slot + 1
        if below + 1 < size and _is_worse(heap[below + 1], heap[below], bits):
            below += 1
        if _is_worse(place, heap[below], bits):
            break
        heap[slot] = heap[below]
        slot = below
    heap[slot] = place


@_compiled
def _is_worse(one: int, other: int, bits: Array) -> bool:
    """Whether a place ranks behind another: with less, or as much and later."""
    return bool(bits[one] < bits[other] or (bits[one] == bits[other] and one > other))
