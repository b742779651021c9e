"""`graph check`, statements that are out of date, and concepts harvested without a vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.model import Document
from index.graph.curation import Action, Curation, Decision, load_curation
from index.graph.evidence import DocumentEvidence
from index.graph.explore import GraphExplorer
from index.graph.harvest import term_id
from index.graph.hierarchy import cycles, shortcuts
from index.graph.mentions import MentionFinder
from index.graph.model import Concept, Status
from index.graph.relate import extract
from index.graph.store import ConceptGraph, build_graph
from index.graph.validate import Severity, check
from index.graph.vocabulary import Sense, Vocabulary, load_vocabulary

ROOT = Path(__file__).resolve().parents[3]
Made = Callable[..., ConceptGraph]
Evidence = Callable[..., DocumentEvidence]


def _rules(concepts: list[Concept], senses: dict[str, Sense] | None = None) -> set[tuple[str, str]]:
    by_id = {concept.id: concept for concept in concepts}
    vocabulary = Vocabulary("v.toml", by_id, senses or {}, {}, dict.fromkeys(by_id, 7))
    graph = ConceptGraph(concepts=by_id, relations={}, facts={})
    return {(finding.rule, finding.subject) for finding in check(graph, vocabulary, Curation())}


def _concept(
    key: str, zh: str = "", en: str = "x", alt: tuple[str, ...] = (), broader: tuple[str, ...] = ()
) -> Concept:
    return Concept(key, "object", {"zh": zh or key, "en": en + key}, alt, (), broader)


def test_wrong_vocabularies_are_found() -> None:
    assert ("hierarchical_cycles", "a") in _rules([_concept("a", broader=("b",)), _concept("b", broader=("a",))])
    chain = [_concept("a", broader=("b", "c")), _concept("b", broader=("c",)), _concept("c")]
    assert ("hierarchical_redundancy", "a") in _rules(chain)
    assert ("inconsistent_preferred_labels", "a") in _rules([_concept("a", zh="同"), _concept("b", zh="同")])
    shared = [_concept("a", alt=("同",)), _concept("b", alt=("同",))]
    assert ("overlapping_labels", "a") in _rules(shared)
    assert ("overlapping_labels", "a") not in _rules(shared, {"b": Sense(context=("词",))})
    assert ("disjoint_labels_violations", "a") in _rules([_concept("a", alt=("a",))])
    assert ("incomplete_language_coverage", "a") in _rules([Concept("a", "object", {"zh": "甲"})])
    assert ("unprintable_characters_in_labels", "a") in _rules([_concept("a", alt=("x\u200by",))])


def test_findings_name_file_and_line() -> None:
    concepts = {"a": _concept("a", broader=("a",))}
    vocabulary = Vocabulary("v.toml", concepts, {}, {}, {"a": 7})
    graph = ConceptGraph(concepts=concepts, relations={}, facts={})
    finding = check(graph, vocabulary, Curation())[0]
    assert finding.severity is Severity.ERROR
    assert str(finding).startswith("v.toml:7: error: hierarchical_cycles: a")


def test_stale_and_repeated_decisions_are_found(made: Made, vocabulary: Vocabulary) -> None:
    def decided(action: Action, line: int, **about: str) -> Decision:
        return Decision(action, "read", "maintainers", line, **about)

    curation = Curation(
        "c.toml",
        (
            decided(Action.ACCEPT, 1, relation="docker--uses--moon"),
            decided(Action.REJECT, 2, relation="docker--manages--container"),
            decided(Action.ALIAS, 3, concept="moon", label="月"),
            decided(Action.ALIAS, 4, concept="image", label="镜像"),
            decided(Action.REJECT, 5, relation="docker--manages--container"),
        ),
    )
    graph = made("Docker 管理容器。", curation=curation)
    found = {(f.rule, f.line) for f in check(graph, vocabulary, curation) if f.file == "c.toml"}
    assert found == {("stale_decisions", 1), ("stale_decisions", 3), ("stale_decisions", 4), ("repeated_decisions", 5)}


def test_what_is_said_and_denied_clashes(made: Made, vocabulary: Vocabulary) -> None:
    graph = made("容器包含内核。", "容器一定包含内核。", "容器不包含内核。", "容器并不包含内核。")
    assert "relation_clashes" in {finding.rule for finding in check(graph, vocabulary, Curation())}


def test_the_shipped_vocabulary_and_curation_have_no_error() -> None:
    vocabulary = load_vocabulary(ROOT / "corpus/vocabulary/docker.toml")
    graph = build_graph([], vocabulary)
    curation = load_curation(ROOT / "corpus/vocabulary/curation.toml")
    assert [str(f) for f in check(graph, vocabulary, curation) if f.severity is Severity.ERROR] == []


def test_cycles_and_shortcuts() -> None:
    assert list(cycles({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["d"]})) == [("d",), ("a", "b", "c")]
    assert list(cycles({"a": ["b"], "b": ["c"]})) == []
    assert list(shortcuts({"a": ["b", "c"], "b": ["c"]})) == [("a", "c")]


def test_an_address_that_another_source_says_has_stopped_is_flagged(
    evidence_of: Evidence, vocabulary: Vocabulary
) -> None:
    listed = evidence_of("镜像站 https://a.example.com\n镜像站 https://b.example.com", kind="list", source="notes")
    stopped = evidence_of("https://a.example.com （已停止服务）", kind="list", source="book")
    (found,) = build_graph([listed, stopped], vocabulary).outdated
    assert (found.reason, found.subject, found.statement.source, found.newer.source) == (
        "stopped",
        "a.example.com",
        "notes",
        "book",
    )


def test_a_default_that_a_newer_version_changed_is_flagged(evidence_of: Evidence, vocabulary: Vocabulary) -> None:
    old = evidence_of("在 Docker 18.09 中默认使用 overlay2。", source="notes")
    new = evidence_of(
        "Docker Engine 29 默认使用 containerd 镜像存储。overlay2 与 containerd 镜像存储的区别", source="book"
    )
    (found,) = build_graph([old, new], vocabulary).outdated
    assert (found.reason, found.subject, found.successor) == ("default", "overlay2", "image-store")
    same = evidence_of("Docker Engine 29 默认使用 overlay2。", source="book")
    assert build_graph([old, same], vocabulary).outdated == ()


PAGES = (
    ("事务（Transaction）", "事务（Transaction）是 TiKV 的核心。TiKV 使用 Raft。Raft 复制日志。"),
    ("TiKV 架构", "TiKV 存储事务（Transaction）日志。TiKV 与 Raft。Raft 选出主节点。"),
    ("Raft 协议", "Raft 管理 TiKV 的副本。TiKV 使用 Raft。"),
)


def test_without_a_vocabulary_concepts_are_harvested(document_of: Callable[..., Document]) -> None:
    finder = MentionFinder(Vocabulary())
    pages = [document_of(text, heading, name=f"{n}.md") for n, (heading, text) in enumerate(PAGES)]
    graph = build_graph([extract(page, finder) for page in pages], Vocabulary())
    assert {"tikv", "raft"} <= set(graph.concepts)
    assert all(concept.status is Status.CANDIDATE for concept in graph.concepts.values())
    assert all(relation.status is Status.CANDIDATE for relation in graph.relations.values())
    explorer = GraphExplorer(graph)
    assert explorer.resolve("Transaction").id == explorer.resolve("事务").id
    assert "tikv" in [row["concept"]["id"] for row in explorer.related("Raft", 3)["related"]]
    assert explorer.paths("Raft", "TiKV")["paths"]


@pytest.mark.parametrize(
    ("label", "expected"),
    [("TiKV", "tikv"), ("TiDB Cloud", "tidb-cloud"), ("log_level", "log-level"), ("ＴｉＫＶ", "tikv")],
)
def test_ids_of_harvested_terms_are_kebab_case(label: str, expected: str) -> None:
    assert term_id(label) == expected


def test_chinese_terms_that_sound_alike_have_different_ids() -> None:
    assert term_id("事务").startswith("shi-wu-")
    assert term_id("事务") != term_id("事物")
    assert term_id("C++") != term_id("C")


def test_another_vocabulary_makes_evidence_stale(document_of: Callable[..., Document], finder: MentionFinder) -> None:
    other = MentionFinder(replace(finder.vocabulary, concepts={"image": finder.vocabulary.concepts["image"]}))
    page = document_of("镜像")
    assert extract(page, other).fingerprint != extract(page, finder).fingerprint
