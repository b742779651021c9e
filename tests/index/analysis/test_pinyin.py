"""Pinyin of words, read by phrase, and what may be pinyin at all."""

from __future__ import annotations

import pytest

from index.analysis.pinyin import initials, is_pinyin, loose, syllables, syllables_of, typed


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("镜像", "jing xiang"),
        ("容器", "rong qi"),
        ("重启", "chong qi"),
        ("重要", "zhong yao"),
        ("银行", "yin hang"),
        ("运行", "yun xing"),
        ("长度", "chang du"),
        ("增长", "zeng zhang"),
        ("调度", "diao du"),
        ("调试", "tiao shi"),
        ("参数", "can shu"),
        ("角色", "jue se"),
        ("率", "lv"),
        ("女", "nv"),
        ("策略", "ce lue"),
        ("docker容器", "rong qi"),
        ("docker", ""),
        ("", ""),
    ],
)
def test_polyphones_are_read_by_phrase(word: str, expected: str) -> None:
    assert syllables_of(word) == expected, "help: pypinyin's phrases decide; ü is typed v, but lue and nue"


def test_initials_are_first_letters() -> None:
    assert initials("jing xiang") == "jx"
    assert initials("") == ""


@pytest.mark.parametrize(("a", "b"), [("镜像", "近象"), ("容器", "荣期"), ("数据卷", "术具卷"), ("网络", "忘罗")])
def test_near_sounds_are_one(a: str, b: str) -> None:
    assert loose(syllables_of(a)) == loose(syllables_of(b))


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("jingxiang", True),
        ("rongqi", True),
        ("xian", True),
        ("nvlv", True),
        ("celue", True),
        ("docker", False),
        ("network", False),
        ("container", False),
        ("ng", False),
        ("", True),
    ],
)
def test_pinyin_is_cut_into_syllables_without_a_rest(letters: str, expected: bool) -> None:
    assert is_pinyin(letters) is expected


def test_there_are_as_many_syllables_as_mandarin_has() -> None:
    assert 400 <= len(syllables()) <= 430
    assert {"zhuang", "er", "lv", "nue"} <= syllables()
    assert syllables().isdisjoint({"ng", "m", "lve"})


def test_u_umlaut_is_typed_v() -> None:
    assert typed("nü lüe nve") == "nv lve nue".replace("lve", "lue")
