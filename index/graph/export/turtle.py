"""SKOS as Turtle: the same triples as the JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import index.graph.export.skos as skos
from index.graph.export.meta import ExportMeta
from index.graph.model import Concept, Evidence, Relation
from index.graph.relations import TYPES
from index.graph.store import ConceptGraph

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write_turtle(graph: ConceptGraph, meta: ExportMeta) -> bytes:
    """UTF-8 text."""
    return ("\n".join(_lines(graph, meta)) + "\n").encode()


def _lines(graph: ConceptGraph, meta: ExportMeta) -> Iterator[str]:
    hierarchy = skos.Hierarchy.of(graph)
    related = skos.related_pairs(graph, hierarchy)
    for prefix, namespace in skos.PREFIXES.items():
        yield f"@prefix {prefix}: <{namespace}> ."
    yield ""
    top = [_uri(meta, c) for c in graph.concepts if not hierarchy.broader[c]]
    scheme = [("a", ["skos:ConceptScheme"]), ("dct:identifier", [_text(meta.generation)]), ("skos:hasTopConcept", top)]
    yield _subject(f"<{meta.base}>", scheme)
    typed: dict[str, list[Relation]] = {}
    for r in skos.stated(graph):
        typed.setdefault(r.source, []).append(r)
    for concept in graph.concepts.values():
        yield _concept(concept, meta, hierarchy, related.get(concept.id, []), typed.get(concept.id, []))
    for relation in graph.relations.values():
        yield _statement(relation, meta)
    for type_ in TYPES:
        parent = "skos:broader" if type_ == "is_a" else "skos:semanticRelation"
        yield _subject(f"xm:{type_}", [("a", ["rdf:Property"]), ("rdfs:subPropertyOf", [parent])])


def _concept(
    c: Concept, meta: ExportMeta, hierarchy: skos.Hierarchy, related: Iterable[str], typed: Iterable[Relation]
) -> str:
    rows = [("a", ["skos:Concept"]), ("skos:inScheme", [f"<{meta.base}>"])]
    rows += [
        (f"skos:{name}", [f"{_text(label.text)}@{label.language}" for label in found])
        for name, found in skos.labels(c).items()
    ]
    rows += [("xm:kind", [_text(c.kind)]), ("xm:status", [_text(c.status.value)])]
    if c.definition:
        rows.append(("skos:definition", [f"{_text(c.definition.quote)}@zh"]))
    rows.append(("skos:broader", [_uri(meta, b) for b in hierarchy.broader[c.id]]))
    rows.append(("skos:related", [_uri(meta, other) for other in related]))
    rows += [(f"xm:{r.type}", [_uri(meta, r.target)]) for r in typed]
    return _subject(_uri(meta, c.id), rows)


def _statement(r: Relation, meta: ExportMeta) -> str:
    rows = [
        ("a", ["xm:Statement"]),
        ("rdf:subject", [_uri(meta, r.source)]),
        ("rdf:predicate", [f"xm:{r.type}"]),
        ("rdf:object", [_uri(meta, r.target)]),
        ("xm:polarity", [_text(r.polarity.value)]),
        ("xm:status", [_text(r.status.value)]),
        ("xm:weight", [_decimal(r.weight)]),
        ("prov:wasDerivedFrom", [_evidence(e) for e in r.evidence]),
    ]
    return _subject(f"<{skos.uri(meta.base, 'statements')}/{skos.uri('', r.id)}>", rows)


def _evidence(e: Evidence) -> str:
    rows = (
        ("a", "xm:Evidence"),
        ("xm:source", _text(e.source)),
        ("xm:path", _text(e.path)),
        ("xm:line", str(e.line)),
        ("xm:quote", f"{_text(e.quote)}@zh"),
        ("xm:rule", _text(e.rule)),
        ("xm:confidence", _decimal(e.confidence)),
    )
    return "[ " + " ; ".join(f"{name} {value}" for name, value in rows) + " ]"


def _subject(name: str, rows: Iterable[tuple[str, list[str]]]) -> str:
    told = [f"  {predicate} {', '.join(values)}" for predicate, values in rows if values]
    return f"{name}\n" + " ;\n".join(told) + " .\n"


def _uri(meta: ExportMeta, identifier: str) -> str:
    return f"<{skos.uri(meta.base, identifier)}>"


def _decimal(value: float) -> str:
    return f'"{f"{value:.4f}".rstrip("0").ljust(3, "0")}"^^xsd:decimal'


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _CONTROL.sub(_escape, escaped) + '"'


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0], f"\\u{ord(match[0]):04X}")
