"""Pinyin of words, read by phrase, and what may be pinyin at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import chinese
from index.analysis.pinyin import initials, is_pinyin, loose, spelled, syllables, syllables_of
from index.analysis.readings import readings, typed
from index.analysis.segmenter import jieba_dictionary


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


@pytest.mark.slow
def test_every_word_is_read_as_pypinyin_reads_it() -> None:
    """But for what pypinyin reads letter by letter because a longer phrase begins so: 放长线钓 of 放长线钓大鱼."""
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    words = [*PHRASES_DICT, *map(chr, PINYIN_DICT), *jieba_dictionary().decode().split()[::3]]
    assert len(words) > 400_000
    told = ([typed(syllable) for syllable in lazy_pinyin(word, errors="ignore")] for word in words)
    others = {word for word, syllables in zip(words, told, strict=True) if [*readings().syllables(word)] != syllables}
    assert others == {"放长线", "放长线钓", "巴尔喀什"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("docker容器", "docker rong qi"),
        ("2.1 银行 API 网关", "2.1  yin hang  API  wang guan"),
        ("𪚥𲎯〇", "zhe 〇"),
        ("abc", "abc"),
        ("", ""),
    ],
)
def test_what_is_not_chinese_is_spelt_as_it_is(text: str, expected: str) -> None:
    assert spelled(text) == expected


@given(st.text())
def test_what_is_spelt_has_no_chinese_and_all_else(text: str) -> None:
    spelt = spelled(text)
    assert not chinese.HAN_RUN.search(spelt)
    assert spelt == text or chinese.HAN_RUN.search(text)


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
