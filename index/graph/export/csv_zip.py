"""A zip of nodes.csv and edges.csv (RFC 4180, UTF-8), for spreadsheets and property-graph databases."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable

from index.graph.export.flat import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Value, edge_row, node_row
from index.graph.export.meta import ExportMeta
from index.graph.store import ConceptGraph

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Every member's date: the same graph gives the same bytes."""


def write_csv(graph: ConceptGraph, meta: ExportMeta) -> bytes:
    """The zip file."""
    nodes = ({"id": c.id, **node_row(graph, c)} for c in graph.concepts.values())
    edges = ({"source": r.source, "target": r.target, **edge_row(graph, r)} for r in graph.relations.values())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _add(archive, "nodes.csv", ["id", *(name for name, _ in NODE_ATTRIBUTES)], nodes)
        _add(archive, "edges.csv", ["source", "target", *(name for name, _ in EDGE_ATTRIBUTES)], edges)
        archive.comment = meta.generation.encode()[:200]
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, columns: list[str], rows: Iterable[dict[str, Value]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    member = zipfile.ZipInfo(name, EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    archive.writestr(member, text.getvalue().encode())
