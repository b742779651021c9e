"""The formats in which the whole graph leaves: name → media type, file name, serialiser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from index.graph.export.meta import ExportMeta
from index.graph.export.own_json import write_json
from index.graph.store import ConceptGraph


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write the graph: the same graph and meta give the same bytes."""

    name: str
    media_type: str
    file_name: str
    write: Callable[[ConceptGraph, ExportMeta], bytes]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {row.name: row for row in (Format("json", "application/json", "graph.json", write_json),)}
)
