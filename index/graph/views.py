"""Concepts, relations and evidence in the JSON shapes that people and programs see."""

from __future__ import annotations

from typing import Any

from index.graph.model import Concept, Evidence, Relation
from index.graph.store import Facts

Json = dict[str, Any]


def evidence_json(evidence: Evidence) -> Json:
    """One piece of evidence with its spans, as the export has it."""
    spans = {
        name: [span.start, span.end]
        for name, span in (("source", evidence.source_span), ("target", evidence.target_span))
        if span is not None
    }
    return {
        "source": evidence.source,
        "path": evidence.path,
        "line": evidence.line,
        "section": evidence.section_id,
        "quote": evidence.quote,
        "spans": spans,
        "rule": evidence.rule,
        "confidence": evidence.confidence,
    }


def definition_json(concept: Concept) -> Json | None:
    """The defining sentence and where it stands."""
    e = concept.definition
    if e is None:
        return None
    where = {"source": e.source, "path": e.path, "line": e.line, "section": e.section_id}
    return {"text": e.quote, "evidence": where}


def relation_json(relation: Relation) -> Json:
    """A relation with all its evidence."""
    return {
        "id": relation.id,
        "source": relation.source,
        "type": relation.type,
        "target": relation.target,
        "polarity": relation.polarity.value,
        "weight": relation.weight,
        "status": relation.status.value,
        "qualifiers": dict(sorted(relation.qualifiers.items())),
        "evidence": [evidence_json(e) for e in relation.evidence],
    }


def concept_json(concept: Concept, facts: Facts) -> Json:
    """A concept with its labels and measures."""
    return {
        "id": concept.id,
        "kind": concept.kind,
        "pref_label": dict(concept.pref_label),
        "alt_labels": list(concept.alt_labels),
        "hidden_labels": list(concept.hidden_labels),
        "broader": list(concept.broader),
        "definition": definition_json(concept),
        "status": concept.status.value,
        "mentions": facts.mentions,
        "sections": facts.sections,
        "pagerank": facts.pagerank,
        "community": facts.community,
    }


def label_of(concept: Concept) -> str:
    """The label to show: Chinese, else English, else any."""
    return concept.pref_label.get("zh") or concept.pref_label.get("en") or next(iter(concept.pref_label.values()))


def concept_brief(concept: Concept) -> Json:
    """What a list shows of a concept."""
    return {
        "id": concept.id,
        "kind": concept.kind,
        "label": label_of(concept),
        "pref_label": dict(concept.pref_label),
        "status": concept.status.value,
    }
