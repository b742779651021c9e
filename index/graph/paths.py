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
MOST_TRIED = 60_000
MOST_VISITED = 3_000
"""Concepts that one search looks at before it is content with the best path it has: enough to be exact on graphs of a
few thousand concepts."""

Found = tuple[float, tuple[str, ...]]
"""A path as it is searched: its cost and its nodes."""


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
        self._toll = toll = {node: 1 + math.log1p(len(ends)) / HUB_SHARE for node, ends in edges.items()}
        self._into = {node: sorted((row[0], end) for end, row in ends.items()) for node, ends in edges.items()}
        self._onto = {
            node: sorted((row[0] * toll[end], end) for end, row in ends.items()) for node, ends in edges.items()
        }

    def paths(self, start: str, end: str, k: int = 3) -> list[Path]:
        """Up to `k` paths, cheapest first, ties by the relations' ids; none where the two do not hang together."""
        first = self._cheapest(start, end, frozenset(), frozenset(), math.inf)
        if first is None:
            return []
        found = [first]
        waiting: list[Found] = []
        seen = {first[1]}
        while len(found) < k:
            wanted = k - len(found)
            for spur in self._spurs(found[-1][1], end, [nodes for _, nodes in found], waiting, wanted):
                if spur[1] not in seen:
                    seen.add(spur[1])
                    heapq.heappush(waiting, spur)
            if not waiting:
                break
            found.append(heapq.heappop(waiting))
        return [Path(round(cost, 4), self._steps(nodes)) for cost, nodes in found]

    def _spurs(
        self, nodes: Sequence[str], end: str, found: Sequence[Sequence[str]], waiting: Sequence[Found], wanted: int
    ) -> Iterable[Found]:
        """Paths that leave `nodes` at each place in turn, if they are among the `wanted` cheapest still waiting."""
        for place in range(len(nodes) - 1):
            root = tuple(nodes[: place + 1])
            barred = frozenset(path[place + 1] for path in found if tuple(path[: place + 1]) == root)
            so_far = self._price(root)
            limit = heapq.nsmallest(wanted, waiting)[-1][0] if len(waiting) >= wanted else math.inf
            rest = self._cheapest(root[-1], end, frozenset(root[:-1]), barred, limit - so_far)
            if rest is not None:
                yield so_far + rest[0], (*root[:-1], *rest[1])

    def _price(self, nodes: Sequence[str]) -> float:
        return sum(self._edges[a][b][0] * self._toll[b] for a, b in itertools.pairwise(nodes))

    def _cheapest(
        self, start: str, end: str, closed: frozenset[str], barred: frozenset[str], limit: float
    ) -> Found | None:
        """The cheapest path below `limit` that enters no node of `closed` and goes from `start` to none of `barred`."""
        if start == end or start not in self._edges or end not in self._edges:
            return None

        free = not closed and not barred

        def allowed(ahead: int, node: str, neighbour: str) -> bool:
            """Whether the edge may be walked; `ahead` is 1 on the side of the end."""
            a, b = (neighbour, node) if ahead else (node, neighbour)
            return a not in closed and b not in closed and not (a == start and b in barred)

        sides = (_Side(start), _Side(end))
        near = self._near(start, end, closed, barred, limit)
        best, meeting = (min(limit, near[0]), "") if near else (limit, "")
        while (
            sides[0].heap
            and sides[1].heap
            and sides[0].heap[0][0] + sides[1].heap[0][0] < best
            and len(sides[0].cost) + len(sides[1].cost) < MOST_VISITED
        ):
            ahead = 0 if sides[0].heap[0][0] <= sides[1].heap[0][0] else 1
            side, other = sides[ahead], sides[1 - ahead]
            cost, node, parent, steps = heapq.heappop(side.heap)
            if node in side.parent:
                continue
            side.parent[node], side.cost[node] = parent, cost
            if node in other.cost and cost + other.cost[node] < best:
                best, meeting = cost + other.cost[node], node
            if steps > MAX_STEPS // 2:
                continue
            joins = []
            for neighbour in self._edges[node].keys() & other.cost.keys():
                if neighbour not in side.parent and (free or allowed(ahead, node, neighbour)):
                    toll = self._toll[node if ahead else neighbour]
                    joins.append((cost + self._edges[node][neighbour][0] * toll + other.cost[neighbour], neighbour))
            if joins and (joined := min(joins))[0] < best:
                best, meeting = joined
                side.reach[meeting] = node
            rest = other.heap[0][0] if other.heap else 0.0
            factor = self._toll[node] if ahead else 1.0
            for price, neighbour in (self._into if ahead else self._onto)[node]:
                further = cost + price * factor
                if further + rest >= best:
                    break
                if neighbour not in side.parent and (free or allowed(ahead, node, neighbour)):
                    heapq.heappush(side.heap, (further, neighbour, node, steps + 1))
        if not meeting:
            return near if near and near[0] < limit else None
        return best, (*reversed(sides[0].trail(meeting)), *sides[1].trail(meeting)[1:])

    def _near(self, start: str, end: str, closed: frozenset[str], barred: frozenset[str], limit: float) -> Found | None:
        """The cheapest path of at most three steps: a bound that spares the search most of its work."""
        shut = barred | closed
        first = [(cost, n) for cost, n in itertools.takewhile(lambda row: row[0] < limit, self._onto[start])]
        toll = self._toll[end]
        last = {n: price * toll for price, n in self._into[end] if n not in closed and n != start}
        if len(first) * len(last) > MOST_TRIED:
            return None
        found: list[Found] = []
        for cost, n in first:
            if n in shut:
                continue
            if n == end:
                found.append((cost, (start, end)))
                continue
            if n in last:
                found.append((cost + last[n], (start, n, end)))
            links = self._edges[n]
            for m in links.keys() & last.keys():
                if m != n:
                    found.append((cost + links[m][0] * self._toll[m] + last[m], (start, n, m, end)))
        return min(found, default=None)

    def _steps(self, nodes: Sequence[str]) -> tuple[Step, ...]:
        return tuple(Step(a, b, self._edges[a][b][1], self._edges[a][b][2]) for a, b in itertools.pairwise(nodes))


class _Side:
    """One direction of a bidirectional search."""

    def __init__(self, start: str) -> None:
        self.heap: list[tuple[float, str, str, int]] = [(0.0, start, "", 0)]
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
