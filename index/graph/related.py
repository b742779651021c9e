"""Related concepts by personalised PageRank, each with the reasons: relations, shared neighbours, sentences, a path."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator

import numpy as np

from index.graph.model import Concept, Evidence, Polarity, Relation, Status
from index.graph.paths import Path, PathFinder, Step
from index.graph.rank import Together
from index.graph.relations import sentence
from index.graph.store import ConceptGraph
from index.graph.views import Json, concept_brief, evidence_json, label_of

SHARED_SHOWN = 5
NAMED = 0.1
"""How much two names must hang together to be given as a reason."""
STEPS_TOLD = 3
"""How long a path is a reason beside others; a longer one is told where there is no other."""


class Relatedness:
    """Ranks what is near a concept and says why."""

    def __init__(self, graph: ConceptGraph, paths: PathFinder) -> None:
        self._graph = graph
        self._paths = paths

    def related(self, concept: Concept, limit: int, types: Collection[str]) -> list[Json]:
        """The `limit` concepts nearest to `concept`; with `types`, only those joined to it by such relations."""
        graph = self._graph
        scores = graph.walk.visits(concept.id)
        near = graph.walk.nodes
        wanted = self._joined(concept.id, types) if types else None
        reached = np.flatnonzero(scores)
        top = reached[np.argsort(-scores[reached].round(9), kind="stable")]  # nodes stand in the order of their ids
        found: list[Json] = []
        for place in top.tolist():
            other = near[place]
            if other == concept.id or (wanted is not None and other not in wanted):
                continue
            if graph.concepts[other].status is Status.DEPRECATED:
                continue
            found.append(
                {
                    "concept": concept_brief(graph.concepts[other]),
                    "score": round(float(scores[place]), 6),
                    "because": self._because(concept.id, other),
                }
            )
            if len(found) == limit:
                break
        return found

    def _joined(self, concept_id: str, types: Collection[str]) -> set[str]:
        relations = self._graph.relations_of.get(concept_id, ())
        return {_other(r, concept_id) for r in relations if r.type in types and r.status is not Status.DEPRECATED}

    def _because(self, concept_id: str, other: str) -> Json:
        graph = self._graph
        direct = [
            r
            for r in graph.relations_of.get(concept_id, ())
            if _other(r, concept_id) == other and r.status is not Status.DEPRECATED
        ]
        direct.sort(key=lambda r: (r.polarity is Polarity.NEGATIVE, r.status is not Status.ACCEPTED, -r.weight, r.id))
        pair = graph.together_of.get(concept_id, {}).get(other)
        near = graph.beside_of.get(concept_id, {}).get(other)
        named = graph.alike.get((min(concept_id, other), max(concept_id, other)), 0.0) >= NAMED
        shared = self._shared(concept_id, other)
        path = next(iter(self._paths.paths(concept_id, other, 1)), None)
        steps = step_rows(graph, path) if path else []
        return {
            "text": "；".join(self._texts(direct, steps, pair, near, named, shared)) or _told(steps),
            "parts": {
                "relations": [
                    {
                        "id": r.id,
                        "type": r.type,
                        "weight": r.weight,
                        "sentence": say(graph, r),
                        "status": r.status.value,
                    }
                    for r in direct
                ],
                "shared": shared,
                "cooccurrence": {"sentences": pair.count, "llr": pair.llr} if pair else None,
                "sections": {"sections": near.count, "llr": near.llr} if near else None,
                "names": named,
            },
            "path": steps,
            "evidence": next((step["evidence"] for step in steps if step["evidence"]), None),
        }

    def _shared(self, concept_id: str, other: str) -> list[Json]:
        """Neighbours of both by relations, the least common first (Adamic and Adar 2003)."""
        graph = self._graph
        ours = {_other(r, concept_id) for r in graph.relations_of.get(concept_id, ())}
        theirs = {_other(r, other) for r in graph.relations_of.get(other, ())}
        rows = [
            (-1 / math.log(1 + len(graph.relations_of[c])), c) for c in ours & theirs if c not in (concept_id, other)
        ]
        return [
            {"id": c, "label": label_of(graph.concepts[c]), "weight": round(-w, 4)}
            for w, c in sorted(rows)[:SHARED_SHOWN]
        ]

    def _texts(
        self, direct: list[Relation], steps: list[Json], pair: Together | None, near: Together | None, named: bool,
        shared: list[Json],
    ) -> Iterator[str]:  # fmt: skip
        """The reasons in Chinese, the strongest first."""
        if direct:
            yield say(self._graph, direct[0])
        elif 0 < len(steps) <= STEPS_TOLD:
            yield _told(steps)
        if pair:
            yield f"在 {pair.count} 个句子中一起出现"
        elif near:
            yield f"在 {near.count} 个小节中一起出现"
        if shared and not direct:
            yield "都与" + "、".join(row["label"] for row in shared[:3]) + "有关"
        if named and not direct:
            yield "名称相近"


def _told(steps: list[Json]) -> str:
    """The steps of a path, said one after the other."""
    return "，".join(step["sentence"] for step in steps)


def _other(relation: Relation, concept_id: str) -> str:
    return relation.target if relation.source == concept_id else relation.source


def say(graph: ConceptGraph, relation: Relation, *, backward: bool = False) -> str:
    """A relation said in Chinese with its concepts' labels."""
    return sentence(
        relation.type,
        label_of(graph.concepts[relation.source]),
        label_of(graph.concepts[relation.target]),
        backward=backward,
        negative=relation.polarity is Polarity.NEGATIVE,
        action=relation.qualifiers.get("action", ""),
    )


def step_rows(graph: ConceptGraph, path: Path) -> list[Json]:
    """The steps of a path, each with relation, direction, sentence and the best piece of evidence."""
    return [_step_row(graph, step, evidence_json) for step in path.steps]


def _step_row(graph: ConceptGraph, step: Step, show: Callable[[Evidence], Json]) -> Json:
    relation = graph.relations[step.relation]
    return {
        "from": concept_brief(graph.concepts[step.start]),
        "to": concept_brief(graph.concepts[step.end]),
        "relation": relation.id,
        "type": relation.type,
        "direction": "backward" if step.backward else "forward",
        "sentence": say(graph, relation, backward=step.backward),
        "status": relation.status.value,
        "weight": relation.weight,
        "evidence": show(relation.evidence[0]) if relation.evidence else None,
    }
