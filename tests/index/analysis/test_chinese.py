"""Chinese runs become dictionary words; longer words give their inner words too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import chinese


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("删除所有虚悬镜像", "删除 所有 虚悬 镜像"),
        ("联合文件系统", "联合 文件系统"),
        ("容器编排", "容器 编排"),
        ("数据卷", "数据 卷"),
        ("命名空间", "命名 空间"),
        ("镜像加速器", "镜像 加速器"),
        ("", ""),
    ],
)
def test_words_cover_the_run(run: str, words: str) -> None:
    found = chinese.words(run)
    assert list(found) == words.split(), f"help: jieba cuts {run} into {found}; its dictionary or HMM decided so"


def test_search_mode_gives_inner_words_before_the_word() -> None:
    found = [word for word, _, _ in chinese.search_words("联合文件系统")]
    assert found == ["联合", "文件", "系统", "文件系统"]


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=600))
def test_every_word_stands_where_it_says_and_the_longest_cover_all(run: str) -> None:
    covered: set[int] = set()
    for word, start, end in chinese.search_words(run):
        assert run[start:end] == word
        covered.update(range(start, end))
    assert covered == set(range(len(run)))
    assert chinese.search_terms(run) == tuple(word for word, _, _ in chinese.search_words(run))
    assert "".join(chinese.words(run)) == run


def test_known_words_come_from_the_dictionary() -> None:
    assert [word for word in ("镜像", "容器", "像容") if chinese.is_word(word)] == ["镜像", "容器"]
    assert chinese.is_word("文件系统")
    assert not chinese.is_word("")


def test_runs_are_chinese_characters_of_all_planes() -> None:
    assert [run.group() for run in chinese.runs("a镜像b𠮷𠀀，\uf900 1")] == ["镜像", "𠮷𠀀", "\uf900"]
