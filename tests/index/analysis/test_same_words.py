"""Words are cut as jieba cuts them: by our own way through its dictionary, and by the extra `fast`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Thread

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import chinese
from index.analysis.fold import fold
from index.analysis.segmenter import Segmenter, jieba_dictionary

rjieba = pytest.importorskip("rjieba", reason="the extra `fast` is not installed")
WAYS = {"own": Segmenter(jieba_dictionary()), "fast": rjieba}
both = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
COMMON = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5)


def assert_same_words(way: Segmenter, run: str) -> None:
    assert list(way.cut(run)) == list(jieba.cut(run, HMM=True)), run
    assert list(way.cut_for_search(run)) == list(jieba.cut_for_search(run, HMM=True)), run


@cache
def dictionary() -> list[str]:
    return jieba_dictionary().decode().split()[::3]


@both
@settings(deadline=None)
@given(run=st.text(COMMON, min_size=1, max_size=64))
def test_any_run_of_chinese_is_cut_into_the_same_words(way: Segmenter, run: str) -> None:
    assert_same_words(way, run)


@both
@settings(max_examples=300, deadline=None)
@given(st.data())
def test_words_of_the_dictionary_in_a_row_are_cut_into_the_same_words(way: Segmenter, data: st.DataObject) -> None:
    words = st.sampled_from(dictionary()[10_000:])
    parts = data.draw(st.lists(st.one_of(words, words.map(lambda word: word[:-1]), COMMON), min_size=1, max_size=12))
    run = "".join(letter for letter in "".join(parts) if "\u4e00" <= letter <= "\u9fd5")
    assert_same_words(way, run or "的")


@both
def test_the_dictionary_is_the_same(way: Segmenter) -> None:
    words = dictionary()
    assert len(words) > 300_000
    assert all(map(way.has_word, words))
    assert not any(map(way.has_word, ("", "像容", "的的的", "镜像容器", "中华人民共", "a", "\U00020000", "\x00")))


def test_nothing_is_kept_of_what_begins_no_word() -> None:
    segmenter = Segmenter(jieba_dictionary())
    for letter in ("\ud800", "\U0010ffff", "\ue000", "\x01"):
        assert not segmenter.has_word(letter)
        assert list(segmenter.cut(letter + "的")) == [letter, "的"]
    assert segmenter._words.keys() == {"的"}


def test_threads_that_read_the_same_lines_at_once_cut_alike() -> None:
    segmenter, found = Segmenter(jieba_dictionary()), list[list[str]]()
    run = "中华人民共和国国务院关于容器镜像仓库网络安全的若干规定"
    threads = [Thread(target=lambda: found.append(list(segmenter.cut(run)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [list(jieba.cut(run))] * 8


@both
@pytest.mark.shared
@pytest.mark.slow
def test_the_tutorial_is_cut_into_the_same_words(way: Segmenter, shared: Path) -> None:
    texts = sorted((shared / "corpus" / "docker_practice").rglob("*.md"))
    runs = {run.group() for text in texts for run in chinese.runs(fold(text.read_text(encoding="utf-8")).text)}
    assert len(runs) > 10_000
    for run in sorted(runs):
        assert_same_words(way, run)
