"""GraphML: attributes are declared and flat, edges have unique ids."""

from __future__ import annotations

from collections.abc import Iterator

from index.graph.export.flat import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Value, edge_row, node_row, xml_text
from index.graph.export.meta import ExportMeta
from index.graph.store import ConceptGraph

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"


def write_graphml(graph: ConceptGraph, meta: ExportMeta) -> bytes:
    """UTF-8 XML that networkx, yEd and Gephi read."""
    return ("\n".join(_lines(graph, meta)) + "\n").encode()


def _lines(graph: ConceptGraph, meta: ExportMeta) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<graphml xmlns="{NAMESPACE}">'
    yield '  <key id="generation" for="graph" attr.name="generation" attr.type="string"/>'
    for prefix, place, attributes in (("n", "node", NODE_ATTRIBUTES), ("e", "edge", EDGE_ATTRIBUTES)):
        for name, kind in attributes:
            yield f'  <key id="{prefix}_{name}" for="{place}" attr.name="{name}" attr.type="{kind}"/>'
    yield '  <graph id="concepts" edgedefault="directed">'
    yield f'    <data key="generation">{xml_text(meta.generation)}</data>'
    for concept in graph.concepts.values():
        yield f'    <node id="{xml_text(concept.id)}">'
        yield from _data("n", node_row(graph, concept))
        yield "    </node>"
    for r in graph.relations.values():
        yield f'    <edge id="{xml_text(r.id)}" source="{xml_text(r.source)}" target="{xml_text(r.target)}">'
        yield from _data("e", edge_row(graph, r))
        yield "    </edge>"
    yield "  </graph>"
    yield "</graphml>"


def _data(prefix: str, row: dict[str, Value]) -> Iterator[str]:
    for name, value in row.items():
        if value != "":
            yield f'      <data key="{prefix}_{name}">{xml_text(value)}</data>'
