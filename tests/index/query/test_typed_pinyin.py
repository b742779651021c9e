"""Pinyin is read as the documents' words; English stays English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query.repair import Known, apply
from index.query.typed_pinyin import repairs


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("jingxiang", "镜像"),
        ("jing xiang", "镜像"),
        ("jing'xiang", "镜像"),
        ("shanchujingxiang", "删除镜像"),
        ("shanchu jingxiang", "删除镜像"),
        ("zenme shanchu jingxiang", "怎么删除镜像"),
        ("docker rongqi", "docker 容器"),
        ("docker 的 rongqi", "docker 的 容器"),
        ("shujujuan", "数据卷"),
        ("rongqi wangluo", "容器网络"),
        ("chongqi celue", "重启策略"),
        ("siyoucangku", "私有仓库"),
        ("jinxiang", "镜像"),
        ("siyou canku", "私有仓库"),
        ("rongqi wanluo", "容器 网络"),
        ("jingxinag", "镜像"),
        ("shujujaun", "数据卷"),
        ("jx", "镜像"),
        ("sjj", "数据卷"),
        ("mmkj", "命名空间"),
    ],
)
def test_pinyin_becomes_the_documents_words(known: Known, text: str, read: str) -> None:
    found = repairs(text, known)
    assert apply(text, found) == read, f"help: {found}; `_steps` weighs words, `_may_be_pinyin` says what is no English"
    assert {repair.reason for repair in found} == {"pinyin"}


ENGLISH = "docker image change made them run create women xyzzy /rongqi --rongqi start compose a e 18 镜像 beijing"


@pytest.mark.parametrize("text", [*ENGLISH.split(), "docker run", ""])
def test_english_names_and_what_no_word_sounds_like_stay(known: Known, text: str) -> None:
    assert repairs(text, known) == []


@given(text=st.text(st.sampled_from("jingxarongqshue' 镜docker-/\ud800"), max_size=60))
def test_repairs_lie_in_order_inside_the_text(known: Known, text: str) -> None:
    place = 0
    for repair in repairs(text, known):
        assert place <= repair.start < repair.end <= len(text)
        assert repair.replacement
        place = repair.end
