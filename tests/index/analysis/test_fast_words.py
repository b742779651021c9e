"""The extra `fast` may cut words only as long as they are the words of jieba."""

from __future__ import annotations

from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import chinese
from index.analysis.fold import fold

rjieba = pytest.importorskip("rjieba", reason="the extra `fast` is not installed")


def assert_same_words(run: str) -> None:
    assert list(rjieba.cut(run, hmm=True)) == list(jieba.cut(run, HMM=True)), run
    assert list(rjieba.cut_for_search(run, hmm=True)) == list(jieba.cut_for_search(run, HMM=True)), run


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5), max_size=64))
def test_any_run_of_chinese_is_cut_into_the_same_words(run: str) -> None:
    assert_same_words(run)


def test_the_dictionary_is_the_same() -> None:
    with jieba.Tokenizer().get_dict_file() as file:
        words = file.read().decode().split()[::3]
    assert len(words) > 300_000
    assert all(map(rjieba.has_word, words))
    assert not any(map(rjieba.has_word, ("", "像容", "的的的", "镜像容器")))


@pytest.mark.shared
@pytest.mark.slow
def test_the_tutorial_is_cut_into_the_same_words(shared: Path) -> None:
    texts = sorted((shared / "corpus" / "docker_practice").rglob("*.md"))
    runs = {run.group() for text in texts for run in chinese.runs(fold(text.read_text(encoding="utf-8")).text)}
    assert len(runs) > 10_000
    for run in sorted(runs):
        assert_same_words(run)
