"""What holds for the reading of any text whatever."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.layouts import LAYOUTS
from corpus.layouts.model import Page
from corpus.model import Block, Document
from corpus.reading import read_document

MARKS = (
    *("# ", "## ", "> ", "- ", "1. ", "```", "~~~", "| ", "|-|", "**", "*", "_", "`", "``", "[", "](", ")", "!["),
    *("<b>", "</b>", "<!--", "-->", "<div>", "<br>", "---", "===", "\\", "&amp;", "&#10;", "{#a}", "{{< x >}}"),
    *("{% x %}", "!!! note\n", ":::", "---\ntitle: x\n---\n", "+++", "[a]: b\n", "镜像", "容器。", "a", "😀", "ﬁ"),
    *("    ", "\t", "\n", "\n\n", " ", "  \n", "\ufeff", "\x00", "\r", "\u2028"),
)

markdown = st.lists(st.sampled_from(MARKS) | st.text(max_size=3), max_size=60).map("".join)


def read(text: str, layout: str = "plain") -> Document:
    return read_document("s", "https://a.b", LAYOUTS[layout], Page("a/b.md"), text.encode("utf-8", "replace"), "c")


def check(document: Document, lines: int) -> None:
    ids = [section.id for section in document.sections]
    assert len(set(ids)) == len(ids)
    last = 0
    for section in document.sections:
        assert section.level or not section.ordinal
        assert last < section.line <= lines
        last = section.line
        for block in section.blocks:
            check_block(block, section.line, lines)


def check_block(block: Block, first: int, lines: int) -> None:
    assert block.text.strip()
    assert len(block.line_map) == block.text.count("\n") + 1
    assert list(block.line_map) == sorted(block.line_map)
    assert first <= block.line <= block.line_map[0]
    assert block.line_map[-1] <= lines
    for spans in (block.code_spans, block.bold_spans):
        for span in spans:
            assert 0 <= span.start < span.end <= len(block.text)
    for link in block.links:
        assert block.line <= link.line <= lines


@settings(deadline=None, max_examples=400)
@given(markdown)
def test_any_text_is_read_and_every_place_is_inside_it(text: str) -> None:
    document = read(text)
    check(document, text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1)
    assert not any("failed" in warning for warning in document.warnings)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=200) | st.text().map(lambda text: text.encode("gb18030")))
def test_any_bytes_are_read(data: bytes) -> None:
    document = read_document("s", "", LAYOUTS["plain"], Page("a.md"), data, "c")
    assert not any("failed" in warning for warning in document.warnings)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_no_layout_stumbles_over_any_text(layout: str) -> None:
    @settings(deadline=None, max_examples=120)
    @given(markdown)
    def holds(text: str) -> None:
        prepared = LAYOUTS[layout].prepare(text)
        assert prepared.count("\n") == text.count("\n")
        document = read(text, layout)
        check(document, text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1)
        assert not any("failed" in warning for warning in document.warnings)

    holds()


@pytest.mark.parametrize("break_line", ["\r\n", "\r"])
def test_line_ends_make_no_difference(break_line: str) -> None:
    text = "# 一\n\n二 **三**\n\n```\n四\n\n```\n"
    assert read(text).sections == read(text.replace("\n", break_line)).sections


words = st.text(alphabet="镜像容器数据卷abc 。，", min_size=1, max_size=20).filter(str.strip)


@settings(deadline=None, max_examples=100)
@given(st.lists(words, min_size=1, max_size=8))
def test_every_line_of_prose_is_found_on_its_own_line(lines: list[str]) -> None:
    text = "\n".join(lines)
    document = read(f"# 题\n\n{text}\n")
    for section in document.sections:
        for block in section.blocks:
            for said, line in zip(block.text.split("\n"), block.line_map, strict=True):
                assert said.strip() in document.lines[line - 1]
