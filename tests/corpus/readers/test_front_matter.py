"""Heads of files: what is taken, and what an untrusted one cannot do."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.front_matter import MAX_CHARACTERS, load_yaml, split


def test_values_are_text_and_lists_of_text() -> None:
    front = split(
        '---\ntitle: "1.0"\nyes: no\ntags: [a, 2, 三]\nn: {m: x}\ndate: 2019-12-04 14:47:10 +0800\n---\n# 一\n'
    )
    assert front.text("title") == "1.0"
    assert front.text("yes") == "no"
    assert front.texts("tags") == ("a", "2", "三")
    assert front.texts("title") == ("1.0",)
    assert front.text("n") == front.text("missing") == ""
    assert front.date("date") == date(2019, 12, 4)
    assert (front.end, front.warnings) == (7, ())


def test_toml_between_plus_signs_is_read() -> None:
    front = split('+++\ntitle = "镜像"\ndate = 2020-01-02\nweight = 3\n+++\n')
    assert (front.text("title"), front.date("date"), front.text("weight")) == ("镜像", date(2020, 1, 2), "3")


@pytest.mark.parametrize(
    "text", ["", "# 一\n", "---", "----\na: b\n----\n", "--- x\na: b\n---\n", "a: b\n", "---\n\n文\n\n---\n"]
)
def test_what_is_no_head_takes_no_line(text: str) -> None:
    assert (split(text).end, split(text).values, split(text).warnings) == (0, {}, ())


@pytest.mark.parametrize("text", ["---\n---\n", "---\n...\n", "---\n# c\n---\n"])
def test_an_empty_head_is_a_head(text: str) -> None:
    assert split(text).end == text.count("\n")


def test_a_head_behind_the_translators_comment_is_found() -> None:
    front = split("<!--\n---\ntitle: Accessing\n---\n-->\n\n---\ntitle: 访问集群\n---\n文\n")
    assert (front.text("title"), front.end) == ("访问集群", 9)


def test_an_unclosed_head_gives_its_lines_and_is_named() -> None:
    front = split("---\ntitle: 一\ntags:\n- a\n\n# 二\n")
    assert (front.text("title"), front.texts("tags"), front.end) == ("一", ("a",), 4)
    assert front.warnings == ("front matter is unclosed: its first 3 lines were taken",)


def test_a_head_without_its_first_line_is_named() -> None:
    front = split("title: 一\n\n# 二\n")
    assert (front.text("title"), front.end, front.warnings) == ("一", 1, ("front matter lacks the `---` above it",))


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("a: &x [1]\nb: *x", "aliases are not allowed"),
        ("a: " + "[" * 50 + "]" * 50, "nested too deep"),
        ("a: [" + "1, " * 11_000 + "]", "too large"),
        ("a: b: c", "mapping values are not allowed"),
        ("a: [", "front matter cannot be read"),
        ("\x07: x", "front matter cannot be read"),
    ],
)
def test_a_bad_head_costs_a_warning_and_its_values_only(head: str, reason: str) -> None:
    front = split(f"---\n{head}\n---\n# 一\n")
    assert front.values == {}
    assert front.end == head.count("\n") + 3
    assert reason in front.warnings[0]


def test_a_tag_that_would_build_an_object_is_text() -> None:
    assert split("---\na: !!python/object/apply:os.getcwd []\nb: !x 1\n---\n").text("b") == "1"


@pytest.mark.parametrize("text", ["---\na: " + "b" * 2 * MAX_CHARACTERS + "\n---\n", "---\n" + "a: b\n" * 10**6])
def test_an_endless_head_is_not_searched_to_its_end(text: str) -> None:
    started = time.process_time()
    split(text)
    assert time.process_time() - started < 10


def test_no_date_is_guessed_where_the_calendar_has_none() -> None:
    assert [split(f"---\nd: {text}\n---\n").date("d") for text in ("2019-13-45", "soon", "", "2019/1/2")] == [
        None,
        None,
        None,
        date(2019, 1, 2),
    ]


@given(st.text(st.sampled_from("-+.:a \n\t#[]{}&*!|>'\"%@`<>镜\x00\x85"), max_size=60))
def test_no_head_raises(text: str) -> None:
    for opened in (text, f"---\n{text}\n---\n", f"+++\n{text}\n+++\n"):
        front = split(opened)
        assert 0 <= front.end <= opened.count("\n") + 1
        front.text("a"), front.texts("a"), front.date("a")


def test_settings_of_a_generator_are_read_without_its_tags() -> None:
    values, problem = load_yaml("nav:\n  - a.md\nmarkdown_extensions:\n  - x:\n      slugify: !!python/name:y.z\n")
    assert (values["nav"], problem) == (["a.md"], "")
    assert load_yaml("- a\n") == ({}, "")
    assert load_yaml("a: [")[0] == {}
    assert load_yaml("a" * (MAX_CHARACTERS + 1))[1].startswith("longer than")
