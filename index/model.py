"""What goes into an engine and what comes out: queries, hits, facets, suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from index.query.ast import Node


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must satisfy: OR inside one name, AND between names; dates are inclusive."""

    source: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    concept: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None


class Query(NamedTuple):
    """What an engine is asked: the tree of `index.query.ast`, filters, and which part of the ranking to return.

    `limit` 0 asks for totals and facets alone. `facets` names members of `index.schema.FACETS`.
    `page_boost` adds, to each section that matches with a score above 0, that share of what the terms of `root`
    score on the page as a whole: the same formula with tf' summed over the page's sections (title and path once),
    the page's tf' taken without length (b = 0) and divided by `1 - b + b · L / avgL` with b = 0.75, where L is
    the page's sum of tf' over all its terms; idf is the sections'. Substrings add nothing to it.
    `count_pages` asks on how many pages the matches are.
    """

    root: Node
    filters: Filters = Filters()
    facets: tuple[str, ...] = ()
    offset: int = 0
    limit: int = 10
    page_boost: float = 0.0
    count_pages: bool = False


class Hit(NamedTuple):
    """A section that matches: higher `score` is better."""

    section_id: str
    score: float


#: A hit of its two parts, in less than half the time that `Hit` takes to look at their names.
_hit = partial(tuple.__new__, Hit)


def hits_of(section_ids: Iterable[str], scores: Iterable[float]) -> tuple[Hit, ...]:
    """Sections with their scores."""
    return tuple(map(_hit, zip(section_ids, scores, strict=True)))


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet and how many matching sections have it."""

    value: str
    count: int


_NO_FACETS: Mapping[str, tuple[FacetValue, ...]] = MappingProxyType({})


class HitPage(NamedTuple):
    """A part of the ranking: `total` counts all matches, ties are by section id; `pages` is 0 unless asked for."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]] = _NO_FACETS
    pages: int = 0


#: A half-open run `[start, end)` of code points of a text.
Run = tuple[int, int]


class Marked(NamedTuple):
    """Plain text and the runs of it that matched, sorted, not overlapping, in code points; `code` are runs of code."""

    text: str
    marks: tuple[Run, ...] = ()
    code: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: `kind` is heading, concept or phrase; `url` where it leads (empty: search for it)."""

    text: str
    kind: str
    url: str
    marks: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search as the endpoint, the page and the command ask for it; `group` is `page` or `none`."""

    q: str
    limit: int = 10
    offset: int = 0
    filters: Filters = Filters()
    facets: tuple[str, ...] = ()
    group: str = "none"
    expand: bool = True
    explain: bool = False


#: What of a hit is the same for every query: the first fields of `SearchHit`, in order.
Lasting = tuple[str, str, str, int, str, tuple[str, ...], str, str, str | None, tuple[str, ...]]


class SearchHit(NamedTuple):
    """A hit made ready for people: where it is, then its score, heading and snippet with marks, and its concepts.

    `explanation` holds the parts of the score when they were asked for: what, and how much.
    """

    id: str
    source: str
    path: str
    line: int
    title: str
    breadcrumbs: tuple[str, ...]
    anchor: str
    document_url: str
    date: str | None
    tags: tuple[str, ...]
    score: float
    heading: Marked
    snippet: Marked
    concepts: tuple[str, ...]
    matched_by: tuple[str, ...]
    explanation: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the search made of the query: `expanded` lists the equivalents that were added."""

    normalized: str
    tokens: tuple[str, ...]
    concepts: tuple[str, ...]
    expanded: tuple[str, ...]
    corrected_to: str | None


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """The answer to a `SearchRequest`; `suggestion` is (text, reason), `panel` the id of the concept to show.

    With `group="page"` `total` counts the pages of all matches, and hits of one page follow each other.
    """

    total: int
    query: Understanding
    hits: tuple[SearchHit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    suggestion: tuple[str, str] | None = None
    panel: str | None = None
