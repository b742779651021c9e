"""The best ways from one concept to another: k cheapest paths without loops, hubs made dear."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.graph.model import Polarity, Relation, Status
from index.graph.relations import TYPES

HUB_SHARE = 4.0
CANDIDATE_FACTOR = 2.0
MAX_STEPS = 8


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of a path, walked from `start` to `end`; `backward` against the relation's direction."""

    start: str
    end: str
    relation: str
    backward: bool


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from one concept to another; the lower `cost`, the better they explain."""

    cost: float
    steps: tuple[Step, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """The concepts on the way, both ends included."""
        return (self.steps[0].start, *(step.end for step in self.steps)) if self.steps else ()


class PathFinder:
    """Cheapest paths over the positive relations of a graph; each pair of concepts keeps its cheapest relation.

    The cost of entering a node is the relation's times 1 + ln(1 + degree) / 4, so that a path through a hub, which
    explains little, is dear. Bidirectional Dijkstra, and Yen's algorithm (1971) for more than one path.
    """

    def __init__(self, relations: Iterable[Relation]) -> None:
        edges: dict[str, dict[str, tuple[float, str, bool]]] = {}
        for relation in relations:
            if relation.polarity is Polarity.NEGATIVE or relation.status is Status.DEPRECATED:
                continue
            cost = _cost(relation)
            for start, end, backward in ((relation.source, relation.target, False),
                                         (relation.target, relation.source, True)):  # fmt: skip
                known = edges.setdefault(start, {}).get(end)
                if known is None or (cost, relation.id) < known[:2]:
                    edges[start][end] = (cost, relation.id, backward)
        self._edges = edges
        self._toll = {node: 1 + math.log1p(len(around)) / HUB_SHARE for node, around in edges.items()}

    def paths(self, start: str, end: str, k: int = 3) -> list[Path]:
        """Up to `k` paths, cheapest first, ties by the relations' ids; none where the two do not hang together."""
        first = self._cheapest(start, end, frozenset(), frozenset())
        if first is None:
            return []
        found = [first]
        waiting: list[tuple[float, tuple[str, ...]]] = []
        seen = {first[1]}
        while len(found) < k:
            for spur in self._spurs(found[-1][1], end, [nodes for _, nodes in found]):
                if spur[1] not in seen:
                    seen.add(spur[1])
                    heapq.heappush(waiting, spur)
            if not waiting:
                break
            found.append(heapq.heappop(waiting))
        return [Path(round(cost, 4), self._steps(nodes)) for cost, nodes in found]

    def _spurs(
        self, nodes: Sequence[str], end: str, found: Sequence[Sequence[str]]
    ) -> Iterable[tuple[float, tuple[str, ...]]]:
        for place in range(len(nodes) - 1):
            root = tuple(nodes[: place + 1])
            barred = frozenset(path[place + 1] for path in found if tuple(path[: place + 1]) == root)
            rest = self._cheapest(root[-1], end, frozenset(root[:-1]), barred)
            if rest is not None:
                yield self._price(root) + rest[0], (*root[:-1], *rest[1])

    def _price(self, nodes: Sequence[str]) -> float:
        return sum(self._edges[a][b][0] * self._toll[b] for a, b in itertools.pairwise(nodes))

    def _cheapest(
        self, start: str, end: str, closed: frozenset[str], barred: frozenset[str]
    ) -> tuple[float, tuple[str, ...]] | None:
        """The cheapest path that enters no node of `closed` and does not go from `start` straight to `barred`."""
        if start == end or start not in self._edges or end not in self._edges:
            return None
        sides = (_Side(start, 0.0), _Side(end, 0.0))
        best, meeting = math.inf, ""
        while sides[0].heap and sides[1].heap and sides[0].heap[0][0] + sides[1].heap[0][0] < best:
            ahead = 0 if sides[0].heap[0][0] <= sides[1].heap[0][0] else 1
            side, other = sides[ahead], sides[1 - ahead]
            cost, node, parent, steps = heapq.heappop(side.heap)
            if node in side.parent:
                continue
            side.parent[node], side.cost[node] = parent, cost
            if node in other.cost and cost + other.cost[node] < best:
                best, meeting = cost + other.cost[node], node
            if steps >= MAX_STEPS // 2 + 1:
                continue
            for neighbour, (price, _, _) in self._edges[node].items():
                if neighbour in side.parent or neighbour in closed or (ahead and neighbour == start and node in barred):
                    continue
                if not ahead and node == start and neighbour in barred:
                    continue
                toll = self._toll[node] if ahead else self._toll[neighbour]
                further = cost + price * toll
                heapq.heappush(side.heap, (further, neighbour, node, steps + 1))
                if neighbour in other.cost and further + other.cost[neighbour] < best:
                    best, meeting = further + other.cost[neighbour], neighbour
                    side.reach[neighbour] = node
        if not meeting:
            return None
        return best, (*reversed(sides[0].trail(meeting)), *sides[1].trail(meeting)[1:])

    def _steps(self, nodes: Sequence[str]) -> tuple[Step, ...]:
        return tuple(Step(a, b, self._edges[a][b][1], self._edges[a][b][2]) for a, b in itertools.pairwise(nodes))


class _Side:
    """One direction of a bidirectional search."""

    def __init__(self, start: str, cost: float) -> None:
        self.heap: list[tuple[float, str, str, int]] = [(cost, start, "", 0)]
        self.parent: dict[str, str] = {}
        self.cost: dict[str, float] = {}
        self.reach: dict[str, str] = {}

    def trail(self, node: str) -> list[str]:
        """From `node` back to where this side began."""
        nodes = [node]
        while previous := self.parent.get(nodes[-1], self.reach.get(nodes[-1], "")):
            nodes.append(previous)
        return nodes


def _cost(relation: Relation) -> float:
    """Dear where the relation is weak, unsure or of a type that explains little."""
    factor = 1.0 if relation.status is Status.ACCEPTED else CANDIDATE_FACTOR
    return factor * (1.6 - TYPES[relation.type].weight * relation.weight)
