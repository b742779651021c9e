"""The formats in which the whole graph leaves: name → media type, file name, serialiser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from index.graph.export.csv_zip import write_csv
from index.graph.export.cytoscape import write_cytoscape
from index.graph.export.dot import write_dot
from index.graph.export.gexf import write_gexf
from index.graph.export.graphml import write_graphml
from index.graph.export.jgf import write_jgf
from index.graph.export.jsonld import write_jsonld
from index.graph.export.mermaid import write_mermaid
from index.graph.export.meta import ExportMeta
from index.graph.export.node_link import write_node_link
from index.graph.export.own_json import write_json
from index.graph.export.turtle import write_turtle
from index.graph.store import ConceptGraph


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write the graph: the same graph and meta give the same bytes."""

    name: str
    media_type: str
    file_name: str
    write: Callable[[ConceptGraph, ExportMeta], bytes]


_FORMATS = (
    Format("json", "application/json", "graph.json", write_json),
    Format("node-link", "application/json", "graph.node-link.json", write_node_link),
    Format("cytoscape", "application/json", "graph.cyjs", write_cytoscape),
    Format("jgf", "application/vnd.jgf+json", "graph.jgf.json", write_jgf),
    Format("jsonld", "application/ld+json", "graph.jsonld", write_jsonld),
    Format("turtle", "text/turtle", "graph.ttl", write_turtle),
    Format("graphml", "application/graphml+xml", "graph.graphml", write_graphml),
    Format("gexf", "application/gexf+xml", "graph.gexf", write_gexf),
    Format("mermaid", "text/vnd.mermaid", "graph.mmd", write_mermaid),
    Format("dot", "text/vnd.graphviz", "graph.dot", write_dot),
    Format("csv", "application/zip", "graph.csv.zip", write_csv),
)
FORMATS: Mapping[str, Format] = MappingProxyType({row.name: row for row in _FORMATS})
"""The formats by name; the first that a media type fits is its default."""
