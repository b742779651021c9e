"""Links between files: those that lead nowhere are named once a page."""

from __future__ import annotations

import pytest

from corpus.layouts import LAYOUTS
from corpus.layouts.model import Page
from corpus.problems import Problem
from corpus.reading import read_document
from corpus.sources.links import broken_links, linked_path


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("b.md", "docs/b.md"),
        ("./x/../b.md", "docs/b.md"),
        ("../b.md#part", "b.md"),
        ("../../b.md", "../b.md"),
        ("/b.md?x=1", "b.md"),
        ("%E9%95%9C.md", "docs/镜.md"),
        ("B.MARKDOWN", "docs/B.MARKDOWN"),
        ("https://a.b/c.md", ""),
        ("//a.b/c.md", ""),
        ("mailto:a@b.md", ""),
        ("#part", ""),
        ("b.html", ""),
        ("", ""),
    ],
)
def test_the_file_that_a_link_names(target: str, path: str) -> None:
    assert linked_path("docs/a.md", target) == path


def test_a_broken_link_is_named_once_with_its_first_line() -> None:
    text = "# 一\n\n见 [甲](gone.md)、[乙](here.md)\n\n- [丙](gone.md#x)\n- [丁](too.md)\n"
    document = read_document("s", "", LAYOUTS["plain"], Page("a.md"), text.encode(), "c")
    assert broken_links([document], {"here.md"}.__contains__) == [
        Problem("s", "a.md", 3, "broken link: gone.md is not there"),
        Problem("s", "a.md", 6, "broken link: too.md is not there"),
    ]
