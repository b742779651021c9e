"""Cytoscape.js elements JSON: ids and ends are strings, classes name kind, type, status."""

from __future__ import annotations

import orjson

from index.graph.export.flat import edge_row, node_row
from index.graph.export.meta import ExportMeta
from index.graph.model import Polarity
from index.graph.store import ConceptGraph


def write_cytoscape(graph: ConceptGraph, meta: ExportMeta) -> bytes:
    """`{"data": …, "elements": {"nodes": […], "edges": […]}}`, as `cytoscape({elements})` and Cytoscape read it."""
    nodes = [
        {"data": {"id": c.id, **node_row(graph, c)}, "classes": f"{c.kind} {c.status.value}"}
        for c in graph.concepts.values()
    ]
    edges = []
    for r in graph.relations.values():
        classes = f"{r.type} {r.status.value}" + (" negative" if r.polarity is Polarity.NEGATIVE else "")
        data = {"id": r.id, "source": r.source, "target": r.target, **edge_row(graph, r)}
        edges.append({"data": data, "classes": classes})
    whole = {"data": meta.head(graph), "elements": {"nodes": nodes, "edges": edges}}
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
