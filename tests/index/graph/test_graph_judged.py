"""The figures that the graph of the notes and the tutorial must reach, where the judgments lie beside the project."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from corpus.sources import SourceSpec, open_source
from index.graph.curation import load_curation
from index.graph.evidence import DocumentEvidence
from index.graph.export import FORMATS
from index.graph.export.meta import ExportMeta
from index.graph.mentions import MentionFinder
from index.graph.relate import extract
from index.graph.store import ConceptGraph, build_graph
from index.graph.validate import Severity, check
from index.graph.vocabulary import Vocabulary, load_vocabulary

pytestmark = pytest.mark.shared
ROOT = Path(__file__).resolve().parents[3]
SOURCES = (("notes", "jekyll"), ("docker_practice", "gitbook"))
AT_LEAST = {
    ("relations", "pair_recall"): 0.48,
    ("relations", "pair_recall_with_candidates"): 0.58,
    ("relations", "typed_recall"): 0.40,
    ("precision", "b_covered_lines_aligned_only"): 0.60,
    ("evidence", "all_good"): 1.0,
    ("concepts", "recall"): 0.95,
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    curation = load_curation(ROOT / "corpus/vocabulary/curation.toml")
    return curation.applied_to(load_vocabulary(ROOT / "corpus/vocabulary/docker.toml"))


def _read(spec: SourceSpec, vocabulary: Vocabulary, cache: Path) -> list[DocumentEvidence]:
    finder, source = MentionFinder(vocabulary), open_source(spec, cache)
    source.sync()
    return [extract(source.document(file.path), finder) for file in source.files()]


@pytest.fixture(scope="module")
def parts(shared: Path, vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory) -> list[DocumentEvidence]:
    cache, found = tmp_path_factory.mktemp("cache"), []
    for name, layout in SOURCES:
        spec = SourceSpec(name=name, type="directory", layout=layout, path=str(shared / "corpus" / name))
        found += _read(spec, vocabulary, cache)
    return found


@pytest.fixture(scope="module")
def graph(parts: list[DocumentEvidence], vocabulary: Vocabulary) -> ConceptGraph:
    return build_graph(parts, vocabulary, load_curation(ROOT / "corpus/vocabulary/curation.toml"))


@pytest.fixture(scope="module")
def figures(graph: ConceptGraph, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    export = tmp_path_factory.mktemp("export") / "graph.json"
    export.write_bytes(FORMATS["json"].write(graph, ExportMeta()))
    folder = shared / "eval/graph"
    corpora = [f"--corpus={name}={shared / 'corpus' / name}" for name, _ in SOURCES]
    files = (folder / "score_graph.py", export, folder / "concepts.jsonl", folder / "relations.jsonl")
    command = [sys.executable, *map(str, files), "--json", *corpora]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: Mapping[str, Any] = json.loads(done.stdout)
    return figures


@pytest.mark.parametrize(("place", "least"), AT_LEAST.items())
def test_a_figure_is_reached(figures: Mapping[str, Any], place: tuple[str, str], least: float) -> None:
    assert figures[place[0]][place[1]]["value"] >= least


def test_the_backbone_comes_out_of_the_texts(figures: Mapping[str, Any], graph: ConceptGraph) -> None:
    assert figures["backbone"]["typed"]["num"] >= 17
    for relation in graph.relations.values():
        assert all(e.rule != "vocabulary" for e in relation.evidence)


def test_what_the_tutorial_says_of_the_note_is_flagged(graph: ConceptGraph) -> None:
    flagged = {(o.reason, o.subject) for o in graph.outdated if o.statement.source == "notes"}
    assert flagged >= {
        ("stopped", "dockerhub.azk8s.cn"),
        ("stopped", "reg-mirror.qiniu.com"),
        ("default", "overlay2"),
    }


def test_no_decision_is_stale_and_nothing_is_wrong(
    parts: list[DocumentEvidence], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    own = SourceSpec(name="own", type="directory", layout="jekyll", path=str(ROOT / "corpus/notes"))
    curation = load_curation(ROOT / "corpus/vocabulary/curation.toml")
    whole = build_graph([*parts, *_read(own, vocabulary, tmp_path)], vocabulary, curation)
    found = check(whole, load_vocabulary(ROOT / "corpus/vocabulary/docker.toml"), curation)
    assert [str(f) for f in found if f.severity is Severity.ERROR or f.rule == "stale_decisions"] == []
