"""networkx node-link JSON, with the key `edges` (networkx ≥ 3.4: `node_link_graph(data, edges="edges")`)."""

from __future__ import annotations

import orjson

from index.graph.export.flat import edge_row, node_row
from index.graph.export.meta import ExportMeta
from index.graph.store import ConceptGraph


def write_node_link(graph: ConceptGraph, meta: ExportMeta) -> bytes:
    """A directed multigraph; edge keys are relation ids."""
    data = {
        "directed": True,
        "multigraph": True,
        "graph": meta.head(graph),
        "nodes": [{"id": c.id, **node_row(graph, c)} for c in graph.concepts.values()],
        "edges": [
            {"source": r.source, "target": r.target, "key": r.id, **edge_row(graph, r)}
            for r in graph.relations.values()
        ],
    }
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
