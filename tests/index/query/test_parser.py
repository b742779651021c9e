"""The query language: what each sign means, and that nothing is a syntax error."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import parser
from index.query.parser import LONGEST, MOST_CLAUSES, Clause, as_text, parse

OPTIONS = {"-it", "-d", "--rm", "-p"}


def written(clause: Clause) -> str:
    """A clause in short: + required, - excluded, then kind and text."""
    sign = "-" if clause.excluded else "+" if clause.required else ""
    kind = clause.field or {"text": "", "phrase": "phrase", "prefix": "prefix"}[clause.kind]
    return f"{sign}{kind}[{clause.text}]"


@pytest.mark.parametrize(
    ("query", "clauses"),
    [
        ("删除 镜像", "[删除 镜像]"),
        ("  删除   镜像 ", "[删除   镜像]"),
        ('"删除镜像"', "+phrase[删除镜像]"),
        ("“删除镜像”", "+phrase[删除镜像]"),
        ("「删除镜像」", "+phrase[删除镜像]"),
        ("『删除镜像』", "+phrase[删除镜像]"),
        ('“删除镜像"', "+phrase[删除镜像]"),
        ('怎么"删除镜像"呢', "[怎么] +phrase[删除镜像] [呢]"),
        ('“他说"好"了”', '+phrase[他说"好"了]'),
        ('"他说“好”了"', "+phrase[他说“好”了]"),
        ("镜像 -容器", "[镜像] -[容器]"),
        ('镜像 -"虚悬 镜像"', "[镜像] -phrase[虚悬 镜像]"),
        ("镜像-容器", "[镜像-容器]"),
        ("docker run -d", "[docker run -d]"),
        ("docker run -it --rm nginx", "[docker run -it --rm nginx]"),
        ("docker -compose", "[docker] -[compose]"),
        ("镜像 - 容器", "[镜像 - 容器]"),
        ("镜像 AND 容器", "+[镜像] +[容器]"),
        ("镜像 AND 容器 网络", "+[镜像] +[容器] [网络]"),
        ("镜像 OR 容器", "[镜像] | [容器]"),
        ("镜像 OR 容器 网络", "[镜像] | [容器 网络]"),
        ("镜像 or 容器 and 网络", "[镜像 or 容器 and 网络]"),
        ("OR", "[OR]"),
        ("AND 镜像", "[AND 镜像]"),
        ("镜像 OR", "[镜像]"),
        ("镜像 AND", "+[镜像]"),
        ("title:镜像", "+title[镜像]"),
        ('title:"使用 镜像" 容器', "+title[使用 镜像] [容器]"),
        ("tag:入门 source:notes", "+tag[入门] +source[notes]"),
        ("-tag:入门", "-tag[入门]"),
        ("title: 镜像", "[title: 镜像]"),
        ("subtitle:镜像", "[subtitle:镜像]"),
        ("http://example.com", "[http://example.com]"),
        ("dock*", "prefix[dock]"),
        ("-dock*", "-prefix[dock]"),
        ("*", "[*]"),
        ("***", "[***]"),
        ("a * b", "[a * b]"),
        ('"', '["]'),
        ('"镜像', '["镜像]'),
        ('5" 屏', '[5" 屏]'),
        ("C++ -O2", "[C++] -[O2]"),
        ("", ""),
        ("   ", ""),
        ('""', '[""]'),
        ('"  "', ""),
    ],
)
def test_signs_mean_what_they_say_and_otherwise_are_text(query: str, clauses: str) -> None:
    groups = parse(query, OPTIONS.__contains__).groups
    found = " | ".join(" ".join(map(written, group)) for group in groups)
    assert found == clauses, "help: `_PIECE` cuts, `_clause` says what a piece becomes, `_joined` what stays whole"


def test_the_free_text_keeps_its_spaces_and_its_order() -> None:
    parsed = parse('怎么 "删除镜像" 才  快 -太慢')
    assert parsed.text == "怎么 才  快"
    assert not parsed.is_plain
    assert parse("怎么 删除").is_plain


def test_long_queries_are_cut() -> None:
    parsed = parse("镜" * 1000)
    assert parsed.text == "镜" * LONGEST
    assert parsed.written == "镜" * LONGEST


def test_a_heap_of_clauses_is_text() -> None:
    heap = '"镜像" ' * (MOST_CLAUSES + 1)
    assert parse(heap) == as_text(heap)
    assert not parse('"镜像" ' * MOST_CLAUSES).is_plain


@given(
    st.text(st.characters(), max_size=300)
    | st.text(st.sampled_from('"“”「」『』-*: ORANDtitle镜\n\x00\ud800'), max_size=300)
)
def test_any_text_is_a_query(query: str) -> None:
    parsed = parse(query)
    assert parsed.groups
    for group in parsed.groups:
        for clause in group:
            assert clause.text
            assert clause.text.strip() == clause.text or clause.kind == "text"
            assert clause.text in query or clause.kind != "phrase"


PIECES = ("镜像", "a", " ", "\u3000", "\n", *'"“”「」『』-*:', "AND", "OR", " OR ", "title:", "x.y", "--rm", "'")


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_text_without_syntax_is_read_as_it_would_be_piece_by_piece(query: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "_SYNTAX", re.compile(""))
        by_pieces = parse(query)
    assert parse(query) == by_pieces


@pytest.mark.parametrize("piece", ['"', "“", '"「“', "-", "title:", "a*", "*", " ", "OR ", "AND ", '" "', "镜"])
def test_no_text_takes_long(piece: str) -> None:
    query = piece * 5000
    started = time.process_time()
    parse(query)
    assert time.process_time() - started < 5
