"""docs/graph.md cannot lag: each type of relation, each format and each group of rules stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.graph.export import FORMATS
from index.graph.patterns import CLAUSE_RULES, SENTENCE_RULES
from index.graph.relations import ACTIONS, INVERSES, TYPES, sentence

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs/graph.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("type_", TYPES)
def test_each_type_is_documented_with_its_inverse_and_weight(type_: str) -> None:
    row = TYPES[type_]
    inverse = "symmetric" if row.symmetric else f"`{row.inverse}`"
    said = row.forward.format(source="X", target="Y")
    assert f"| `{type_}` | {inverse} | {said} | {row.weight} |" in GUIDE


def test_inverses_are_names_of_their_own() -> None:
    assert len(INVERSES) == sum(not row.symmetric for row in TYPES.values())
    assert not INVERSES.keys() & TYPES.keys()


@pytest.mark.parametrize("type_", TYPES)
def test_each_type_can_be_said_both_ways_and_denied(type_: str) -> None:
    forward, backward = sentence(type_, "甲", "乙"), sentence(type_, "甲", "乙", backward=True)
    for said in (forward, backward, sentence(type_, "甲", "乙", negative=True)):
        assert "甲" in said
        assert "乙" in said
        assert "{" not in said


def test_actions_are_said_in_chinese() -> None:
    assert sentence("operates_on", "docker rm", "容器", action="deletes") == "docker rm 删除 容器"
    assert all(ACTIONS.values())


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_documented(name: str) -> None:
    assert f"`{name}`" in GUIDE


def test_each_rule_is_documented() -> None:
    names = {rule.name for rule in (*CLAUSE_RULES, *SENTENCE_RULES)}
    missing = [name for name in sorted(names) if f"`{name}`" not in GUIDE and f"`{name}.*`" not in GUIDE]
    assert missing == []


def test_the_judged_sample_is_as_good_as_the_guide_says() -> None:
    rows = (ROOT / "docs/graph-judgments.tsv").read_text(encoding="utf-8").splitlines()
    verdicts = [row.split("\t")[2] for row in rows if not row.startswith("#")]
    assert len(verdicts) == 100
    right, unclear, wrong = (verdicts.count(verdict) for verdict in ("right", "unclear", "wrong"))
    assert right >= 85
    assert f"{right} / {unclear} / {wrong}" in GUIDE
