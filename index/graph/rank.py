"""Measures over the graph: log-likelihood of co-occurrence, PageRank, personalised PageRank, communities."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from index.graph.louvain import louvain

RESTART = 0.25
"""Measured on hidden relations: 0.25 finds more of them than 0.5."""
DAMPING = 0.85
MIN_TOGETHER = 2
MIN_LLR = 3.84
"""5% of the chi-squared distribution with one degree of freedom."""
FULL_LLR, FULL_SECTIONS_LLR = 60.0, 60.0
SEED = 42


@dataclass(frozen=True, slots=True)
class Together:
    """Two concepts (a < b) that `count` texts (sentences, or sections) name both; `llr` says how unlikely that is."""

    a: str
    b: str
    count: int
    llr: float


def cooccurrence(texts: Iterable[Sequence[str]], least: float = MIN_LLR) -> list[Together]:
    """Pairs of concepts that share texts more often than chance, by Dunning's log-likelihood ratio (1993).

    Each text is given as the sorted ids of the concepts that it names.
    """
    listed = list(texts)
    single = Counter(chain.from_iterable(listed))
    pairs = Counter(chain.from_iterable(combinations(concepts, 2) for concepts in listed))
    total = len(listed)
    found = []
    for (a, b), count in sorted(item for item in pairs.items() if item[1] >= MIN_TOGETHER):
        if count * total > single[a] * single[b]:
            llr = log_likelihood(count, single[a], single[b], total)
            if llr > least:
                found.append(Together(a, b, count, round(llr, 4)))
    return found


def log_likelihood(both: int, first: int, second: int, total: int) -> float:
    """2 Σ k·ln(k/expected) over the 2x2 table of sentences with and without each of two concepts."""
    table = (both, first - both, second - both, total - first - second + both)
    rows, columns = (first, total - first), (second, total - second)
    expected = (rows[0] * columns[0], rows[0] * columns[1], rows[1] * columns[0], rows[1] * columns[1])
    return 2 * sum(k * math.log(k * total / e) for k, e in zip(table, expected, strict=True) if k > 0 and e > 0)


class Walk:
    """Random walks over an undirected weighted graph, held as arrays.

    `edges` are (a, b, weight) over `nodes`; parallel edges add up.
    """

    def __init__(self, nodes: Sequence[str], edges: Iterable[tuple[str, str, float]]) -> None:
        self.nodes = tuple(nodes)
        self.place: Mapping[str, int] = {node: place for place, node in enumerate(self.nodes)}
        rows = [(self.place[a], self.place[b], w) for a, b, w in edges]
        left = np.array([row[0] for row in rows], dtype=np.int64)
        right = np.array([row[1] for row in rows], dtype=np.int64)
        weight = np.array([row[2] for row in rows], dtype=np.float64)
        source, target = np.concatenate([left, right]), np.concatenate([right, left])
        weights = np.concatenate([weight, weight])
        order = np.lexsort((target, source))
        self._source, self._target = source[order], target[order]
        self.strength = np.bincount(self._source, weights=weights[order], minlength=len(self.nodes))
        self._share = weights[order] / np.maximum(self.strength[self._source], 1e-12)
        self._degree = np.bincount(self._source, minlength=len(self.nodes))
        self._first = np.cumsum(self._degree) - self._degree

    def visits(self, start: str, restart: float = RESTART, steps: int = 24, cut: float = 1e-4) -> NDArray[np.float64]:
        """How often a walk that returns to `start` with probability `restart` is at each node (sums to about 1).

        Mass below `cut` of a step's total is not followed any more: that bounds the work on large graphs.
        """
        size = len(self.nodes)
        result = np.zeros(size)
        mass = np.zeros(size)
        mass[self.place[start]] = 1.0
        for _ in range(steps):
            result += restart * mass
            active = np.flatnonzero(mass > cut * (1 - restart))
            mass = self._step(active, mass) * (1 - restart)
            if mass.sum() < cut:
                break
        return result

    def _step(self, active: NDArray[np.int64], mass: NDArray[np.float64]) -> NDArray[np.float64]:
        """One step of the walk from the active nodes."""
        counts = self._degree[active]
        ends = np.cumsum(counts)
        if not len(ends) or not ends[-1]:
            return np.zeros(len(self.nodes))
        edges = np.repeat(self._first[active] - ends + counts, counts) + np.arange(ends[-1])
        moved = np.repeat(mass[active], counts) * self._share[edges]
        return np.bincount(self._target[edges], weights=moved, minlength=len(self.nodes)).astype(np.float64, copy=False)

    def pagerank(self, damping: float = DAMPING, steps: int = 60) -> NDArray[np.float64]:
        """PageRank (Page and others 1998) on the undirected graph; nodes without edges share their mass evenly."""
        size = max(1, len(self.nodes))
        rank = np.full(size, 1.0 / size)
        lonely = self.strength <= 0 if len(self.nodes) else np.ones(size, dtype=bool)
        for _ in range(steps):
            moved = np.bincount(self._target, weights=rank[self._source] * self._share, minlength=size)
            rank = (1 - damping) / size + damping * (moved + rank[lonely].sum() / size)
        return rank


def communities(nodes: Sequence[str], edges: Iterable[tuple[str, str, float]]) -> dict[str, int]:
    """Louvain communities (Blondel and others 2008), numbered from 0 by size, then by first id.

    Nodes and edges go in sorted, so that the result does not depend on the order in which they came.
    """
    ids = sorted(nodes)
    place = {node: number for number, node in enumerate(ids)}
    total: dict[tuple[int, int], float] = {}
    for a, b, weight in edges:
        key = (place[a], place[b]) if a < b else (place[b], place[a])
        total[key] = total.get(key, 0.0) + weight
    groups = louvain(len(ids), ((a, b, total[a, b]) for a, b in sorted(total)), SEED)
    ordered = sorted(groups, key=lambda group: (-len(group), group[0]))
    return {ids[node]: number for number, group in enumerate(ordered) for node in group}
