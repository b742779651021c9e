"""GEXF 1.3 for Gephi: declared flat attributes, parallel edges kept apart by ids, no date inside."""

from __future__ import annotations

from collections.abc import Iterator

from index.graph.export.flat import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Value, edge_row, node_row, xml_text
from index.graph.export.meta import ExportMeta
from index.graph.store import ConceptGraph

NAMESPACE = "http://gexf.net/1.3"
DIRECT = frozenset({"label", "weight"})
"""What GEXF has attributes of its own for."""


def write_gexf(graph: ConceptGraph, meta: ExportMeta) -> bytes:
    """UTF-8 XML."""
    return ("\n".join(_lines(graph, meta)) + "\n").encode()


def _lines(graph: ConceptGraph, meta: ExportMeta) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<gexf xmlns="{NAMESPACE}" version="1.3">'
    yield f"  <meta><creator>xunmai</creator><description>{xml_text(meta.generation)}</description></meta>"
    yield '  <graph defaultedgetype="directed" mode="static">'
    for place, attributes in (("node", NODE_ATTRIBUTES), ("edge", EDGE_ATTRIBUTES)):
        yield f'    <attributes class="{place}">'
        for name, kind in attributes:
            if name not in DIRECT:
                yield f'      <attribute id="{name}" title="{name}" type="{kind}"/>'
        yield "    </attributes>"
    yield "    <nodes>"
    for concept in graph.concepts.values():
        row = node_row(graph, concept)
        yield f'      <node id="{xml_text(concept.id)}" label="{xml_text(row["label"])}">'
        yield from _values(row)
        yield "      </node>"
    yield "    </nodes>"
    yield "    <edges>"
    for r in graph.relations.values():
        row = edge_row(graph, r)
        ends = f'source="{xml_text(r.source)}" target="{xml_text(r.target)}"'
        yield f'      <edge id="{xml_text(r.id)}" {ends} label="{xml_text(row["label"])}" weight="{r.weight}">'
        yield from _values(row)
        yield "      </edge>"
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def _values(row: dict[str, Value]) -> Iterator[str]:
    yield "        <attvalues>"
    for name, value in row.items():
        if name not in DIRECT and value != "":
            yield f'          <attvalue for="{name}" value="{xml_text(value)}"/>'
    yield "        </attvalues>"
