"""The default export: concepts and relations with all their evidence, described by graph.schema.json."""

from __future__ import annotations

from typing import Any

import orjson

from index.graph.export.meta import ExportMeta
from index.graph.model import Concept
from index.graph.store import ConceptGraph, Facts
from index.graph.views import concept_json, relation_json


def write_json(graph: ConceptGraph, meta: ExportMeta) -> bytes:
    """UTF-8 JSON, two spaces of indentation, members in the order of the schema."""
    return orjson.dumps(to_dict(graph, meta), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def to_dict(graph: ConceptGraph, meta: ExportMeta) -> dict[str, Any]:
    """The export as plain data."""
    data = {
        **meta.head(graph),
        "concepts": [_concept(graph, c) for c in graph.concepts.values()],
        "relations": [relation_json(r) for r in graph.relations.values()],
    }
    if meta.cooccurrence:
        data["cooccurrence"] = [{"a": t.a, "b": t.b, "sentences": t.count, "llr": t.llr} for t in graph.together]
    return data


def _concept(graph: ConceptGraph, concept: Concept) -> dict[str, Any]:
    confusable = [
        {"concept": c.other, "reason": c.reason.value, "labels": [label for label in (c.label, c.other_label) if label]}
        for c in graph.confusable.get(concept.id, ())
    ]
    return {**concept_json(concept, graph.facts.get(concept.id, Facts())), "confusable": confusable}
