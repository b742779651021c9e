"""Folding keeps track of where every character came from, for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.fold import Folded, fold, visible, visible_text

anything = st.text(st.characters(), max_size=80)
tricky = st.text(
    st.sampled_from("aÀé①㎏ﬁ…İßǄ镜鏡檔\u0301\u3000 \n\t\x85\u200b\u202eｱﾞ，。👨\u200d\ud800\x00한"), max_size=30
)


def spans_are_in_order(folded: Folded, text: str) -> None:
    last = 0
    for place in range(len(folded.text)):
        span = folded.span(place, place + 1)
        assert last <= span.start < span.end <= len(text)
        last = span.start
    if folded.text:
        assert folded.span(0, len(folded.text)).end <= len(text)


@given(anything | tricky)
def test_every_folded_character_comes_from_a_run_of_the_text(text: str) -> None:
    for folded in (fold(text), visible(text)):
        spans_are_in_order(folded, text)


@given(anything | tricky)
def test_a_character_folds_to_what_its_place_folds_to(text: str) -> None:
    folded = fold(text)
    for place, character in enumerate(folded.text):
        span = folded.span(place, place + 1)
        assert character in fold(text[span.start : span.end]).text


@given(anything | tricky, anything | tricky)
def test_folding_goes_character_by_character(first: str, second: str) -> None:
    assert fold(first + second).text == fold(first).text + fold(second).text


@given(anything | tricky)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once
    assert visible(visible(text).text).text == visible(text).text


@given(anything | tricky)
def test_visible_text_has_single_spaces_and_none_at_its_ends(text: str) -> None:
    seen = visible(text).text
    assert seen == seen.strip()
    assert not any(a.isspace() and (b.isspace() or (b != " " and a != " ")) for a, b in pairwise(seen))


@given(anything | tricky)
def test_the_visible_text_alone_is_that_of_its_runs(text: str) -> None:
    assert visible_text(text) == visible(text).text


@given(anything | tricky, st.integers(0, 80), st.integers(1, 40))
def test_a_run_of_a_text_is_visible_in_it(text: str, start: int, length: int) -> None:
    run = text[start : start + length]
    assert visible(run).text in visible(text).text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ｄｏｃｋｅｒ", "docker"),
        ("１２３", "123"),
        ("DOCKER", "docker"),
        ("Café", "cafe"),
        ("Cafe\u0301", "cafe"),
        ("鏡像", "镜像"),
        ("\ufa1b", "福"),
        ("㎏", "kg"),
        ("①", "1"),
        ("ﬁle", "file"),
        ("…", "..."),
        ("，", ","),
        ("  \n", "  \n"),
        ("İ", "i"),
        ("𠮷", "𠮷"),
        ("\x00\ud800\u202e", "\x00\ud800\u202e"),
    ],
)
def test_forms_of_one_character_are_one(text: str, folded: str) -> None:
    assert fold(text).text == folded


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Docker 镜像", "docker镜像"),
        ("Docker\n镜像", "docker镜像"),
        ("镜\n像", "镜像"),
        ("docker  run\n\t-d", "docker run -d"),
        ("  a  ", "a"),
        ("镜像 ， 容器", "镜像,容器"),
        ("　", ""),
    ],
)
def test_white_space_counts_only_between_words_that_are_written_with_it(text: str, seen: str) -> None:
    assert visible(text).text == seen
