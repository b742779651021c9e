"""Communities are those that networkx finds, to the last node."""

from __future__ import annotations

import random

import networkx as nx
import pytest

from index.graph.louvain import louvain
from index.graph.rank import communities

Edge = tuple[int, int, float]


def edges_of(seed: int) -> tuple[int, list[Edge]]:
    """A random graph of a few dense groups, with loose nodes and some loops."""
    chance = random.Random(seed)
    size = chance.randrange(2, 120)
    wanted = {tuple(sorted((chance.randrange(size), chance.randrange(size)))) for _ in range(chance.randrange(1, 600))}
    near = {(a, b) for a, b in wanted if chance.random() < 0.2 or a % 5 == b % 5}
    return size, [(a, b, round(chance.random() * 3 + 0.01, 4)) for a, b in sorted(near)]


@pytest.mark.parametrize("seed", range(150))
def test_the_same_groups_as_networkx(seed: int) -> None:
    size, edges = edges_of(seed)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_weighted_edges_from(edges)
    expected = nx.community.louvain_communities(graph, weight="weight", seed=42)
    assert sorted(louvain(size, edges, 42)) == sorted(map(sorted, expected))


def test_without_edges_every_node_is_alone() -> None:
    assert louvain(3, [], 42) == [[0], [1], [2]]
    assert louvain(0, [], 42) == []


def test_communities_are_numbered_by_size_then_by_first_id() -> None:
    edges = [("b", "c", 1.0), ("c", "b", 1.0), ("c", "d", 1.0), ("b", "d", 1.0), ("e", "a", 1.0)]
    assert communities("edcbaf", edges) == {"b": 0, "c": 0, "d": 0, "a": 1, "e": 1, "f": 2}
