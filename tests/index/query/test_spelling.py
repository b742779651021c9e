"""Mistyped words are repaired from the documents' own; what they know is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query.repair import Known, apply
from index.query.spelling import chinese_repairs, latin_repairs


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("dokcer", "docker"),
        ("dcoker", "docker"),
        ("docekr", "docker"),
        ("dockre run", "docker run"),
        ("dockerfiel", "dockerfile"),
        ("dockerflie", "dockerfile"),
        ("docker-compsoe", "docker-compose"),
        ("doker-compose", "docker-compose"),
        ("kubernets", "kubernetes"),
        ("netwrok", "network"),
        ("contianer", "container"),
        ("regsitry", "registry"),
        ("bridg", "bridge"),
        ("stast", "stats"),
        (".dockerfiel", ".dockerfile"),
        ("/var/lib/dokcer", "/var/lib/docker"),
        ("creating", "create"),
    ],
)
def test_latin_slips_are_repaired(known: Known, text: str, mended: str) -> None:
    repairs = latin_repairs(text, known)
    assert apply(text, repairs) == mended, f"help: {repairs}; `_nearest` weighs edits, first letters and frequency"
    assert {repair.reason for repair in repairs} == {"spelling"}


@pytest.mark.parametrize(
    "text",
    [
        "docker",
        "images",
        "please",
        "click here",
        "the same problem again",
        "overlay2",
        "overlay",
        "nginx",
        "abc",
        "run",
        "xqzwvk",
        "18.09",
        "",
    ],
)
def test_what_is_known_short_english_or_a_path_is_left_alone(known: Known, text: str) -> None:
    assert latin_repairs(text, known) == []


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("镜象", "镜像"),
        ("竟像", "镜像"),
        ("容噐", "容器"),
        ("荣器", "容器"),
        ("删除镜象", "删除镜像"),
        ("数剧卷", "数据卷"),
        ("命名空简", "命名空间"),
        ("短口映射", "端口映射"),
        ("私有仓苦", "私有仓库"),
        ("景象", "镜像"),
    ],
)
def test_chinese_slips_are_repaired_by_sound_and_shape(known: Known, text: str, mended: str) -> None:
    repairs = chinese_repairs(text, known)
    assert apply(text, repairs) == mended, f"help: {repairs}; `_best_window` says what may be wrong"


@pytest.mark.parametrize(
    "text",
    [
        "镜像",
        "删除镜像",
        "怎么删除镜像",
        "名字互相",
        "天气预报",
        "互相访问",
        "镜像太大怎么办",
        "沿途的景象",
        "的",
        "",
        "香蕉",
    ],
)
def test_chinese_that_is_right_or_about_something_else_is_left_alone(known: Known, text: str) -> None:
    assert chinese_repairs(text, known) == []


@given(text=st.text(st.characters(), max_size=60) | st.text(st.sampled_from("镜象容噐dokcer-. 删"), max_size=40))
def test_repairs_lie_in_order_inside_the_text(known: Known, text: str) -> None:
    for repairs in (latin_repairs(text, known), chinese_repairs(text, known)):
        place = 0
        for repair in repairs:
            assert place <= repair.start < repair.end <= len(text)
            assert repair.replacement != text[repair.start : repair.end]
            place = repair.end
        apply(text, repairs)
