"""The concepts of a graph as completions show them."""

from __future__ import annotations

from dataclasses import replace

from index.graph.concept_graph import ConceptGraph, Facts
from index.graph.model import Concept, Status
from index.graph.views import label_of
from index.suggest import NamedConcept, ways_to_concept


def live_concepts(graph: ConceptGraph) -> list[NamedConcept]:
    """The concepts of a graph that were not rejected and that sections name, with the ways to them: a vocabulary knows
    more than the documents, and what they do not name leads to nothing."""
    kept = (concept for concept in graph.concepts.values() if concept.status is not Status.DEPRECATED)
    live = [concept for concept in kept if graph.concept_sections(concept.id)]
    named = [_named(concept, graph.facts.get(concept.id, Facts()).pagerank) for concept in live]
    return [replace(concept, ways=ways_to_concept(concept)) for concept in named]


def _named(concept: Concept, weight: float) -> NamedConcept:
    preferred = tuple(concept.pref_label.values())
    return NamedConcept(label_of(concept), preferred, concept.alt_labels, weight, concept.hidden_labels)
