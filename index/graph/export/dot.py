"""Graphviz DOT: concepts as nodes, relations as labelled arrows."""

from __future__ import annotations

from index.graph.export.meta import ExportMeta
from index.graph.model import Polarity, Status
from index.graph.store import ConceptGraph
from index.graph.views import label_of

STYLES = {Status.ACCEPTED: "solid", Status.CANDIDATE: "dashed", Status.DEPRECATED: "dotted"}


def write_dot(graph: ConceptGraph, meta: ExportMeta) -> bytes:
    """UTF-8 text; the line style tells the status, red denies."""
    lines = ["digraph concepts {", f"  comment={_quoted(meta.generation)};", "  rankdir=LR;"]
    lines += [f"  {_quoted(c.id)} [label={_quoted(label_of(c))}];" for c in graph.concepts.values()]
    for r in graph.relations.values():
        attributes = [f"label={_quoted(r.type)}", f"style={STYLES[r.status]}", f"weight={r.weight}"]
        if r.polarity is Polarity.NEGATIVE:
            attributes.append("color=red")
        lines.append(f"  {_quoted(r.source)} -> {_quoted(r.target)} [{', '.join(attributes)}];")
    return ("\n".join([*lines, "}"]) + "\n").encode()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "").replace("\0", "")
    return f'"{escaped}"'
