"""Statements become relations: weight, status, evidence, decisions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.graph.curation import Action, Curation, Decision
from index.graph.model import Polarity, Status
from index.graph.store import ConceptGraph

Made = Callable[..., ConceptGraph]
WEAK = "Docker 管理容器。"


def _decided(action: Action, relation: str = "docker--manages--container") -> Curation:
    return Curation("curation.toml", (Decision(action, "read", "maintainers", 3, relation=relation),))


def test_one_weak_sentence_is_a_candidate_and_two_are_accepted(made: Made) -> None:
    assert made(WEAK).relations["docker--manages--container"].status is Status.CANDIDATE
    twice = made(WEAK, "Docker 用来管理容器。").relations["docker--manages--container"]
    assert twice.status is Status.ACCEPTED
    assert twice.weight == pytest.approx(1 - 0.3 * 0.3, abs=1e-3)


def test_the_same_sentence_twice_counts_once(made: Made) -> None:
    assert made(WEAK, WEAK).relations["docker--manages--container"].status is Status.CANDIDATE


def test_a_safe_rule_needs_one_sentence(made: Made) -> None:
    assert made("容器是镜像的运行实例。").relations["container--instance_of--image"].status is Status.ACCEPTED


def test_what_is_denied_is_another_relation(made: Made) -> None:
    denied = made("容器不包含内核。").relations["container--contains--kernel--not"]
    assert denied.polarity is Polarity.NEGATIVE


def test_a_symmetric_relation_is_stored_once(made: Made) -> None:
    graph = made("虚拟机与容器的区别", "容器与虚拟机的区别")
    relation = graph.relations["container--differs_from--virtual-machine"]
    assert len(relation.evidence) == 2
    for e in relation.evidence:
        assert e.source_span
        assert e.quote[e.source_span.start : e.source_span.end] == "容器"


def test_decisions_rule_over_what_was_found(made: Made) -> None:
    key = "docker--manages--container"
    accepted = made(WEAK, curation=_decided(Action.ACCEPT)).relations[key]
    assert accepted.status is Status.ACCEPTED
    assert accepted.qualifiers["reviewer"] == "maintainers"
    assert made(WEAK, curation=_decided(Action.DEPRECATE)).relations[key].status is Status.DEPRECATED
    rejected = made(WEAK, curation=_decided(Action.REJECT))
    assert key not in rejected.relations
    assert rejected.rejected == {key}


def test_a_concept_can_be_deprecated(made: Made) -> None:
    decision = Decision(Action.DEPRECATE, "old", "maintainers", 3, concept="aufs")
    graph = made("aufs 很旧。", curation=Curation("c.toml", (decision,)))
    assert graph.concepts["aufs"].status is Status.DEPRECATED


def test_every_relation_has_evidence_that_is_at_most_certain(made: Made) -> None:
    graph = made(WEAK, "容器是镜像的运行实例。", *(f"第 {n} 次，Docker 管理容器。" for n in range(30)))
    for relation in graph.relations.values():
        assert relation.evidence
        assert 0 < relation.weight <= 0.95
