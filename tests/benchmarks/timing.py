"""Times calls side by side, so that a busy machine slows all of them: ratios hold where figures do not."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """Over queries, of the median over repetitions: p50, p95 and largest, in milliseconds."""

    p50: float
    p95: float
    largest: float


def side_by_side(rivals: Sequence[Callable[[int], object]], queries: int, repetitions: int = 15) -> list[Times]:
    """Times of each rival, a function of the query's number, in processor time of the thread.

    They take turns, each with all queries in a row, so that no answer is kept from the time before.
    """
    for rival in rivals:
        for query in range(queries):
            rival(query)
    taken: list[list[list[float]]] = [[[] for _ in range(queries)] for _ in rivals]
    gc.disable()
    try:
        for _ in range(repetitions):
            for rival, times in zip(rivals, taken, strict=True):
                for query in range(queries):
                    times[query].append(_time(rival, query))
    finally:
        gc.enable()
    return [summary([statistics.median(of_query) for of_query in times]) for times in taken]


def _time(rival: Callable[[int], object], query: int) -> float:
    start = time.thread_time()
    rival(query)
    return (time.thread_time() - start) * 1000


def summary(medians: list[float]) -> Times:
    """The figures over queries of the median of each."""
    ranked = sorted(medians)
    return Times(statistics.median(ranked), ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))], ranked[-1])
