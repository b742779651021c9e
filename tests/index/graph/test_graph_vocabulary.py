"""Vocabulary and curation files: what is read, and how a wrong file is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from index.graph.curation import Action, load_curation
from index.graph.vocabulary import Vocabulary, load_vocabulary

ROOT = Path(__file__).resolve().parents[3]
GOOD = '[kinds]\nobject = "对象"\n\n[concepts.image]\nkind = "object"\npref_label = { zh = "镜像" }\n'

WRONG_VOCABULARIES = [
    ("[concepts.image\n", "1", "TOML"),
    ("[concept]\n", "1", "concept"),
    ('[concepts.image]\nkind = "object"\n', "1", "pref_label"),
    ('[concepts.image]\nkind = 3\npref_label = { zh = "镜像" }\n', "2", "kind"),
    (GOOD.replace('kind = "object"', 'kind = "thing"'), "5", "object"),
    (GOOD + 'alt_labels = "Docker 镜像"\n', "7", "alt_labels"),
    (GOOD + "colour = 1\n", "7", "colour"),
    (GOOD + 'broader = ["files"]\n', "7", "broader"),
    (GOOD.replace("[concepts.image]", "[concepts.Image]"), "4", "Image"),
    (GOOD.replace('{ zh = "镜像" }', '{ zh = " " }'), "6", "pref_label"),
]


@pytest.mark.parametrize(("text", "line", "named"), WRONG_VOCABULARIES)
def test_a_wrong_vocabulary_is_answered_with_file_line_and_key(
    tmp_path: Path, text: str, line: str, named: str
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_vocabulary(path)
    message = str(caught.value)
    assert "wrong.toml" in message
    assert line in message
    assert named in message


def test_a_missing_file_and_one_that_is_not_utf8_are_answered(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.toml"):
        load_vocabulary(tmp_path / "none.toml")
    bad = tmp_path / "bad.toml"
    bad.write_bytes(b"\xff\xfe[")
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_vocabulary(bad)


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    marked = tmp_path / "marked.toml"
    marked.write_text(GOOD, encoding="utf-8-sig")
    assert list(load_vocabulary(marked).concepts) == ["image"]


def test_no_vocabulary_is_an_empty_one() -> None:
    assert load_vocabulary(None).concepts == {}


def test_the_shipped_vocabulary_has_at_least_250_concepts_with_labels_in_both_languages() -> None:
    vocabulary = load_vocabulary(ROOT / "corpus/vocabulary/docker.toml")
    assert len(vocabulary.concepts) >= 250
    assert all({"zh", "en"} <= set(concept.pref_label) for concept in vocabulary.concepts.values())


def test_the_shipped_curation_is_read_and_every_decision_has_a_reason() -> None:
    curation = load_curation(ROOT / "corpus/vocabulary/curation.toml")
    assert curation.decisions
    assert all(decision.reason and decision.author == "maintainers" for decision in curation.decisions)


def test_the_fingerprint_changes_with_what_extraction_depends_on(tmp_path: Path) -> None:
    path = tmp_path / "v.toml"
    path.write_text(GOOD, encoding="utf-8")
    before = load_vocabulary(path).fingerprint
    path.write_text(GOOD + 'not_in = ["镜像站"]\n', encoding="utf-8")
    assert load_vocabulary(path).fingerprint != before
    path.write_text("# a remark\n" + GOOD, encoding="utf-8")
    assert load_vocabulary(path).fingerprint == before


DECISION = '[[decisions]]\naction = "{0}"\nreason = "read"\nauthor = "maintainers"\n{1}\n'
WRONG_CURATIONS = [
    (DECISION.format("approve", 'relation = "a--uses--b"'), "2", "accept"),
    (DECISION.format("accept", 'relation = "a uses b"'), "5", "a uses b"),
    (DECISION.format("accept", ""), "1", "relation"),
    (DECISION.format("alias", 'concept = "a"'), "1", "label"),
    (DECISION.format("accept", 'relation = "a--uses--b"').replace('reason = "read"\n', ""), "1", "reason"),
    (DECISION.format("accept", "relations = [1]"), "5", "relations"),
    (DECISION.format("reject", 'relation = "a--uses--b"\nwhen = "now"'), "6", "when"),
    ("decision = 1\n", "1", "decision"),
]


@pytest.mark.parametrize(("text", "line", "named"), WRONG_CURATIONS)
def test_a_wrong_curation_is_told_with_file_line_and_key(tmp_path: Path, text: str, line: str, named: str) -> None:
    path = tmp_path / "curation.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_curation(path)
    assert f"curation.toml:{line}" in str(caught.value)
    assert named in str(caught.value)


def test_decisions_are_read_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "curation.toml"
    text = DECISION.format("accept", 'relations = [\n  "a--uses--b",\n  "b--uses--c",\n]')
    path.write_text(text + DECISION.format("alias", 'concept = "image"\nlabel = "镜像文件"'), encoding="utf-8")
    curation = load_curation(path)
    assert [(d.action, d.relation, d.line) for d in curation.decisions[:2]] == [
        (Action.ACCEPT, "a--uses--b", 6),
        (Action.ACCEPT, "b--uses--c", 7),
    ]


def test_an_alias_becomes_a_label(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "curation.toml"
    path.write_text(DECISION.format("alias", 'concept = "image"\nlabel = "镜像文件"'), encoding="utf-8")
    assert "镜像文件" in load_curation(path).applied_to(vocabulary).concepts["image"].labels


def test_no_curation_file_is_no_decision(tmp_path: Path) -> None:
    assert load_curation(None).decisions == load_curation(tmp_path / "none.toml").decisions == ()
