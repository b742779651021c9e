"""Louvain communities (Blondel and others 2008): nodes move to where modularity grows most, then groups become nodes.

The groups are those that networkx finds with the same seed, to the last node; it takes twice as long.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

LEAST_GAIN = 1e-7
"""Where a level adds less modularity than this, it was the last."""

Adjacency = list[dict[int, float]]
"""For each node (0, 1, …) its neighbours with the weights of the edges; a loop counts once here, twice in a degree."""


def louvain(size: int, edges: Iterable[tuple[int, int, float]], seed: int) -> list[list[int]]:
    """The communities of the nodes 0 to `size` - 1, each sorted; `edges` are undirected, each given once."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret: the same draws in every build
    near: Adjacency = [{} for _ in range(size)]
    for a, b, weight in edges:
        near[a][b] = near[b][a] = weight
    groups = [[node] for node in range(size)]
    total = sum(_degrees(near)) / 2
    if not total:
        return groups
    reached = _modularity(near, [[node] for node in range(size)])
    while True:
        parts = _one_level(near, total, chance)
        groups = [sorted(node for place in part for node in groups[place]) for part in parts]
        gained = _modularity(near, parts)
        if gained - reached <= LEAST_GAIN:
            return groups
        reached, near = gained, _joined(near, parts)


def _degrees(near: Adjacency) -> list[float]:
    return [sum(around.values()) + around.get(node, 0.0) for node, around in enumerate(near)]


def _one_level(near: Adjacency, total: float, chance: random.Random) -> list[list[int]]:
    """Moves nodes between groups until none gains by it; the groups that are left."""
    degrees = _degrees(near)
    strengths = list(degrees)
    group_of = list(range(len(near)))
    around = [[(other, weight) for other, weight in each.items() if other != node] for node, each in enumerate(near)]
    nodes = list(range(len(near)))
    chance.shuffle(nodes)
    moved = True
    while moved:
        moved = False
        for node in nodes:
            here, degree = group_of[node], degrees[node]
            shared: dict[int, float] = {}
            for other, weight in around[node]:
                group = group_of[other]
                shared[group] = shared.get(group, 0.0) + weight
            strengths[here] -= degree
            best = _best(here, degree, shared, strengths, total)
            strengths[best] += degree
            if best != here:
                group_of[node], moved = best, True
    parts: list[list[int]] = [[] for _ in near]
    for node, group in enumerate(group_of):
        parts[group].append(node)
    return [part for part in parts if part]


def _best(here: int, degree: float, shared: dict[int, float], strengths: Sequence[float], total: float) -> int:
    """The group that gains most by a node that left the group `here`."""
    twice = 2 * total**2
    cost = -shared.get(here, 0.0) / total + strengths[here] * degree / twice
    best, most = here, 0.0
    for group, weight in shared.items():
        gain = cost + weight / total - strengths[group] * degree / twice
        if gain > most:
            best, most = group, gain
    return best


def _edges(near: Adjacency) -> Iterator[tuple[int, int, float]]:
    """Each edge once, by its first node."""
    for node, around in enumerate(near):
        for other, weight in around.items():
            if other >= node:
                yield node, other, weight


def _joined(near: Adjacency, parts: Sequence[Sequence[int]]) -> Adjacency:
    """The graph in which each group is one node."""
    group_of = {node: group for group, part in enumerate(parts) for node in part}
    joined: Adjacency = [{} for _ in parts]
    for a, b, weight in _edges(near):
        first, second = group_of[a], group_of[b]
        joined[first][second] = joined[second][first] = weight + joined[first].get(second, 0.0)
    return joined


def _modularity(near: Adjacency, parts: Sequence[Sequence[int]]) -> float:
    degrees = _degrees(near)
    total = sum(degrees)
    worth = 0.0
    for part in parts:
        inside = set(part)
        within = sum(
            weight for node in part for other, weight in near[node].items() if other in inside and other >= node
        )
        strength = sum(degrees[node] for node in part)
        worth += within / (total / 2) - strength * strength / total**2
    return worth
