"""SKOS as JSON-LD with an inline context: no file outside is needed to read it."""

from __future__ import annotations

from typing import Any

import orjson

import index.graph.export.skos as skos
from index.graph.export.meta import ExportMeta
from index.graph.model import Concept, Evidence, Relation
from index.graph.relations import TYPES
from index.graph.store import ConceptGraph

_MANY = {"@type": "@id", "@container": "@set"}


def write_jsonld(graph: ConceptGraph, meta: ExportMeta) -> bytes:
    """The scheme, its concepts, the statements, the properties."""
    hierarchy = skos.Hierarchy.of(graph)
    related = skos.related_pairs(graph, hierarchy)
    typed = _typed(graph, meta)
    nodes: list[dict[str, Any]] = [_scheme(graph, meta, hierarchy)]
    nodes += [_concept(c, meta, hierarchy, related, typed) for c in graph.concepts.values()]
    nodes += [_statement(r, meta) for r in graph.relations.values()]
    nodes += [_property(type_) for type_ in TYPES]
    data = {"@context": _context(), "@graph": nodes}
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _context() -> dict[str, Any]:
    context: dict[str, Any] = {**skos.PREFIXES, "id": "@id", "type": "@type"}
    for name in ("prefLabel",):
        context[name] = {"@id": f"skos:{name}", "@container": "@language"}
    for name in ("altLabel", "hiddenLabel"):
        context[name] = {"@id": f"skos:{name}", "@container": ["@language", "@set"]}
    for name in ("broader", "related", "hasTopConcept"):
        context[name] = {"@id": f"skos:{name}", **_MANY}
    context["inScheme"] = {"@id": "skos:inScheme", "@type": "@id"}
    context["definition"] = {"@id": "skos:definition", "@language": "zh"}
    for name in ("subject", "predicate", "object"):
        context[name] = {"@id": f"rdf:{name}", "@type": "@id"}
    context["subPropertyOf"] = {"@id": "rdfs:subPropertyOf", "@type": "@id"}
    context["wasDerivedFrom"] = {"@id": "prov:wasDerivedFrom", "@container": "@set"}
    context["quote"] = {"@id": "xm:quote", "@language": "zh"}
    context["weight"] = {"@id": "xm:weight", "@type": "xsd:decimal"}
    context["confidence"] = {"@id": "xm:confidence", "@type": "xsd:decimal"}
    for name in ("kind", "status", "polarity", "source", "path", "line", "rule", "mentions"):
        context[name] = f"xm:{name}"
    for type_ in TYPES:
        context[type_] = {"@id": f"xm:{type_}", **_MANY}
    return context


def _scheme(graph: ConceptGraph, meta: ExportMeta, hierarchy: skos.Hierarchy) -> dict[str, Any]:
    top = [skos.uri(meta.base, c) for c in graph.concepts if not hierarchy.broader[c]]
    return {"id": meta.base, "type": "skos:ConceptScheme", "dct:identifier": meta.generation, "hasTopConcept": top}


def _typed(graph: ConceptGraph, meta: ExportMeta) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for r in skos.stated(graph):
        found.setdefault(r.source, {}).setdefault(r.type, []).append(skos.uri(meta.base, r.target))
    return found


def _concept(
    c: Concept, meta: ExportMeta, hierarchy: skos.Hierarchy, related: dict[str, list[str]],
    typed: dict[str, dict[str, list[str]]],
) -> dict[str, Any]:  # fmt: skip
    names = skos.labels(c)
    node: dict[str, Any] = {"id": skos.uri(meta.base, c.id), "type": "skos:Concept", "inScheme": meta.base}
    node["prefLabel"] = {label.language: label.text for label in names["prefLabel"]}
    for name in ("altLabel", "hiddenLabel"):
        by_language: dict[str, list[str]] = {}
        for label in names[name]:
            by_language.setdefault(label.language, []).append(label.text)
        if by_language:
            node[name] = by_language
    node |= {"kind": c.kind, "status": c.status.value}
    if c.definition:
        node["definition"] = c.definition.quote
    if hierarchy.broader[c.id]:
        node["broader"] = [skos.uri(meta.base, b) for b in hierarchy.broader[c.id]]
    if c.id in related:
        node["related"] = [skos.uri(meta.base, other) for other in related[c.id]]
    return node | typed.get(c.id, {})


def _statement(r: Relation, meta: ExportMeta) -> dict[str, Any]:
    return {
        "id": f"{skos.uri(meta.base, 'statements')}/{skos.uri('', r.id)}",
        "type": "xm:Statement",
        "subject": skos.uri(meta.base, r.source),
        "predicate": f"xm:{r.type}",
        "object": skos.uri(meta.base, r.target),
        "polarity": r.polarity.value,
        "status": r.status.value,
        "weight": _decimal(r.weight),
        "wasDerivedFrom": [_evidence(e) for e in r.evidence],
    }


def _evidence(e: Evidence) -> dict[str, Any]:
    row = {"source": e.source, "path": e.path, "line": e.line, "quote": e.quote, "rule": e.rule}
    return {"type": "xm:Evidence", **row, "confidence": _decimal(e.confidence)}


def _property(type_: str) -> dict[str, Any]:
    parent = "skos:broader" if type_ == "is_a" else "skos:semanticRelation"
    return {"id": f"xm:{type_}", "type": "rdf:Property", "subPropertyOf": parent}


def _decimal(value: float) -> str:
    return f"{value:.4f}".rstrip("0").ljust(3, "0")
