"""The graph as a whole: built the same from any order, kept in a file, rebuilt from what each document gave."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import StoreDamaged
from index.graph.concept_graph import FILE
from index.graph.evidence import DocumentEvidence
from index.graph.export import FORMATS
from index.graph.export.meta import ExportMeta
from index.graph.rank import Walk, communities, cooccurrence, log_likelihood
from index.graph.shortened_evidence import lengthened, shortened
from index.graph.store import ConceptGraph, build_graph
from index.graph.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[3]
TEXTS = [
    "容器是镜像的运行实例。",
    "仓库可以包含多个标签。容器与虚拟机的区别",
    "Docker 管理容器。镜像在仓库中。",
    "镜像与仓库。",
]


def test_the_order_of_documents_does_not_matter(
    evidence_of: Callable[..., DocumentEvidence], vocabulary: Vocabulary
) -> None:
    parts = [evidence_of(text, name=f"{n}.md") for n, text in enumerate(TEXTS)]
    written = {FORMATS["json"].write(build_graph(order, vocabulary), ExportMeta()) for order in (parts, parts[::-1])}
    assert len(written) == 1


def test_evidence_kept_as_json_gives_the_same_graph(
    evidence_of: Callable[..., DocumentEvidence], vocabulary: Vocabulary
) -> None:
    parts = [evidence_of(text, name=f"{n}.md") for n, text in enumerate(TEXTS)]
    again = [DocumentEvidence.from_dict(lengthened(shortened(part.to_dict()))) for part in parts]
    assert build_graph(again, vocabulary) == build_graph(parts, vocabulary)


def test_a_graph_is_saved_and_loaded_without_change(made: Callable[..., ConceptGraph], tmp_path: Path) -> None:
    graph = made(*TEXTS)
    graph.save(tmp_path / "one")
    ConceptGraph.load(tmp_path / "one").save(tmp_path / "two")
    assert ConceptGraph.load(tmp_path / "one") == graph
    assert (tmp_path / "one" / FILE).read_bytes() == (tmp_path / "two" / FILE).read_bytes()


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'{"schema_version": 99}', b'{"schema_version": 1}'])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(zlib.compress(content))
    with pytest.raises(StoreDamaged, match=FILE):
        ConceptGraph.load(tmp_path)


def test_the_hash_seed_of_the_process_does_not_matter(vocabulary_file: Path) -> None:
    program = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from conftest import document
from index.graph.export import FORMATS
from index.graph.export.meta import ExportMeta
from index.graph.mentions import MentionFinder
from index.graph.relate import extract
from index.graph.store import build_graph
from index.graph.vocabulary import load_vocabulary
v = load_vocabulary(Path({str(vocabulary_file)!r}))
parts = [extract(document(t, name=str(n)), MentionFinder(v)) for n, t in enumerate({TEXTS!r})]
import hashlib
print(hashlib.sha256(FORMATS["json"].write(build_graph(parts, v), ExportMeta())).hexdigest())
"""
    seen = set()
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
        seen.add(done.stdout)
    assert len(seen) == 1


def test_concepts_of_a_section_and_sections_of_a_concept(made: Callable[..., ConceptGraph]) -> None:
    graph = made("镜像，镜像，还是镜像。也提到仓库。", "仓库")
    assert graph.section_concepts("notes:0.md#L1") == ("image", "repository")
    assert graph.concept_sections("repository")[0] == "notes:1.md#L1"
    assert graph.section_concepts("none") == graph.concept_sections("none") == ()


def test_log_likelihood_is_dunnings() -> None:
    assert log_likelihood(10, 100, 100, 1000) == pytest.approx(0.0, abs=1e-9)
    assert log_likelihood(110, 2552, 221, 31777) == pytest.approx(270.72, abs=12)


def test_pairs_met_once_or_by_chance_are_no_cooccurrence() -> None:
    sentences = [("a", "b")] * 5 + [("a",), ("b",)] + [("c",)] * 30 + [("a", "c")]
    assert [(pair.a, pair.b, pair.count) for pair in cooccurrence(sentences)] == [("a", "b", 5)]


def test_visits_sum_to_one_and_prefer_what_is_near() -> None:
    walk = Walk(["a", "b", "c", "d"], [("a", "b", 1.0), ("b", "c", 1.0), ("c", "d", 1.0)])
    visits = walk.visits("a", steps=200, cut=1e-9)
    assert visits.sum() == pytest.approx(1.0, abs=1e-3)
    assert list(visits.argsort()[::-1]) == [0, 1, 2, 3]
    assert walk.pagerank().sum() == pytest.approx(1.0, abs=1e-6)


def test_communities_do_not_depend_on_the_order_of_edges() -> None:
    edges = [(a, b, 1.0) for group in ("abcd", "wxyz") for a in group for b in group if a < b] + [("a", "w", 0.1)]
    found = communities("abcdwxyz", edges)
    assert found == communities("zyxwdcba", edges[::-1])
    assert len(set(found.values())) == 2
