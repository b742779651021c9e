"""What is visible can be found: runs drawn from real sections, with and without quotation marks, and bad input."""

from __future__ import annotations

import time
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus.model import Section
from index.analysis.fold import fold, visible
from index.model import Filters, Marked, SearchHit, SearchRequest
from index.ranking import CANDIDATES
from index.readable import readable
from index.search import Searcher

EVERYTHING = 1000
QUOTES = ('""', "“”", "「」", "『』")
_DRAWN = settings(max_examples=250, deadline=None)


def joins(text: str, place: int) -> bool:
    """Whether a cut at `place` would split what readers take for one character."""
    if not 0 < place < len(text):
        return False
    around = text[place - 1 : place + 1]
    return "\u200d" in around or unicodedata.category(around[1])[0] == "M"


class Shown:
    """All that readers see of the sections: headings and blocks, to be cut anywhere."""

    def __init__(self, texts: Sequence[tuple[Section, str]]) -> None:
        self.texts = texts
        self.ends = tuple(accumulate(len(text) for _, text in texts))

    def run(self, place: int, length: int) -> tuple[Section, str]:
        """A run of at most `length` that begins at a place of all texts joined; it splits nothing and is visible."""
        place %= self.ends[-1]
        number = bisect_right(self.ends, place)
        section, text = self.texts[number]
        start = place - self.ends[number] + len(text)
        run = text[start : start + length]
        assume(visible(run).text and not joins(text, start) and not joins(text, start + length))
        return section, run


@pytest.fixture(scope="session")
def shown(sections: tuple[Section, ...]) -> Shown:
    texts = [(s, text) for s in sections for text in (s.heading, *(block.text for block in s.blocks)) if text]
    return Shown(texts)


def found(searcher: Searcher, query: str, section: Section) -> SearchHit:
    """The hit of a section among all results of a query."""
    response = searcher.search(SearchRequest(query, limit=EVERYTHING))
    assert len(response.hits) == response.total
    hit = next((hit for hit in response.hits if hit.id == section.id), None)
    assert hit is not None, f"help: {section.id} shows {query!r}, but is not among {response.total} results"
    return hit


def covers_just(marked: Marked, run: str) -> bool:
    """Whether marks are made of occurrences of a run and of nothing else; no occurrence is left unmarked. One that the
    sign for what was left out has a part in (it folds to three dots) is none."""
    marks = {place for mark in marked.marks for place in range(*mark)}
    ends = {place for place in (0, len(marked.text) - 1) if marked.text[place] == "…"} if marked.text else set()
    expected: set[int] = set()
    seen = visible(marked.text)
    place = seen.text.find(run)
    while place >= 0:
        span = seen.span(place, place + len(run))
        if (ends - marks).isdisjoint(range(span.start, span.end)):
            expected.update(range(span.start, span.end))
        place = seen.text.find(run, place + 1)
    return all(joins(marked.text, place) or marked.text[place] == "\u200d" for place in marks ^ expected)


@given(place=st.integers(0, 10**9), length=st.integers(1, 12) | st.integers(1, 250))
@_DRAWN
def test_a_run_in_quotes_finds_its_section_and_the_marks_cover_just_the_run(
    searcher: Searcher, shown: Shown, place: int, length: int
) -> None:
    section, run = shown.run(place, length)
    pair = next((pair for pair in QUOTES if not set(pair) & set(run)), None)
    assume(pair)
    hit = found(searcher, f"{pair[0]}{run}{pair[1]}", section)
    wanted = visible(run).text
    assert covers_just(hit.heading, wanted), f"help: the heading's marks are {hit.heading}"
    assert covers_just(hit.snippet, wanted), f"help: the snippet's marks are {hit.snippet}"
    assert hit.heading.marks or hit.snippet.marks, f"help: nothing shows {run!r}: {hit.snippet.text!r}"


@given(place=st.integers(0, 10**9), length=st.integers(1, 12) | st.integers(1, 250))
@_DRAWN
def test_a_run_without_quotes_finds_its_section(searcher: Searcher, shown: Shown, place: int, length: int) -> None:
    section, run = shown.run(place, length)
    found(searcher, run, section)


@given(place=st.integers(0, 10**9), length=st.integers(1, 12) | st.integers(1, 250))
@_DRAWN
def test_word_matches_come_before_substring_matches(searcher: Searcher, shown: Shown, place: int, length: int) -> None:
    _, run = shown.run(place, min(length, 6))
    hits = searcher.search(SearchRequest(run, limit=CANDIDATES, expand=False)).hits
    ways = ["substring" not in hit.matched_by for hit in hits]
    assert ways == sorted(ways, reverse=True), f"help: {[(hit.id, hit.score, hit.matched_by) for hit in hits]}"


@given(place=st.integers(0, 10**9), length=st.integers(1, 12), form=st.sampled_from(["{}", '"{}"', "{}*"]))
@_DRAWN
def test_shown_scores_fall_and_of_equal_ones_ids_rise(
    searcher: Searcher, shown: Shown, place: int, length: int, form: str
) -> None:
    _, run = shown.run(place, length)
    asked = SearchRequest(form.format(run), limit=2 * CANDIDATES)
    ranked = [(-hit.score, hit.id) for hit in searcher.search(asked).hits]
    assert ranked == sorted(ranked)
    assert all(score == round(score, 4) for score, _ in ranked)
    page = searcher.search(replace(asked, offset=CANDIDATES - 5, limit=10)).hits
    assert [(-hit.score, hit.id) for hit in page] == ranked[CANDIDATES - 5 : CANDIDATES + 5]


@given(place=st.integers(0, 10**9), length=st.integers(1, 12) | st.integers(1, 250))
@_DRAWN
def test_marks_are_sorted_inside_the_text_and_split_no_character(
    searcher: Searcher, shown: Shown, place: int, length: int
) -> None:
    _, run = shown.run(place, length)
    for hit in searcher.search(SearchRequest(run)).hits:
        for marked in (hit.heading, hit.snippet):
            ends = [0, *(place for mark in marked.marks for place in mark), len(marked.text)]
            assert ends == sorted(ends)
            assert all(start < end for start, end in marked.marks)
            assert all(a[1] < b[0] for a, b in zip(marked.marks, marked.marks[1:], strict=False)), "runs that touch"
            assert not any(joins(marked.text, place) for place in ends[1:-1])


@pytest.mark.parametrize(
    ("query", "path", "marked"),
    [
        pytest.param('"镜像可以"', "widths.md", "镜像可以", id="a line break inside a paragraph"),
        pytest.param('"Docker镜像也"', "widths.md", "Docker镜像也", id="no space between Chinese and Latin"),
        pytest.param('"Docker 镜像也"', "widths.md", "Docker镜像也", id="a space that the text does not have"),
        pytest.param('"docker compose"', "widths.md", "Ｄｏｃｋｅｒ Ｃｏｍｐｏｓｅ", id="full width in the text"),
        pytest.param('"ＡＢＣ１２３"', "widths.md", "ＡＢＣ１２３", id="full width in the query"),
        pytest.param('"words may be"', "widths.md", "words may be", id="Latin words over two lines"),
        pytest.param('"有 好几个"', "widths.md", "有 好几个", id="several spaces"),
        pytest.param('"福免见"', "widths.md", "\ufa1b\u514d\ufa0a", id="compatibility ideographs"),
        pytest.param('"cafe"', "widths.md", "Café", id="accents"),
        pytest.param('"file"', "widths.md", "ﬁle", id="a ligature"),
        pytest.param('"kg"', "widths.md", "㎏", id="one character that folds to two"),
        pytest.param('"映像檔是唯讀"', "traditional.md", "映像檔是唯讀", id="Traditional in both"),
        pytest.param('"映像档是唯读"', "traditional.md", "映像檔是唯讀", id="Simplified characters, Traditional text"),
        pytest.param('"名称互相连线"', "traditional.md", "名稱互相 連線", id="folding and a line break"),
        pytest.param('"𠮷"', "widths.md", "𠮷", id="a character beyond the basic plane"),
        pytest.param('"--rm"', "code.md", "--rm", id="an option"),
        pytest.param("镜像", "traditional.md", "映像檔", id="Taiwan's word for a word of the mainland"),
        pytest.param("端口", "traditional.md", "連接埠", id="Taiwan's word for port"),
        pytest.param("內存不足", "traditional.md", "記憶體不足", id="characters of Taiwan, word of the mainland"),
    ],
)
def test_what_differs_only_in_form_is_found_and_marked_in_the_original(
    searcher: Searcher, query: str, path: str, marked: str
) -> None:
    hits = searcher.search(SearchRequest(query, limit=EVERYTHING, filters=Filters(source=("texts",)))).hits
    shown = [
        text.text[start:end]
        for hit in hits
        if hit.path == path
        for text in (hit.heading, hit.snippet)
        for start, end in text.marks
    ]
    assert marked in shown, f"help: marked were {shown}"


anything = st.text(st.characters(), max_size=300)
SIGNS = (
    '"',
    "“",
    "”",
    "「",
    "-",
    "*",
    " ",
    "OR",
    "AND",
    "title:",
    "tag:",
    "镜像",
    "dokcer",
    "rongqi",
    "\x00",
    "\ud800",
    "(",
)


@pytest.mark.parametrize(
    ("query", "expected"), [("80", "端口 [80] 与 8080"), ("808", "端口 80 与 8080"), ("80*", "端口 [80] 与 [80]80")]
)
def test_a_number_is_marked_whole_unless_its_beginning_is_asked_for(
    searcher: Searcher, query: str, expected: str
) -> None:
    marked = searcher.highlighter(query).mark(readable("端口 80 与 8080"))
    shown = marked.text
    for start, end in reversed(marked.marks):
        shown = f"{shown[:start]}[{shown[start:end]}]{shown[end:]}"
    assert shown == expected


@given(query=anything | st.lists(st.sampled_from(SIGNS), max_size=80).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_text_raises(searcher: Searcher, query: str) -> None:
    response = searcher.search(SearchRequest(query, limit=3, explain=True, facets=("source",)))
    assert response.total >= len(response.hits)
    searcher.highlighter(query).mark(readable(query))


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("*" * 10_000, id="10,000 wildcards"),
        pytest.param("镜* a* " * 40, id="many prefixes"),
        pytest.param('"' * 256, id="quotes"),
        pytest.param('“"「' * 85, id="quotes of all kinds"),
        pytest.param('"镜像 容器', id="an open quote"),
        pytest.param('"e" ' * 60, id="the same phrase again and again"),
        pytest.param(" ".join(f'"{c}"' for c in "abcdefghijklmnopqrstuvwxyz"), id="many phrases"),
        pytest.param("镜 OR " * 60, id="many alternatives"),
        pytest.param("容 AND " * 50, id="many demands"),
        pytest.param("-镜 " * 80, id="many exclusions"),
        pytest.param("，。！？、；" * 42, id="punctuation"),
        pytest.param(" " * 256, id="spaces"),
        pytest.param("镜" * 256, id="one character"),
        pytest.param("".join(map(chr, range(0x5000, 0x5100))), id="256 characters that are no words"),
        pytest.param("shi" * 85, id="pinyin without end"),
        pytest.param("shi yi ji " * 28, id="pinyin in syllables"),
        pytest.param("sjj " * 64, id="initials"),
        pytest.param("dokcer kubernets dockerfiel imgae " * 7, id="slips"),
        pytest.param("abcdefghijklmnopqrstuvwxyz" * 10, id="a word of 256 letters"),
        pytest.param("資料卷伺服器連接埠映像檔" * 20, id="Taiwan's words"),
        pytest.param("e" + "\u0301" * 255, id="a heap of accents"),
        pytest.param("\u202e镜像\u202c" * 60, id="bidi marks"),
        pytest.param("a-b.c_d/" * 32, id="an identifier of many parts"),
        pytest.param("aB" * 128, id="camel case"),
    ],
)
def test_no_text_is_slow(searcher: Searcher, query: str) -> None:
    searcher.search(SearchRequest(query))
    started = time.process_time()
    searcher.search(SearchRequest(query))
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 0),
        ("   ", 0),
        ("tag:没有这个标签", 0),
        ('"这一串话哪里也没有" OR "组合字符"', 1),
    ],
)
def test_syntax_that_finds_little_finds_just_that(searcher: Searcher, query: str, total: int) -> None:
    assert searcher.search(SearchRequest(query)).total == total


@pytest.mark.parametrize(
    "query", ["镜像 -容器 不是容器", "title:镜像 OR tag:入门", "tag:x", "docker* 和 C", "docker AND run"]
)
def test_what_stands_as_it_is_written_is_found_whatever_its_signs_mean(searcher: Searcher, query: str) -> None:
    paths = [hit.path for hit in searcher.search(SearchRequest(query, limit=EVERYTHING)).hits]
    assert "code.md" in paths


def test_a_phrase_that_stands_nowhere_is_searched_without_its_quotes(searcher: Searcher) -> None:
    assert searcher.search(SearchRequest('"镜像 香蕉"')).total > 0


def test_marks_of_fields_and_exclusions_are_not_shown(searcher: Searcher) -> None:
    for hit in searcher.search(SearchRequest("容器 -香蕉 title:镜像")).hits:
        for marked in (hit.heading, hit.snippet):
            for start, end in marked.marks:
                assert "镜像" not in fold(marked.text[start:end]).text
