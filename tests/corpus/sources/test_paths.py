"""Paths of untrusted trees: what is refused, what the operator's patterns choose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sources.paths import Selection, clashes, refusal, shown


@pytest.mark.parametrize(
    "path", ["a.md", "数据卷/a b.md", "-rf", "a..b.md", "...md", ".github/a.md", "a/.gitignore.md"]
)
def test_a_harmless_path_is_read(path: str) -> None:
    assert refusal(path) == ""


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("", "empty"),
        ("../a.md", "leaves its folder"),
        ("a/../../b.md", "leaves its folder"),
        ("a//b.md", "empty parts"),
        ("./a.md", "leaves its folder"),
        ("/etc/passwd.md", "absolute"),
        ("C:/a.md", "absolute"),
        ("a\\b.md", "backslashes"),
        (".git/config.md", ".git folder"),
        ("a/.GIT/hooks.md", ".git folder"),
        ("a/.git. /x.md", ".git folder"),
        ("a/git~1/x.md", ".git folder"),
        ("a\x00.md", "control characters"),
        ("a\nb.md", "control characters"),
        ("a\u2028b.md", "control characters"),
        ("a\udcff.md", "not UTF-8"),
        ("a" * 300, "too long"),
        ("a/" * 600, "too long"),
    ],
)
def test_a_hostile_path_is_refused_with_its_reason(path: str, reason: str) -> None:
    assert reason in refusal(path)


@given(st.text(st.characters(), max_size=300))
def test_what_is_shown_of_a_path_can_be_printed(path: str) -> None:
    assert shown(path).isprintable()


def test_paths_that_differ_only_in_case_or_composition_clash() -> None:
    assert clashes(["b.md", "README.md", "readme.md", "é.md", "e\u0301.md"]) == {
        "readme.md": "README.md",
        "é.md": "e\u0301.md",
    }


@pytest.mark.parametrize(
    ("include", "exclude", "path", "chosen"),
    [
        (["**/*.md"], [], "a.md", True),
        (["**/*.md"], [], "a/b/c.md", True),
        (["**/*.md"], [], "a.mdx", False),
        (["*.md"], [], "a/b.md", False),
        (["docs/"], [], "docs/a/b.md", True),
        (["docs/**"], [], "docs/a.md", True),
        (["/docs/*.md"], [], "docs/a.md", True),
        (["a?.md"], [], "ab.md", True),
        (["a?.md"], [], "a/.md", False),
        (["a.md"], [], "aXmd", False),
        (["**/*.md"], ["CHANGELOG.md"], "CHANGELOG.md", False),
        (["**/*.md"], ["CHANGELOG.md"], "a/CHANGELOG.md", True),
        (["**/*.md"], ["examples/"], "examples/x/a.md", False),
        ([], [], "a.md", False),
    ],
)
def test_patterns_choose(include: list[str], exclude: list[str], path: str, chosen: bool) -> None:
    assert (path in Selection(include, exclude)) is chosen
