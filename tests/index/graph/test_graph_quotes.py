"""Quotes: the verbatim piece of a file behind a run of plain text."""

from __future__ import annotations

import pytest

from corpus.model import Section, Span
from index.graph.passage import Passage
from index.graph.quotes import Quoter, align

SHOWN = [
    ("镜像是模板", "**镜像** 是`模板`"),
    ("镜像 是模板", "* [镜像](image.md) 是模板"),
    ("Docker 包含 container", "> Docker 包含 [container](https://x.y/(a)/container)"),
    ("a | b", "| **a** | `b` |"),
    ("版本 1", "### 版本 1 {#id}"),
    ("x & y", "x &amp; y"),
]


@pytest.mark.parametrize(("plain", "raw"), SHOWN)
def test_each_character_is_found_behind_its_marks(plain: str, raw: str) -> None:
    columns = align(plain, raw)
    assert len(columns) == len(plain)
    assert columns == sorted(columns)
    assert all(raw[column] == character for character, column in zip(plain, columns, strict=True) if character.strip())


def _passage(text: str, lines: tuple[int, ...]) -> Passage:
    return Passage(Section("s", "d", 1, "", (), "", 1, 0, ()), text, lines, (), ())


def _run(text: str, word: str) -> Span:
    return Span(text.index(word), text.index(word) + len(word))


def test_a_quote_stands_verbatim_on_its_line_with_its_spans() -> None:
    text = "先说别的。镜像是模板。"
    raw = "先说别的。**镜像** 是 `模板`。"
    quote = Quoter(["", raw]).quote(_passage(text, (2,)), Span(5, 11), (_run(text, "镜像"), _run(text, "模板")))
    assert quote is not None
    assert quote.line == 2
    assert quote.text in raw
    assert [quote.text[s.start : s.end] for s in quote.spans] == ["镜像", "模板"]


def test_a_quote_may_span_three_lines_and_no_more() -> None:
    text = "镜像\n模板"
    lines = ["# 镜像", "", "模板", "x"]
    whole, runs = Span(0, 5), (_run(text, "镜像"), _run(text, "模板"))
    near = Quoter(lines).quote(_passage(text, (1, 3)), whole, runs)
    assert near is not None
    assert near.text == "镜像\n\n模板"
    assert Quoter([*lines, "模板"]).quote(_passage(text, (1, 5)), whole, runs) is None


def test_a_label_torn_by_a_link_gives_no_quote() -> None:
    text = "GitHub Actions 是工具"
    raw = "GitHub [Actions](https://github.com/features/actions) 是工具"
    assert Quoter([raw]).quote(_passage(text, (1,)), Span(0, len(text)), (Span(0, 14),)) is None


def test_without_the_file_the_plain_text_is_quoted() -> None:
    text = "镜像是模板"
    quote = Quoter(()).quote(_passage(text, (7,)), Span(0, 5), (_run(text, "镜像"),))
    assert quote is not None
    assert (quote.line, quote.text) == (7, text)
