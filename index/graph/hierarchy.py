"""Cycles and shortcuts in a hierarchy given as links upward; groups of nodes that hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import networkx as nx


def cycles(upward: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """One cycle for each group of nodes that lie on cycles together, beginning at its smallest node, sorted."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((node, above) for node in sorted(upward) for above in sorted(upward[node]))
    groups = sorted(sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1)
    for node in sorted(upward):
        if node in upward[node]:
            yield (node,)
    for group in groups:
        edges = nx.find_cycle(graph.subgraph(group), group[0])
        nodes = [edge[0] for edge in edges]
        first = nodes.index(min(nodes))
        yield (*nodes[first:], *nodes[:first])


def shortcuts(upward: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Links (node, above) that a longer way upward makes needless."""
    for node in sorted(upward):
        for above in sorted(upward[node]):
            others = [other for other in upward[node] if other not in (above, node)]
            if any(_leads(upward, other, above) for other in others):
                yield node, above


def components(around: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """The groups of nodes that links (both ways listed) join, each sorted."""
    left = set(around)
    while left:
        todo, group = [min(left)], set[str]()
        while todo:
            node = todo.pop()
            if node not in group:
                group.add(node)
                todo.extend(around[node] - group)
        left -= group
        yield sorted(group)


def _leads(upward: Mapping[str, Sequence[str]], start: str, end: str) -> bool:
    seen, todo = {start}, [start]
    while todo:
        for above in upward.get(todo.pop(), ()):
            if above == end:
                return True
            if above not in seen:
                seen.add(above)
                todo.append(above)
    return False
