"""What headings are names of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.analyzer import terms
from index.analysis.names import LONGEST, SIGN, name_terms, names


@pytest.mark.parametrize(
    ("heading", "named"),
    [
        ("2.2 容器", ("容器",)),
        ("第六章 访问仓库", ("访问仓库",)),
        ("容器（Container）", ("容器(container)", "容器", "container")),
        ("Pod：豆荚", ("pod:豆荚", "pod", "豆荚")),
        ("17.6 containerd - 核心运行时", ("containerd-核心运行时", "containerd", "核心运行时")),
        ("17.7.2 什么是 Kata Containers？", ("什么是katacontainers", "katacontainers")),
        ("Docker Compose 简介", ("dockercompose简介", "dockercompose")),
        ("映像檔", ("镜像",)),
        ("十、总结", ("总结",)),
        ("`docker run`", ("dockerrun",)),
        ("8080", ()),
        ("", ()),
    ],
)
def test_names_of_a_heading(heading: str, named: tuple[str, ...]) -> None:
    assert names(heading) == named


@given(st.text(max_size=80))
def test_any_text_has_short_names_without_spaces(heading: str) -> None:
    for name in names(heading):
        assert 0 < len(name) <= LONGEST
        assert name == "".join(name.split())


@given(st.text(max_size=80))
def test_no_other_term_looks_like_a_name(text: str) -> None:
    assert not any(SIGN in term for term in terms(text))
    assert all(term.startswith(SIGN) for term in name_terms(text))
