"""JSON Graph Format 2: nodes in a map by id, our own fields inside `metadata` alone."""

from __future__ import annotations

import orjson

from index.graph.export.meta import ExportMeta
from index.graph.store import ConceptGraph, Facts
from index.graph.views import concept_json, label_of, relation_json


def write_jgf(graph: ConceptGraph, meta: ExportMeta) -> bytes:
    """One directed graph whose edges carry their `relation`; evidence stands in the edges' metadata."""
    nodes = {}
    for c in graph.concepts.values():
        row = concept_json(c, graph.facts.get(c.id, Facts()))
        nodes[c.id] = {"label": label_of(c), "metadata": {k: v for k, v in row.items() if k != "id"}}
    edges = []
    for r in graph.relations.values():
        row = relation_json(r)
        rest = {k: v for k, v in row.items() if k not in ("id", "source", "target", "type")}
        edges.append(
            {"id": r.id, "source": r.source, "target": r.target, "relation": r.type, "directed": True, "metadata": rest}
        )
    head = meta.head(graph)
    whole = {"graph": {"id": "concepts", "type": "concept graph", "label": "concepts", "directed": True,
                       "metadata": head, "nodes": nodes, "edges": edges}}  # fmt: skip
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
