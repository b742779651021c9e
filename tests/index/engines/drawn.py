"""Draws small corpora and queries over them, dense enough that most queries match something."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from index.model import Filters, Query
from index.ports import AnalyzedDocument, AnalyzedSection
from index.query.ast import And, Best, Everything, Node, Not, Nothing, Or, Prefix, Substring, Term
from index.schema import FACETS, TEXT_FIELDS, VISIBLE_FIELDS

TERMS = ("镜像", "镜", "容器", "docker", "dock", "docker-compose", "run", "é", "𠮷", "/var/lib")
PIECES = (
    "aba",
    "ab",
    "ba",
    "镜",
    "像",
    "容",
    "器",
    "𠮷",
    "docker",
    "dock",
    "r",
    "run",
    "18.09",
    "é",
    "-",
    "--",
    "，",
    "/",
    ".",
    "\x00",
)
SPACES = (" ", "  ", "\n", "\t", "\u3000", "\x85")
TAGS = ("入门", "网络", "b", "c")
DATES = ("", "2019-12-04", "2019-12-05", "2024-02-29")

terms = st.sampled_from(TERMS)
boosts = st.sampled_from((1.0, 0.5, 2.0, 0.0))
some_fields = st.lists(st.sampled_from(TEXT_FIELDS), max_size=2, unique=True).map(tuple)
some_visible = st.lists(st.sampled_from((*VISIBLE_FIELDS, "title")), max_size=2, unique=True).map(tuple)
texts = st.lists(st.sampled_from((*PIECES, *SPACES)), max_size=10).map("".join)
strange = st.text(max_size=6)


@st.composite
def sections(draw: st.DrawFn, page: str, number: int) -> AnalyzedSection:
    """A section of a page."""
    field = st.lists(terms, max_size=4).map(tuple)
    return AnalyzedSection(
        id=f"{page}#L{number}",
        page=page,
        source=page.partition(":")[0],
        tags=tuple(draw(st.lists(st.sampled_from(TAGS), max_size=2))),
        concepts=tuple(draw(st.lists(st.sampled_from(("image", "container")), max_size=2))),
        date=draw(st.sampled_from(DATES)),
        fields=tuple(draw(field) for _ in TEXT_FIELDS),
        visible=tuple(draw(texts | strange) for _ in VISIBLE_FIELDS),
    )


@st.composite
def documents(draw: st.DrawFn) -> AnalyzedDocument:
    """A document with up to four sections, one of few ids."""
    page = draw(st.sampled_from(("a:x.md", "a:x", "b:y.md", "b:指南.md", "c:z")))
    numbers = draw(st.lists(st.integers(1, 30), max_size=4, unique=True))
    return AnalyzedDocument(page, draw(st.sampled_from("123")), tuple(draw(sections(page, n)) for n in numbers))


corpora = st.lists(documents(), max_size=5, unique_by=lambda document: document.id)

leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(Term, terms | strange, boosts, some_fields),
    st.builds(Prefix, st.sampled_from(("", "d", "doc", "docker", "镜", "é", "x")), boosts, some_fields),
    st.builds(
        Substring, st.lists(st.sampled_from((*PIECES, *SPACES, "ocke")), max_size=3).map("".join) | strange, boosts
    ),
    st.builds(Substring, st.sampled_from(("镜", "镜像", "镜镜", "d", "ock", "r", "ba ab")), boosts, some_visible),
    st.sampled_from((Everything(), Nothing())),
)

nodes: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, max_size=4).map(tuple)),
        st.builds(Best, st.lists(inner, max_size=3).map(tuple), st.sampled_from((0.0, 0.3, 1.0))),
        st.builds(Not, inner),
    ),
    max_leaves=8,
)

days = st.none() | st.sampled_from((date(2019, 12, 4), date(2019, 12, 5), date(2020, 1, 1)))
filters = st.builds(
    Filters,
    source=st.lists(st.sampled_from(("a", "b", "x")), max_size=1).map(tuple),
    tag=st.lists(st.sampled_from(TAGS), max_size=2).map(tuple),
    concept=st.lists(st.sampled_from(("image", "x")), max_size=1).map(tuple),
    date_from=days,
    date_to=days,
)

queries = st.builds(
    Query,
    root=nodes,
    filters=st.just(Filters()) | filters,
    facets=st.lists(st.sampled_from(FACETS), max_size=4, unique=True).map(tuple),
    offset=st.integers(0, 3),
    limit=st.integers(0, 6),
    page_boost=st.sampled_from((0.0, 0.3)),
    count_pages=st.booleans(),
)
