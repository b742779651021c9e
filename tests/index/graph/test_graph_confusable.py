"""Confusable concepts: what shares a name, sounds or looks alike, means something else, or is told apart."""

from __future__ import annotations

from pathlib import Path

from index.graph.concept_graph import ConceptGraph
from index.graph.confusable import Reason, confusable
from index.graph.explore import GraphExplorer
from index.graph.model import Concept, Evidence, Polarity, Relation, Status
from index.graph.vocabulary import Sense
from tests.index.graph.conftest import Made


def _concept(identifier: str, zh: str, *alt: str, broader: tuple[str, ...] = ()) -> Concept:
    return Concept(identifier, "object", {"zh": zh}, alt, broader=broader)


def _found(
    *concepts: Concept, senses: dict[str, Sense] | None = None, relations: tuple[Relation, ...] = (), named: str = ""
) -> list[tuple[str, str, str, str, str]]:
    known = {c.id: c for c in concepts}
    rows = confusable(known, senses or {}, relations, frozenset(named.split() if named else known))
    return [(a, c.other, c.reason.value, c.label, c.other_label) for a, each in rows.items() for c in each]


def test_one_name_for_two_concepts_is_told_of_both() -> None:
    assert _found(_concept("tag", "标签"), _concept("label", "元数据标签", "标签")) == [
        ("label", "tag", "label", "标签", "标签"),
        ("tag", "label", "label", "标签", "标签"),
    ]


def test_names_that_sound_alike_are_found_whatever_their_characters() -> None:
    found = _found(_concept("thread", "线程"), _concept("ready", "现成"), _concept("image", "镜像"))
    assert [(a, b, reason) for a, b, reason, _, _ in found] == [
        ("ready", "thread", "pinyin"),
        ("thread", "ready", "pinyin"),
    ]


def test_names_one_letter_apart_are_found_but_not_plurals_or_spacing() -> None:
    names = (_concept("a", "docker rm"), _concept("b", "docker rmi"), _concept("c", "docker rms"))
    assert {(a, b) for a, b, reason, *_ in _found(*names[:2]) if reason == "spelling"} == {("a", "b"), ("b", "a")}
    assert _found(names[0], names[2]) == []
    assert _found(_concept("a", "log driver"), _concept("b", "log-driver")) == []


def test_a_genus_is_not_mistaken_for_its_kind_because_of_its_name() -> None:
    assert _found(_concept("a", "Overlay"), _concept("b", "Overlay2", broader=("a",))) == []
    assert _found(_concept("a", "runc"), _concept("b", "runsc", broader=("a",))) == []


def test_a_name_that_means_something_else_in_a_longer_one_is_found() -> None:
    image, mirror = _concept("image", "镜像"), _concept("mirror", "加速器", "镜像站", "镜像编排")
    senses = {"image": Sense(not_in=("镜像站", "镜像编排"))}
    assert _found(image, mirror, senses=senses) == [
        ("image", "mirror", "sense", "镜像", "镜像站"),
        ("mirror", "image", "sense", "镜像", "镜像站"),
    ]


def test_what_no_document_names_is_left_out() -> None:
    pair = (_concept("a", "docker rm"), _concept("b", "docker rmi"))
    assert _found(*pair, named="a") == []


def test_a_contrast_of_the_texts_is_told_with_its_sentence(made: Made, tmp_path: Path) -> None:
    graph = made("## 对比\n容器与虚拟机的区别很大。", "容器与虚拟机的区别在于内核。")
    graph.save(tmp_path)
    card = GraphExplorer(ConceptGraph.load(tmp_path)).card("容器")
    (other,) = [row for row in card["confusable"] if row["concept"]["id"] == "virtual-machine"]
    (reason,) = other["reasons"]
    assert reason["kind"] == Reason.CONTRAST.value
    assert reason["text"] == "文中说：容器 不同于 虚拟机"
    assert "区别" in reason["evidence"]["quote"]


def test_a_denied_likeness_sets_apart_and_a_stated_one_does_not() -> None:
    proof = (Evidence("s", "notes", "p.md", 1, "甲不是乙", None, None, "is_not", 0.7),)
    said = [
        Relation("a--is_a--b--not", "a", "is_a", "b", Polarity.NEGATIVE, 0.7, Status.ACCEPTED, proof),
        Relation("a--is_a--c", "a", "is_a", "c", Polarity.POSITIVE, 0.7, Status.ACCEPTED, proof),
    ]
    found = _found(_concept("a", "甲"), _concept("b", "乙"), _concept("c", "丙"), relations=tuple(said))
    assert [(a, b, reason) for a, b, reason, _, _ in found] == [("a", "b", "contrast"), ("b", "a", "contrast")]
