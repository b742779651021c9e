"""A mermaid flowchart of the relations that are not deprecated; concepts without any are left out."""

from __future__ import annotations

from index.graph.export.meta import ExportMeta
from index.graph.model import Polarity, Status
from index.graph.store import ConceptGraph
from index.graph.views import label_of

ARROWS = {Status.ACCEPTED: "-->", Status.CANDIDATE: "-.->"}


def write_mermaid(graph: ConceptGraph, meta: ExportMeta) -> bytes:
    """UTF-8 text; accepted relations are drawn through, candidates dotted, denials marked ✗."""
    relations = [r for r in graph.relations.values() if r.status in ARROWS]
    used = sorted({end for r in relations for end in (r.source, r.target)})
    names = {concept_id: f"c{number}" for number, concept_id in enumerate(used)}
    lines = [f"%% generation {_plain(meta.generation)}", "flowchart LR"]
    lines += [f'  {names[c]}["{_plain(label_of(graph.concepts[c]))}"]' for c in used]
    for r in relations:
        denied = "✗ " if r.polarity is Polarity.NEGATIVE else ""
        lines.append(f'  {names[r.source]} {ARROWS[r.status]}|"{denied}{r.type}"| {names[r.target]}')
    return ("\n".join(lines) + "\n").encode()


def _plain(text: str) -> str:
    """Without what would end a quoted label; mermaid reads entities instead."""
    return " ".join(text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;").split())
