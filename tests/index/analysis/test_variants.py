"""Simplified and Traditional characters, and Taiwan's words for those of the mainland."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.analyzer import normalized, terms, tokens
from index.analysis.fold import fold
from index.analysis.variants import is_traditional, taiwan_forms

WORDS = [
    ("映像檔", "镜像"),
    ("資料卷", "数据卷"),
    ("連接埠", "端口"),
    ("記憶體", "内存"),
    ("預設", "默认"),
    ("網路", "网络"),
    ("軟體", "软件"),
    ("叢集", "集群"),
    ("儲存庫", "仓库"),
    ("建置", "构建"),
    ("檔案", "文件"),
    ("程式碼", "代码"),
    ("資料庫", "数据库"),
    ("掛載", "挂载"),
    ("鏡像", "镜像"),
    ("倉庫", "仓库"),
    ("部署 Docker 映像檔到叢集", "部署 docker 镜像到集群"),
    ("刪除資料卷裡的檔案", "删除数据卷里的文件"),
]


@pytest.mark.parametrize(("text", "mainland"), [row for row in WORDS if row[0] != "建置"], ids=lambda value: value)
def test_words_of_taiwan_become_words_of_the_mainland(text: str, mainland: str) -> None:
    assert normalized(text) == mainland, "help: add to `MAINLAND_WORDS` what OpenCC's tw2sp leaves as it is"


def test_words_without_a_traditional_character_change_among_those_that_have_one() -> None:
    assert normalized("建置映像檔") == "构建镜像"
    assert normalized("伺服器的連接埠") == "服务器的端口"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("映像檔", True),
        ("使用 Docker 建立容器", False),
        ("镜像", False),
        ("镜像（鏡像）", True),
        ("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十檔", False),
        ("", False),
        ("docker", False),
        ("\ud800", False),
    ],
)
def test_a_text_is_traditional_by_its_characters(text: str, expected: bool) -> None:
    assert is_traditional(text) is expected


def test_tokens_point_to_the_original_characters() -> None:
    text = "刪除資料卷裡的檔案"
    found = {token.term: text[token.start : token.end] for token in tokens(text)}
    assert found["文件"] == "檔案"
    assert found["数据"] == "資料卷"
    assert found["删除"] == "刪除"


def test_a_document_decides_for_all_its_texts() -> None:
    assert "文件" in terms("文件", traditional=False)
    assert terms("文件", traditional=True) != terms("文件", traditional=False), "Taiwan's 文件 is a 文档"
    assert terms("映像", traditional=True) == ("镜像",)


@pytest.mark.parametrize(
    ("word", "forms"), [("镜像", {"映像档", "映像文件", "映像"}), ("端口", {"连接埠", "通讯埠"}), ("docker", set())]
)
def test_a_word_has_all_its_forms_in_taiwan(word: str, forms: set[str]) -> None:
    assert forms <= set(taiwan_forms(word))
    assert word not in taiwan_forms(word)


@given(st.text(st.characters(), max_size=60))
def test_no_text_raises_and_offsets_stay_inside(text: str) -> None:
    assert all(taiwan_forms(text))
    for token in tokens(text, traditional=True):
        assert 0 <= token.start < token.end <= len(text)


@given(st.text(st.sampled_from("映像檔資料卷伺服器連接埠的記憶體 Docker容器網路A1，"), max_size=40))
def test_what_a_token_stands_for_covers_its_place(text: str) -> None:
    found = tokens(text, traditional=True)
    assert [token.position for token in found] == list(range(len(found)))
    for token in found:
        assert fold(text[token.start : token.end]).text.strip() != "", f"help: {token} stands for nothing"


def test_a_zero_character_makes_no_empty_form() -> None:
    assert taiwan_forms("\0ö") == ()
