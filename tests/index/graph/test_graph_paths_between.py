"""Paths: the cheapest ways without loops, hubs made dear, compared with networkx."""

from __future__ import annotations

import random

import networkx as nx
import pytest

from index.graph.model import Polarity, Relation, Status
from index.graph.paths import PathFinder


def _relation(source: str, target: str, weight: float = 0.9, type_: str = "uses", **changes: object) -> Relation:
    fields = {"polarity": Polarity.POSITIVE, "status": Status.ACCEPTED} | changes
    return Relation(f"{source}--{type_}--{target}", source, type_, target, weight=weight, evidence=(), **fields)  # type: ignore[arg-type]  # the fields' types are those above


@pytest.mark.parametrize("seed", range(60))
def test_the_k_cheapest_paths_are_those_of_yen(seed: int) -> None:
    rng = random.Random(seed)
    ids = [f"n{n}" for n in range(rng.randint(3, 11))]
    relations = {}
    for _ in range(rng.randint(2, 24)):
        source, target = rng.sample(ids, 2)
        relation = _relation(source, target, weight=round(rng.random(), 3))
        relations[relation.id] = relation
    finder = PathFinder(relations.values())
    graph: nx.DiGraph[str] = nx.DiGraph()
    for a, links in finder._edges.items():
        for b, (price, _, _) in links.items():
            graph.add_edge(a, b, weight=price * finder._toll[b])
    start, end = rng.sample(ids, 2)
    expected: list[float] = []
    if start in graph and end in graph and nx.has_path(graph, start, end):
        for nodes in nx.shortest_simple_paths(graph, start, end, weight="weight"):
            expected.append(nx.path_weight(graph, nodes, "weight"))
            if len(expected) == 4:
                break
    found = finder.paths(start, end, 4)
    assert [path.cost for path in found] == pytest.approx(expected, abs=1e-3)
    for path in found:
        assert path.nodes[0] == start
        assert path.nodes[-1] == end
        assert len(set(path.nodes)) == len(path.nodes)


def test_a_hub_is_dearer_than_a_quiet_concept() -> None:
    spokes = [_relation("hub", f"x{n}") for n in range(30)]
    finder = PathFinder(
        [_relation("a", "hub"), _relation("hub", "b"), _relation("a", "c"), _relation("c", "b"), *spokes]
    )
    assert finder.paths("a", "b", 1)[0].nodes == ("a", "c", "b")


def test_denied_and_deprecated_relations_are_no_way() -> None:
    denied = _relation("a", "b", polarity=Polarity.NEGATIVE)
    old = _relation("a", "c", status=Status.DEPRECATED)
    assert PathFinder([denied, old]).paths("a", "b") == []


def test_a_step_knows_when_it_goes_against_the_relation() -> None:
    (path,) = PathFinder([_relation("a", "b"), _relation("c", "b")]).paths("a", "c", 1)
    assert [step.backward for step in path.steps] == [False, True]


def test_concepts_that_do_not_hang_together_have_no_path() -> None:
    assert PathFinder([_relation("a", "b"), _relation("c", "d")]).paths("a", "d") == []
    assert PathFinder([_relation("a", "b")]).paths("a", "a") == []
