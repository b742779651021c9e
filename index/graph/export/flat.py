"""Concepts and relations as flat attributes, for formats that know no nesting."""

from __future__ import annotations

import re

from index.graph.model import Concept, Relation
from index.graph.related import say
from index.graph.store import ConceptGraph, Facts
from index.graph.views import label_of

Value = str | int | float
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

NODE_ATTRIBUTES: tuple[tuple[str, str], ...] = (
    ("label", "string"),
    ("label_zh", "string"),
    ("label_en", "string"),
    ("kind", "string"),
    ("aliases", "string"),
    ("hidden_labels", "string"),
    ("broader", "string"),
    ("definition", "string"),
    ("status", "string"),
    ("mentions", "long"),
    ("sections", "long"),
    ("pagerank", "double"),
    ("community", "long"),
)
EDGE_ATTRIBUTES: tuple[tuple[str, str], ...] = (
    ("relation", "string"),
    ("type", "string"),
    ("label", "string"),
    ("polarity", "string"),
    ("status", "string"),
    ("weight", "double"),
    ("qualifiers", "string"),
    ("evidence_count", "long"),
    ("evidence_source", "string"),
    ("evidence_path", "string"),
    ("evidence_line", "long"),
    ("evidence_quote", "string"),
)


def node_row(graph: ConceptGraph, concept: Concept) -> dict[str, Value]:
    """A concept's attributes by the names of `NODE_ATTRIBUTES`; lists joined by `|`."""
    facts = graph.facts.get(concept.id, Facts())
    return {
        "label": label_of(concept),
        "label_zh": concept.pref_label.get("zh", ""),
        "label_en": concept.pref_label.get("en", ""),
        "kind": concept.kind,
        "aliases": "|".join(concept.alt_labels),
        "hidden_labels": "|".join(concept.hidden_labels),
        "broader": "|".join(concept.broader),
        "definition": concept.definition.quote if concept.definition else "",
        "status": concept.status.value,
        "mentions": facts.mentions,
        "sections": facts.sections,
        "pagerank": facts.pagerank,
        "community": facts.community,
    }


def edge_row(graph: ConceptGraph, relation: Relation) -> dict[str, Value]:
    """A relation's attributes by the names of `EDGE_ATTRIBUTES`, with its best piece of evidence."""
    best = relation.evidence[0] if relation.evidence else None
    return {
        "relation": relation.id,
        "type": relation.type,
        "label": say(graph, relation),
        "polarity": relation.polarity.value,
        "status": relation.status.value,
        "weight": relation.weight,
        "qualifiers": "|".join(f"{name}={value}" for name, value in sorted(relation.qualifiers.items())),
        "evidence_count": len(relation.evidence),
        "evidence_source": best.source if best else "",
        "evidence_path": best.path if best else "",
        "evidence_line": best.line if best else 0,
        "evidence_quote": best.quote if best else "",
    }


def xml_text(value: Value) -> str:
    """A value as XML 1.0 text: escaped, characters that XML cannot hold left out."""
    text = NOT_XML.sub("", str(value))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
