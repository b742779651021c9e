"""What a reader sees of an HTML page, with its lines, in linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Block, BlockKind
from corpus.readers.html import read_html
from corpus.readers.model import Heading

PAGE = """<!doctype html>
<html><head><title>题 目</title><style>p{}</style><script>1 < 2</script></head>
<body><nav><p>导航<nav>x</nav></p></nav>
<h1 id="top">镜像 <code>docker</code></h1>
<p>一 <b>粗</b>体，
 见 <a href="b.html#x">乙</a>。<br>二</p><!-- 看不见 -->
<ul><li>甲</li>
<li>乙 <ul><li>丙</li></ul></li></ul>
<table><tr><th>a<th>b</tr>
<tr><td>1</td><td>2 &lt; 3</td></tr></table>
<pre><code class="x language-Bash">
ls &lt;x&gt;

  b
</code></pre>
<blockquote><p>引</p></blockquote>
尾 <img alt="图" src="x.png">
<footer>页脚</footer>
"""


def test_a_page_is_read_as_it_shows() -> None:
    reading = read_html(PAGE)
    assert reading.front.text("title") == "题 目"
    (heading, *blocks) = reading.elements
    assert heading == Heading(1, "镜像 docker", 4, "top")
    assert [(b.kind, b.text, b.line_map) for b in blocks if isinstance(b, Block)] == [
        (BlockKind.PROSE, "一 粗体， 见 乙。\n二", (5, 6)),
        (BlockKind.LIST, "甲\n乙\n丙", (7, 8, 8)),
        (BlockKind.TABLE, "a | b\n1 | 2 < 3", (9, 10)),
        (BlockKind.CODE, "ls <x>\n\n  b", (12, 13, 14)),
        (BlockKind.QUOTE, "引", (16,)),
        (BlockKind.PROSE, "尾 图", (17,)),
    ]


def test_marks_and_links_know_their_place() -> None:
    prose = read_html(PAGE).elements[1]
    assert isinstance(prose, Block)
    assert [prose.text[span.start : span.end] for span in prose.bold_spans] == ["粗"]
    assert [(link.text, link.target, link.line) for link in prose.links] == [("乙", "b.html#x", 6)]
    code = read_html(PAGE).elements[4]
    assert isinstance(code, Block)
    assert (code.info, code.line) == ("bash", 11)


SIZE = 50_000
BOMBS = ["<", "<a ", "<!--", "<?", "</", '<a b="', "<a b='", "&", "&#", "<script>", "<![CDATA[", "<b>", "<a href=x>y",
         "<ul>", "<h1>", "<td>", "<pre>", "<nav>", "<title>", '<a "\'', "b=c "]  # fmt: skip


@pytest.mark.parametrize("unit", BOMBS)
def test_no_markup_takes_long(unit: str) -> None:
    started = time.process_time()
    read_html("<table><a " + unit * SIZE + ">x</a>" + "</a></b></ul>" * 1000)
    assert time.process_time() - started < 30


PIECES = (
    *("<p>", "</p>", "<h2 id='a'>", "</h2>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<pre>"),
    *("</pre>", "<code class='language-x'>", "</code>", "<b>", "</b>", "<a href=x>", "</a>", "<br>", "<nav>", "</nav>"),
    *("<!--", "-->", "<title>", "</title>", "<img alt='图'>", "&lt;", "&#10;", "\n", " ", "镜像", "<", ">", '"'),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=50).map("".join))
def test_any_markup_is_read_and_every_place_is_inside_it(markup: str) -> None:
    lines = markup.count("\n") + 1
    for element in read_html(markup).elements:
        assert 1 <= element.line <= lines
        if isinstance(element, Block):
            assert element.text.strip()
            assert len(element.line_map) == element.text.count("\n") + 1
            assert list(element.line_map) == sorted(element.line_map)
            assert element.line <= element.line_map[0]
            for span in (*element.code_spans, *element.bold_spans):
                assert 0 <= span.start < span.end <= len(element.text)
