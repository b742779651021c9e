"""Exports: each format is what it says it is, and holds the whole graph."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path

import jsonschema
import networkx as nx
import pyshacl
import pytest
import rdflib
from rdflib.compare import isomorphic

from index.graph.export import FORMATS
from index.graph.export.meta import ExportMeta
from index.graph.store import ConceptGraph

SCHEMA = Path(__file__).resolve().parents[3] / "index/graph/export/graph.schema.json"
META = ExportMeta(generation="20261124T081500Z-3f9c2a", corpus_sha256="ab" * 32, base="https://example.org/c/")
SKOS = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")
XM = rdflib.Namespace("https://xunmai.invalid/ns#")
TEXTS = (
    "容器是镜像的运行实例。",
    "仓库可以包含多个标签。容器与虚拟机的区别",
    'Docker 管理容器。"Docker" 也管理 <容器> & 镜像。',
    "容器不包含内核。PID 命名空间很重要。镜像与仓库。仓库与镜像。镜像在仓库里。",
    "overlay2、aufs 等存储驱动",
    "Docker。内核。进程。控制组。内存。CPU 很快。标签在此。虚拟机。容器。runc。",
)
CYTOSCAPE = {
    "type": "object",
    "required": ["elements"],
    "properties": {
        "elements": {
            "type": "object",
            "required": ["nodes", "edges"],
            "properties": {
                "nodes": {"items": {"required": ["data"], "properties": {"data": {"required": ["id"]}}}},
                "edges": {"items": {"properties": {"data": {"required": ["id", "source", "target"]}}}},
            },
        }
    },
}
JGF = {
    "type": "object",
    "required": ["graph"],
    "additionalProperties": False,
    "properties": {
        "graph": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "id": {"type": "string"},
                "label": {"type": "string"},
                "type": {"type": "string"},
                "directed": {"type": "boolean"},
                "metadata": {"type": "object"},
                "nodes": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {"label": {"type": "string"}, "metadata": {"type": "object"}},
                    },
                },
                "edges": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["source", "target"],
                        "additionalProperties": False,
                        "properties": {
                            "id": {"type": "string"},
                            "source": {"type": "string"},
                            "target": {"type": "string"},
                            "relation": {"type": "string"},
                            "directed": {"type": "boolean"},
                            "label": {"type": "string"},
                            "metadata": {"type": "object"},
                        },
                    },
                },
            },
        }
    },
}
SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
[] a sh:NodeShape ; sh:targetClass skos:Concept ;
  sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ; sh:uniqueLang true ] ;
  sh:property [ sh:path skos:altLabel ; sh:disjoint skos:prefLabel ] ;
  sh:property [ sh:path skos:hiddenLabel ; sh:disjoint skos:prefLabel ; sh:disjoint skos:altLabel ] ;
  sh:property [ sh:path skos:inScheme ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path skos:related ; sh:disjoint skos:broader ] ;
  sh:property [ sh:path skos:broader ; sh:class skos:Concept ] .
"""


@pytest.fixture(scope="module")
def graph(made: Callable[..., ConceptGraph]) -> ConceptGraph:
    return made(*TEXTS)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_graph_gives_the_same_bytes(graph: ConceptGraph, name: str) -> None:
    assert FORMATS[name].write(graph, META) == FORMATS[name].write(graph, META)


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_graph_can_be_written(name: str) -> None:
    assert FORMATS[name].write(ConceptGraph(concepts={}, relations={}, facts={}), META)


def test_the_default_json_is_what_its_schema_says(graph: ConceptGraph) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads(FORMATS["json"].write(graph, META))
    jsonschema.validate(data, schema)
    assert data["counts"] == {
        "concepts": len(data["concepts"]),
        "relations": len(data["relations"]),
        "evidence": sum(len(relation["evidence"]) for relation in data["relations"]),
    }
    assert "cooccurrence" not in data
    more = ExportMeta(cooccurrence=True)
    with_pairs = json.loads(FORMATS["json"].write(graph, more))
    jsonschema.validate(with_pairs, schema)
    assert with_pairs["cooccurrence"]


def test_the_schema_refuses_what_is_wrong(graph: ConceptGraph) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    data = json.loads(FORMATS["json"].write(graph, META))
    data["relations"][0]["evidence"] = []
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)


def test_node_link_goes_through_networkx_with_equal_counts(graph: ConceptGraph) -> None:
    data = json.loads(FORMATS["node-link"].write(graph, META))
    read = nx.node_link_graph(data, edges="edges")
    assert (len(read), read.number_of_edges()) == (len(graph.concepts), len(graph.relations))
    again = nx.node_link_graph(nx.node_link_data(read, edges="edges"), edges="edges")
    edges = {
        (source, target, key) for source, links in again.adj.items() for target, keys in links.items() for key in keys
    }
    assert edges == {(r.source, r.target, r.id) for r in graph.relations.values()}


def test_cytoscape_and_jgf_keep_to_their_schemas(graph: ConceptGraph) -> None:
    cytoscape = json.loads(FORMATS["cytoscape"].write(graph, META))
    jsonschema.validate(cytoscape, CYTOSCAPE)
    ids = [edge["data"]["id"] for edge in cytoscape["elements"]["edges"]]
    assert len(set(ids)) == len(ids) == len(graph.relations)
    jgf = json.loads(FORMATS["jgf"].write(graph, META))
    jsonschema.validate(jgf, JGF)
    assert set(jgf["graph"]["nodes"]) == set(graph.concepts)


def test_graphml_opens_in_networkx_and_its_edges_have_unique_ids(graph: ConceptGraph) -> None:
    text = FORMATS["graphml"].write(graph, META).decode()
    read = nx.parse_graphml(text)
    assert (len(read), read.number_of_edges()) == (len(graph.concepts), len(graph.relations))
    edges = ET.fromstring(text).findall(".//{http://graphml.graphdrawing.org/xmlns}edge")
    assert len({edge.get("id") for edge in edges}) == len(graph.relations)
    assert read.nodes["image"]["label_zh"] == "镜像"


def test_gexf_declares_each_attribute_it_uses(graph: ConceptGraph) -> None:
    root = ET.fromstring(FORMATS["gexf"].write(graph, META))
    space = {"g": "http://gexf.net/1.3"}
    for place in ("node", "edge"):
        declared = {a.get("id") for a in root.findall(f".//g:attributes[@class='{place}']/g:attribute", space)}
        used = {v.get("for") for v in root.findall(f".//g:{place}/g:attvalues/g:attvalue", space)}
        assert used <= declared
    assert len(root.findall(".//g:edge", space)) == len(graph.relations)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_both_rdf_formats_say_the_same(graph: ConceptGraph) -> None:
    turtle = rdflib.Graph().parse(data=FORMATS["turtle"].write(graph, META), format="turtle")
    jsonld = rdflib.Graph().parse(data=FORMATS["jsonld"].write(graph, META), format="json-ld")
    assert isomorphic(turtle, jsonld)
    image, container = (rdflib.URIRef(META.base + name) for name in ("image", "container"))
    assert (container, XM.instance_of, image) in turtle
    assert (image, SKOS.prefLabel, rdflib.Literal("镜像", lang="zh")) in turtle
    overlay2, driver = (rdflib.URIRef(META.base + name) for name in ("overlay2", "storage-driver"))
    assert (overlay2, SKOS.broader, driver) in turtle
    assert (overlay2, SKOS.related, driver) not in turtle
    kernel = rdflib.URIRef(META.base + "kernel")
    assert (container, XM.contains, kernel) not in turtle, "what is denied is told as a statement alone"


def test_the_scheme_passes_a_shape_for_labels_and_hierarchy(graph: ConceptGraph) -> None:
    data = rdflib.Graph().parse(data=FORMATS["turtle"].write(graph, META), format="turtle")
    shape = rdflib.Graph().parse(data=SHAPE, format="turtle")
    conforms, _, report = pyshacl.validate(data, shacl_graph=shape)
    assert conforms, report


def test_csv_holds_every_concept_and_relation(graph: ConceptGraph) -> None:
    with zipfile.ZipFile(io.BytesIO(FORMATS["csv"].write(graph, META))) as archive:
        tables = {name: list(csv.DictReader(io.StringIO(archive.read(name).decode()))) for name in archive.namelist()}
    assert {row["id"] for row in tables["nodes.csv"]} == set(graph.concepts)
    assert {row["relation"] for row in tables["edges.csv"]} == set(graph.relations)


def test_names_cannot_break_out_of_mermaid_and_dot(graph: ConceptGraph) -> None:
    first = next(iter(graph.concepts.values()))
    evil = type(first)("evil", "object", {"zh": 'a"]; b -->|x| c <script>\n--> "'})
    relation = next(iter(graph.relations.values()))
    around = {**graph.concepts, "evil": evil}
    edge = type(relation)("evil--uses--x", "evil", "uses", relation.target, relation.polarity, 0.5, relation.status, ())
    changed = ConceptGraph(concepts=around, relations={edge.id: edge}, facts={})
    mermaid = FORMATS["mermaid"].write(changed, META).decode()
    assert len(mermaid.splitlines()) == 5
    assert "<script>" not in mermaid
    dot = FORMATS["dot"].write(changed, META).decode()
    assert r'label="a\"]; b -->|x| c <script>\n--> \""' in dot
