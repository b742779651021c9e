"""The concept graph: concepts, relations and what was measured over them, saved into a folder and loaded from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from corpus.errors import StoreDamaged
from index.graph.alike import alike
from index.graph.combine import by_concept
from index.graph.confusable import Confusion, Reason
from index.graph.evidence import evidence_from, evidence_row
from index.graph.model import FILE, Concept, Polarity, Relation, Status
from index.graph.outdated import Outdated
from index.graph.rank import FULL_LLR, FULL_SECTIONS_LLR, Together, Walk
from index.graph.relations import TYPES
from index.graph.shortened import lengthened, shortened
from index.packed import packed, read_packed

if TYPE_CHECKING:
    import networkx as nx

SCHEMA_VERSION = 2
CANDIDATE_SHARE, BESIDE_SHARE = 0.4, 0.4
"""What a candidate and a shared section weigh beside an accepted relation of full weight."""
NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Facts:
    """What the corpus makes of a concept: mentions and sections that name it, centrality, community (-1: none)."""

    mentions: int = 0
    sections: int = 0
    pagerank: float = 0.0
    community: int = -1


@dataclass(frozen=True)
class ConceptGraph:
    """Concepts by id, relations by id (both sorted), and what was measured over them. Immutable; share it freely."""

    concepts: Mapping[str, Concept]
    relations: Mapping[str, Relation]
    facts: Mapping[str, Facts]
    together: tuple[Together, ...] = ()
    beside: tuple[Together, ...] = ()
    about: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sections_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    introductions: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    defined_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outdated: tuple[Outdated, ...] = ()
    rejected: frozenset[str] = frozenset()
    confusable: Mapping[str, tuple[Confusion, ...]] = field(default_factory=dict)

    def section_concepts(self, section_id: str) -> tuple[str, ...]:
        """The concepts of a section, the one it is most about first; none for an unknown section."""
        return self.about.get(section_id, ())

    def concept_sections(self, concept_id: str) -> tuple[str, ...]:
        """The sections that name a concept, the one most about it first."""
        return self.sections_of.get(concept_id, ())

    def introduction(self, concept_id: str) -> str:
        """The section in which to read of a concept first; empty where none names it."""
        return self.introductions.get(concept_id, ("", 0))[0]

    def first_seen(self, concept_id: str) -> int:
        """That section's place in the reading order of all documents; concepts that none names come last."""
        return self.introductions.get(concept_id, ("", NEVER))[1]

    @cached_property
    def relations_of(self) -> Mapping[str, tuple[Relation, ...]]:
        """Each concept's relations, both ways, sorted by id."""
        return by_concept(self.relations.values())

    @cached_property
    def together_of(self) -> Mapping[str, Mapping[str, Together]]:
        """Each concept's co-occurrences in sentences, by the other concept."""
        return _by_other(self.together)

    @cached_property
    def beside_of(self) -> Mapping[str, Mapping[str, Together]]:
        """Each concept's co-occurrences in sections, by the other concept."""
        return _by_other(self.beside)

    @cached_property
    def alike(self) -> Mapping[tuple[str, str], float]:
        """Pairs of concepts whose names hang together, and how much they do."""
        return alike(self.concepts.values())

    @cached_property
    def walk(self) -> Walk:
        """Random walks over relations, co-occurrence and names."""
        edges = ranking_edges(self.relations.values(), self.together, self.beside, self.alike)
        return Walk(sorted(self.concepts), edges)

    @cached_property
    def network(self) -> nx.MultiDiGraph[str]:
        """The relations as a networkx graph; edge keys are relation ids, nodes and edges sorted."""
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        graph.add_nodes_from(sorted(self.concepts))
        for relation in self.relations.values():
            graph.add_edge(relation.source, relation.target, key=relation.id)
        return graph

    def packed(self) -> bytes:
        """The graph as `load` finds it in its file; the same graph gives the same bytes."""
        return packed(shortened(_to_dict(self)))

    def save(self, folder: Path) -> None:
        """Writes the graph into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_bytes(self.packed())

    def to_json(self) -> bytes:
        """The graph as `from_json` reads it."""
        return orjson.dumps(_to_dict(self), option=orjson.OPT_SORT_KEYS)

    @classmethod
    def load(cls, folder: Path) -> ConceptGraph:
        """Raises `StoreDamaged` naming the file where it is missing or not what `save` writes."""
        path = folder / FILE
        try:
            return _from_dict(lengthened(read_packed(path)))
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise StoreDamaged(f"{path}: no concept graph: {error}") from error

    @classmethod
    def from_json(cls, data: bytes) -> ConceptGraph:
        """Raises `StoreDamaged` where it is not what `to_json` gives."""
        try:
            return _from_dict(orjson.loads(data))
        except (ValueError, KeyError, TypeError) as error:
            raise StoreDamaged(f"no concept graph: {error}") from error


def ranking_edges(
    relations: Iterable[Relation],
    together: Iterable[Together],
    beside: Iterable[Together],
    names: Mapping[tuple[str, str], float],
) -> Iterator[tuple[str, str, float]]:
    """The undirected edges that rankings walk on: relations that are stated and believed, concepts that share
    sentences or sections, concepts whose names hang together."""
    for relation in relations:
        if relation.polarity is Polarity.POSITIVE and relation.status is not Status.DEPRECATED:
            share = 1.0 if relation.status is Status.ACCEPTED else CANDIDATE_SHARE
            yield relation.source, relation.target, relation.weight * TYPES[relation.type].weight * share
    for pair in together:
        yield pair.a, pair.b, min(1.0, pair.llr / FULL_LLR)
    for pair in beside:
        yield pair.a, pair.b, BESIDE_SHARE * min(1.0, pair.llr / FULL_SECTIONS_LLR)
    for (a, b), weight in names.items():
        yield a, b, weight


def _by_other(pairs: Iterable[Together]) -> dict[str, dict[str, Together]]:
    found: dict[str, dict[str, Together]] = {}
    for pair in pairs:
        found.setdefault(pair.a, {})[pair.b] = pair
        found.setdefault(pair.b, {})[pair.a] = pair
    return found


def _to_dict(graph: ConceptGraph) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "concepts": [_concept_row(c) for c in graph.concepts.values()],
        "relations": [_relation_row(r) for r in graph.relations.values()],
        "facts": {k: [f.mentions, f.sections, f.pagerank, f.community] for k, f in graph.facts.items()},
        "together": [[t.a, t.b, t.count, t.llr] for t in graph.together],
        "beside": [[t.a, t.b, t.count, t.llr] for t in graph.beside],
        "about": graph.about,
        "sections_of": graph.sections_of,
        "headings": graph.headings,
        "kinds": graph.kinds,
        "introductions": graph.introductions,
        "defined_by": graph.defined_by,
        "outdated": [
            [o.reason, o.subject, o.successor, evidence_row(o.statement), evidence_row(o.newer)] for o in graph.outdated
        ],
        "rejected": sorted(graph.rejected),
        "confusable": {
            key: [[c.other, c.reason.value, c.label, c.other_label, c.relation] for c in rows]
            for key, rows in graph.confusable.items()
        },
    }


def _concept_row(c: Concept) -> list[Any]:
    definition = evidence_row(c.definition) if c.definition else None
    labels = [dict(c.pref_label), c.alt_labels, c.hidden_labels]
    return [c.id, c.kind, *labels, c.broader, c.status.value, definition]


def _relation_row(r: Relation) -> list[Any]:
    evidence = [evidence_row(e) for e in r.evidence]
    return [r.source, r.type, r.target, r.polarity.value, r.weight, r.status.value, evidence, dict(r.qualifiers), r.id]


def _from_dict(data: Mapping[str, Any]) -> ConceptGraph:
    if data["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"schema version {data['schema_version']}, expected {SCHEMA_VERSION}")
    concepts = {}
    for identifier, kind, pref, alt, hidden, broader, status, definition in data["concepts"]:
        evidence = evidence_from(definition) if definition else None
        ordered = {language: pref[language] for language in sorted(pref, reverse=True)}
        concepts[identifier] = Concept(
            identifier, kind, ordered, tuple(alt), tuple(hidden), tuple(broader), Status(status), evidence
        )
    relations = {}
    for source, type_, target, polarity, weight, status, rows, qualifiers, identifier in data["relations"]:
        relations[identifier] = Relation(
            identifier, source, type_, target, Polarity(polarity), weight, Status(status),
            tuple(evidence_from(row) for row in rows), qualifiers,
        )  # fmt: skip
    return ConceptGraph(
        concepts=concepts,
        relations=relations,
        facts={key: Facts(*row) for key, row in data["facts"].items()},
        together=tuple(Together(*row) for row in data["together"]),
        beside=tuple(Together(*row) for row in data["beside"]),
        about={key: tuple(row) for key, row in data["about"].items()},
        sections_of={key: tuple(row) for key, row in data["sections_of"].items()},
        headings=data["headings"],
        kinds=data["kinds"],
        introductions={key: (row[0], row[1]) for key, row in data["introductions"].items()},
        defined_by={key: tuple(row) for key, row in data["defined_by"].items()},
        outdated=tuple(
            Outdated(reason, subject, successor, evidence_from(old), evidence_from(new))
            for reason, subject, successor, old, new in data["outdated"]
        ),
        rejected=frozenset(data["rejected"]),
        confusable={
            key: tuple(Confusion(other, Reason(reason), *rest) for other, reason, *rest in rows)
            for key, rows in data["confusable"].items()
        },
    )
