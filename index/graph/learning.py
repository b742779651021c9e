"""The order in which to learn: what a concept's definition and relations presuppose, earlier chapters first."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from index.graph.model import Polarity, Relation, Status
from index.graph.related import say
from index.graph.relations import TYPES
from index.graph.store import ConceptGraph
from index.graph.views import Json, concept_brief, definition_json, evidence_json

DEPTH = 3
MOST = 12
DEFINITION_SHARE = 0.9
LATER_FACTOR = 0.3
LEAST = 0.25
"""Strength below which nothing is a prerequisite: what the texts introduce later does not reach it."""


@dataclass(frozen=True, slots=True)
class Need:
    """`before` is to be learnt before `after`; `relation` says why, or the definition does ("")."""

    before: str
    after: str
    weight: float
    relation: str


class LearningOrder:
    """Prerequisites of a concept, sorted so that nothing comes before what it needs."""

    def __init__(self, graph: ConceptGraph) -> None:
        self._graph = graph

    @cached_property
    def needs(self) -> Mapping[str, tuple[Need, ...]]:
        """For each concept what it presupposes, strongest first.

        A relation counts in full where the prerequisite is also introduced first in the reading order.
        """
        found: dict[tuple[str, str], Need] = {}
        for relation in self._graph.relations.values():
            for need in self._of_relation(relation):
                self._keep(found, need)
        for concept in self._graph.concepts.values():
            for other in self._graph.defined_by.get(concept.id, ()):
                weight = DEFINITION_SHARE * (1.0 if self._earlier(other, concept.id) else LATER_FACTOR)
                self._keep(found, Need(other, concept.id, weight, ""))
        rows: dict[str, list[Need]] = {}
        for need in found.values():
            opposite = found.get((need.after, need.before))
            if opposite is None or _strength(need) > _strength(opposite):
                rows.setdefault(need.after, []).append(need)
        return {after: tuple(sorted(needs, key=lambda n: (-n.weight, n.before))) for after, needs in rows.items()}

    def _of_relation(self, relation: Relation) -> list[Need]:
        side = TYPES[relation.type].prerequisite
        if not side or relation.polarity is Polarity.NEGATIVE or relation.status is not Status.ACCEPTED:
            return []
        after, before = (relation.source, relation.target) if side == "target" else (relation.target, relation.source)
        share = 1.0 if self._earlier(before, after) else LATER_FACTOR
        return [Need(before, after, relation.weight * TYPES[relation.type].weight * share, relation.id)]

    def _keep(self, found: dict[tuple[str, str], Need], need: Need) -> None:
        known = found.get((need.before, need.after))
        if need.before != need.after and (known is None or need.weight > known.weight):
            found[need.before, need.after] = need

    def _earlier(self, first: str, second: str) -> bool:
        return self._graph.first_seen(first) <= self._graph.first_seen(second)

    def order(self, goal: str) -> list[Json]:
        """The steps to `goal`, itself last: concept, section to read, and for which later step it is needed."""
        chosen = self._chosen(goal)
        steps = []
        for concept_id in self._sorted(chosen):
            needed = [n for after in chosen for n in chosen[after] if n.before == concept_id]
            concept = self._graph.concepts[concept_id]
            section = self._graph.introduction(concept_id)
            steps.append(
                {
                    "concept": concept_brief(concept),
                    "definition": definition_json(concept),
                    "section": {"id": section, "heading": self._graph.headings.get(section, "")} if section else None,
                    "needed_for": [self._reason(need) for need in sorted(needed, key=_strength, reverse=True)],
                }
            )
        return steps

    def _chosen(self, goal: str) -> dict[str, list[Need]]:
        """The goal and its strongest prerequisites, over at most three steps and twelve concepts."""
        strength = {goal: 1.0}
        taken: dict[str, int] = {}
        heap = [(-1.0, 0, goal)]
        while heap and len(taken) <= MOST:
            negative, depth, concept_id = heapq.heappop(heap)
            if concept_id in taken:
                continue
            taken[concept_id] = depth
            for need in self.needs.get(concept_id, ()) if depth < DEPTH else ():
                value = -negative * need.weight * 0.8
                if value > strength.get(need.before, LEAST):
                    strength[need.before] = value
                    heapq.heappush(heap, (-value, depth + 1, need.before))
        return {c: [n for n in self.needs.get(c, ()) if n.before in taken] for c in taken}

    def _sorted(self, chosen: Mapping[str, list[Need]]) -> list[str]:
        """Topological, ties in reading order; of a cycle the lightest need is left out."""
        open_needs = {after: {need.before: need.weight for need in needs} for after, needs in chosen.items()}
        ordered: list[str] = []
        left = set(chosen)
        while left:
            ready = [c for c in left if not (open_needs[c].keys() & left)]
            if not ready:
                after, before = min(
                    ((a, b) for a in left for b in open_needs[a] if b in left),
                    key=lambda pair: (open_needs[pair[0]][pair[1]], pair),
                )
                del open_needs[after][before]
                continue
            step = min(ready, key=lambda c: (self._graph.first_seen(c), c))
            ordered.append(step)
            left.remove(step)
        return ordered

    def _reason(self, need: Need) -> Json:
        graph = self._graph
        relation = graph.relations.get(need.relation)
        if relation is not None:
            text, evidence = say(graph, relation), evidence_json(relation.evidence[0]) if relation.evidence else None
        else:
            definition = graph.concepts[need.after].definition
            text, evidence = "定义中提到", evidence_json(definition) if definition else None
        return {"concept": concept_brief(graph.concepts[need.after]), "text": text, "evidence": evidence}


def _strength(need: Need) -> tuple[float, str, str]:
    return need.weight, need.after, need.before
