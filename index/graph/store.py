"""Builds the concept graph from all documents' evidence; the graph itself is `index.graph.concept_graph`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from index.graph.about import introductions, rank_sections
from index.graph.combine import combine
from index.graph.concept_graph import ConceptGraph, Facts, ranking_edges
from index.graph.confusable import confusable
from index.graph.curation import Curation
from index.graph.evidence import Definition, DocumentEvidence, SectionConcepts
from index.graph.links import confirmed
from index.graph.model import Concept, Status
from index.graph.outdated import find_outdated
from index.graph.rank import Walk, communities, cooccurrence
from index.graph.terms import settle
from index.graph.vocabulary import Vocabulary

SURE_LLR = 6.63
"""1% of the chi-squared distribution: sections are long, and concepts meet in them by chance."""

__all__ = ["ConceptGraph", "Facts", "build_graph"]


def build_graph(
    shards: Iterable[DocumentEvidence], vocabulary: Vocabulary, curation: Curation | None = None
) -> ConceptGraph:
    """The graph that the evidence of all documents makes; independent of the order of `shards`."""
    settled = settle(sorted(shards, key=lambda shard: shard.document_id))
    parts, vocabulary = confirmed(settled.parts), vocabulary.with_concepts(settled.concepts)
    curation = curation or Curation()
    combined = combine(parts, curation, frozenset(c.id for c in settled.concepts))
    relations = {r.id: r for r in combined.relations}
    together = tuple(cooccurrence(sentence for part in parts for sentence in part.sentences))
    beside = tuple(cooccurrence((_names(section) for part in parts for section in part.sections), SURE_LLR))
    nodes = sorted(vocabulary.concepts)
    edges = list(ranking_edges(relations.values(), together, beside, {}))
    ranks = Walk(nodes, edges).pagerank() if nodes else ()
    groups = communities(nodes, edges) if nodes else {}
    about, sections_of = rank_sections(parts)
    best = _best_definitions(parts)
    counts: dict[str, int] = {}
    for part in parts:
        for section in part.sections:
            for presence in section.concepts:
                counts[presence.concept_id] = counts.get(presence.concept_id, 0) + presence.count
    facts = {
        node: Facts(counts.get(node, 0), len(sections_of.get(node, ())), round(float(rank), 6), groups[node])
        for node, rank in zip(nodes, ranks, strict=True)
    }
    concepts = _concepts(best, vocabulary, curation)
    return ConceptGraph(
        concepts=concepts,
        relations=relations,
        facts=facts,
        together=together,
        beside=beside,
        about=about,
        sections_of=sections_of,
        headings={s.section_id: s.heading for part in parts for s in part.sections if s.concepts},
        kinds=dict(vocabulary.kinds),
        introductions=introductions(parts),
        defined_by={concept: definition.names for concept, definition in sorted(best.items())},
        outdated=find_outdated(parts, relations),
        rejected=combined.rejected,
        confusable=confusable(concepts, vocabulary.senses, combined.relations, frozenset(counts)),
    )


def _names(section: SectionConcepts) -> tuple[str, ...]:
    return tuple(presence.concept_id for presence in section.concepts)


def _best_definitions(parts: Iterable[DocumentEvidence]) -> dict[str, Definition]:
    """Of each concept's definitions the best: by score, then in reading order."""
    best: dict[str, tuple[tuple[float, int, str, int], Definition]] = {}
    for part in parts:
        for definition in part.definitions:
            rank = (-definition.score, part.order, part.document_id, definition.evidence.line)
            if definition.concept_id not in best or rank < best[definition.concept_id][0]:
                best[definition.concept_id] = (rank, definition)
    return {concept: definition for concept, (_, definition) in best.items()}


def _concepts(best: Mapping[str, Definition], vocabulary: Vocabulary, curation: Curation) -> dict[str, Concept]:
    """The vocabulary's concepts, each with its definition and the status that was decided."""
    concepts = {}
    for identifier in sorted(vocabulary.concepts):
        concept = vocabulary.concepts[identifier]
        found = best.get(identifier)
        status = Status.DEPRECATED if identifier in curation.by_concept else concept.status
        concepts[identifier] = replace(concept, definition=found.evidence if found else None, status=status)
    return concepts
