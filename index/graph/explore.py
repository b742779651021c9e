"""Answers questions about concepts: who is it, what is near it, how do two hang together, what to learn first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

from index.analysis.fold import visible_text
from index.errors import AmbiguousLabel, NotFound
from index.graph.learning import LearningOrder
from index.graph.mistaken import mistaken
from index.graph.model import Concept, Relation, Status
from index.graph.nearest import nearest_labels
from index.graph.paths import PathFinder
from index.graph.related import Relatedness, say, step_rows
from index.graph.relations import TYPES
from index.graph.store import ConceptGraph, Facts
from index.graph.views import (
    Json,
    concept_brief,
    concept_json,
    definition_json,
    evidence_json,
    label_of,
    relation_json,
)
from index.graph.vocabulary import labels_of

SECTIONS_ON_CARD = 10
EVIDENCE_ON_CARD = 3


class GraphExplorer:
    """Questions over one graph; immutable, safe to share between threads."""

    def __init__(self, graph: ConceptGraph) -> None:
        self.graph = graph
        self._labels = labels_of(c for c in graph.concepts.values() if c.status is not Status.DEPRECATED)

    def resolve(self, id_or_label: str) -> Concept:
        """The concept with that id or label. Raises `NotFound` with the nearest labels, `AmbiguousLabel`."""
        asked = id_or_label.strip()
        if asked in self.graph.concepts:
            return self.graph.concepts[asked]
        folded = visible_text(asked)
        owners = self._labels.get(folded, ())
        if not owners and folded in self.graph.concepts:
            owners = (folded,)
        if len(owners) > 1:
            preferred = [o for o in owners if folded in map(_fold, self.graph.concepts[o].pref_label.values())]
            if len(preferred) != 1:
                raise AmbiguousLabel(f"{asked!r} names several concepts: {', '.join(owners)}", owners)
            owners = tuple(preferred)
        if not owners:
            near = nearest_labels(folded, self._labels, self.graph.concepts)
            raise NotFound(f"no concept is called {asked!r}", near)
        return self.graph.concepts[owners[0]]

    def label(self, concept_id: str) -> str:
        """The label to show for an id."""
        concept = self.graph.concepts.get(concept_id)
        return label_of(concept) if concept else concept_id

    @cached_property
    def _paths(self) -> PathFinder:
        return PathFinder(self.graph.relations.values())

    @cached_property
    def _relatedness(self) -> Relatedness:
        return Relatedness(self.graph, self._paths)

    @cached_property
    def _learning(self) -> LearningOrder:
        return LearningOrder(self.graph)

    def related(self, id_or_label: str, limit: int = 10, types: Collection[str] = ()) -> Json:
        """The concepts nearest to one, best first, each with `score` and `because`."""
        concept = self.resolve(id_or_label)
        return {"concept": concept_brief(concept), "related": self._relatedness.related(concept, limit, types)}

    def paths(self, a: str, b: str, k: int = 3) -> Json:
        """Up to `k` explained paths from one concept to another, cheapest first; none where they do not connect."""
        start, end = self.resolve(a), self.resolve(b)
        rows = [
            {"cost": path.cost, "steps": (steps := step_rows(self.graph, path)), "text": _joined(steps)}
            for path in self._paths.paths(start.id, end.id, k)
        ]
        return {"from": concept_brief(start), "to": concept_brief(end), "paths": rows}

    def learning_order(self, goal: str) -> Json:
        """What to read before a concept, in order, the concept itself last."""
        concept = self.resolve(goal)
        return {"goal": concept_brief(concept), "steps": self._learning.order(concept.id)}

    def neighborhood(self, id_or_label: str, depth: int = 1, limit: int = 30) -> Json:
        """The sub-graph of at most `limit` concepts within `depth` relations, nearest first."""
        concept = self.resolve(id_or_label)
        chosen, more = self._around(concept.id, depth, limit)
        relations = {
            r.id: r
            for c in chosen
            for r in self.graph.relations_of.get(c, ())
            if r.source in chosen and r.target in chosen and r.status is not Status.DEPRECATED
        }
        return {
            "center": concept.id,
            "depth": depth,
            "truncated": more,
            "concepts": [
                concept_json(self.graph.concepts[c], self.graph.facts.get(c, Facts())) for c in sorted(chosen)
            ],
            "relations": [relation_json(relations[key]) for key in sorted(relations)],
        }

    def _around(self, center: str, depth: int, limit: int) -> tuple[set[str], bool]:
        scores = self.graph.walk.visits(center)
        place = self.graph.walk.place
        chosen, edge, more = {center}, {center}, False
        for _ in range(depth):
            ring = {
                other
                for c in edge
                for r in self.graph.relations_of.get(c, ())
                for other in (r.source, r.target)
                if r.status is not Status.DEPRECATED and other not in chosen
            }
            ranked = sorted(ring, key=lambda c: (-scores[place[c]], c))
            edge = set(ranked[: max(0, limit - len(chosen))])
            more = more or len(edge) < len(ring)
            chosen |= edge
        return chosen, more

    def card(self, id_or_label: str) -> Json:
        """All about one concept: labels, definition, what it is mistaken for, typed relations, best sections."""
        concept = self.resolve(id_or_label)
        facts = self.graph.facts.get(concept.id, Facts())
        return {
            **concept_brief(concept),
            "alt_labels": list(concept.alt_labels),
            "broader": [concept_brief(self.graph.concepts[b]) for b in concept.broader if b in self.graph.concepts],
            "definition": definition_json(concept),
            "confusable": mistaken(self.graph, concept),
            "relations": self._grouped(concept.id),
            "sections": [
                {"id": section, "heading": self.graph.headings.get(section, "")}
                for section in self.graph.concept_sections(concept.id)[:SECTIONS_ON_CARD]
            ],
            "mentions": facts.mentions,
            "section_count": facts.sections,
            "pagerank": facts.pagerank,
            "community": facts.community,
        }

    def _grouped(self, concept_id: str) -> list[Json]:
        """Relations by type and direction: accepted before candidates, heavier first."""
        groups: dict[tuple[str, str], list[Relation]] = {}
        for relation in self.graph.relations_of.get(concept_id, ()):
            if relation.status is Status.DEPRECATED:
                continue
            outward = relation.source == concept_id
            direction = "both" if TYPES[relation.type].symmetric else "out" if outward else "in"
            groups.setdefault((relation.type, direction), []).append(relation)
        order = list(TYPES)
        rows = sorted(groups.items(), key=lambda item: (order.index(item[0][0]), item[0][1] != "out"))
        return [
            {
                "type": type_,
                "direction": direction,
                "name": TYPES[type_].inverse if direction == "in" else type_,
                "items": [self._item(r, concept_id) for r in sorted(relations, key=_by_weight)],
            }
            for (type_, direction), relations in rows
        ]

    def _item(self, relation: Relation, concept_id: str) -> Json:
        other = relation.target if relation.source == concept_id else relation.source
        return {
            "id": relation.id,
            "concept": concept_brief(self.graph.concepts[other]),
            "sentence": say(self.graph, relation, backward=relation.source != concept_id),
            "polarity": relation.polarity.value,
            "weight": relation.weight,
            "status": relation.status.value,
            "qualifiers": dict(sorted(relation.qualifiers.items())),
            "evidence": [evidence_json(e) for e in relation.evidence[:EVIDENCE_ON_CARD]],
            "evidence_count": len(relation.evidence),
        }

    def search(self, q: str = "", kind: str = "", limit: int = 20, offset: int = 0) -> Json:
        """Concepts by any label: whole label, beginning, part; central ones first."""
        folded = visible_text(q)
        found: list[tuple[int, float, str, str]] = []
        for concept in self.graph.concepts.values():
            if concept.status is Status.DEPRECATED or (kind and concept.kind != kind):
                continue
            rank, matched = _match(folded, concept)
            if rank < 3:
                facts = self.graph.facts.get(concept.id, Facts())
                found.append((rank, -facts.pagerank, concept.id, matched))
        found.sort()
        rows = [self._found(identifier, matched) for _, _, identifier, matched in found[offset : offset + limit]]
        return {"total": len(found), "offset": offset, "limit": limit, "concepts": rows}

    def _found(self, concept_id: str, matched: str) -> Json:
        concept = self.graph.concepts[concept_id]
        facts = self.graph.facts.get(concept_id, Facts())
        return {
            **concept_brief(concept),
            "alt_labels": list(concept.alt_labels),
            "matched": matched,
            "mentions": facts.mentions,
            "pagerank": facts.pagerank,
            "definition": definition_json(concept),
        }


def _joined(steps: Sequence[Json]) -> str:
    return "；".join(step["sentence"] for step in steps)


def _by_weight(relation: Relation) -> tuple[bool, float, str]:
    return relation.status is not Status.ACCEPTED, -relation.weight, relation.id


def _fold(label: str) -> str:
    return visible_text(label)


def _match(folded: str, concept: Concept) -> tuple[int, str]:
    """(0 whole, 1 beginning, 2 part, 3 not, 0 for an empty query; the label that matched)."""
    if not folded:
        return 0, ""
    best = (3, "")
    labels: Sequence[str] = (*concept.labels, concept.id)
    for label in labels:
        text = _fold(label)
        rank = 0 if text == folded else 1 if text.startswith(folded) else 2 if folded in text else 3
        if rank < best[0]:
            best = (rank, label)
    return best
