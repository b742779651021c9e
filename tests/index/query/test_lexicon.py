"""The lexicon: the documents' words, by pinyin, initials and near sounds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from index.ports import AnalyzedDocument
from index.query.lexicon import Lexicon, WordCounts, build_lexicon, counted
from index.query.repair import Known


def test_words_of_headings_pairs_and_labels_are_known(known: Known) -> None:
    assert {"镜像", "删除镜像", "数据卷", "私有仓库", "命名空间"} <= known.lexicon.chinese.keys()
    assert {"docker", "dockerfile", "compose"} <= known.lexicon.latin.keys()
    assert "docker-compose" in known.lexicon.compounds
    assert "的" not in known.lexicon.chinese


def test_words_are_found_by_sound_the_heaviest_first(known: Known) -> None:
    assert known.lexicon.by_pinyin["jingxiang"][0] == "镜像"
    assert known.lexicon.by_initials["sjj"][0] == "数据卷"
    assert "镜像" in known.lexicon.by_sound["jinxian2"]
    for words in known.lexicon.by_pinyin.values():
        weights = [known.lexicon.chinese[word] for word in words]
        assert weights == sorted(weights, reverse=True)


def test_what_was_saved_is_what_is_loaded(document: AnalyzedDocument, tmp_path: Path) -> None:
    lexicon = build_lexicon(counted([document]), ["数据卷"])
    lexicon.save(tmp_path / "one.json")
    assert Lexicon.load(tmp_path / "one.json") == lexicon
    build_lexicon(counted([document]), ["数据卷"]).save(tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_no_documents_know_nothing() -> None:
    empty = build_lexicon(WordCounts(), [])
    assert not empty.chinese
    assert not empty.latin
    assert not empty.by_pinyin


def test_what_is_taken_away_leaves_no_trace(document: AnalyzedDocument, tmp_path: Path) -> None:
    other = replace(document, id="other", sections=document.sections[1:])
    counts = counted([document, other])
    counts.take_away([document])
    assert counts == counted([other])
    counts.save(tmp_path / "counts")
    assert WordCounts.load(tmp_path / "counts") == counted([other])
