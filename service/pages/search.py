"""The search page: the same search as the API's, as HTML that needs no script."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import Markup

from index.model import Marked, SearchHit, SearchResponse
from service.links import READER, section_url
from service.pages.concept import Panel, panel, preferred
from service.pages.facets import Facet, facets
from service.pages.marking import marked
from service.pages.query import LAST_PAGE, PER_PAGE, PageQuery
from service.pages.strings import Strings

if TYPE_CHECKING:
    from service.library import Opened

_SUGGESTED = 6
_AROUND = 2


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit as the template sets it."""

    url: str
    trail: str
    heading: Markup
    snippet: Markup
    source: str
    date: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """All that the template needs of a search; `seconds` is what it took."""

    query: PageQuery
    response: SearchResponse
    hits: tuple[ShownHit, ...]
    facets: tuple[Facet, ...]
    panel: Panel | None
    suggestions: tuple[str, ...]
    pages: tuple[int | None, ...]
    last_page: int
    seconds: float


def find(opened: Opened, query: PageQuery, strings: Strings) -> Found:
    """Searches, and prepares what is shown."""
    began = time.perf_counter()
    response = opened.searcher.search(query.request())
    seconds = time.perf_counter() - began
    last = min(-(-response.total // PER_PAGE), LAST_PAGE)
    return Found(
        query=query,
        response=response,
        hits=tuple(_shown(hit, query.q) for hit in response.hits),
        facets=facets(query, response.facets, _labels(opened, strings)),
        panel=panel_of(opened, response.panel or "", strings),
        suggestions=() if response.hits else _suggestions(opened, query.q),
        pages=_pages(query.page, last),
        last_page=last,
        seconds=seconds,
    )


def panel_of(opened: Opened, concept: str, strings: Strings) -> Panel | None:
    """The card of a concept of the graph, by its id."""
    known = concept in opened.graph.concepts
    return panel(opened, concept, strings, _section_url(opened)) if known else None


def _shown(hit: SearchHit, q: str) -> ShownHit:
    return ShownHit(
        url=_marking(section_url(hit.id, hit.document_url, hit.anchor), q),
        trail=_trail(hit),
        heading=marked(hit.heading) if hit.heading.text else marked(Marked(hit.title)),
        snippet=marked(hit.snippet),
        source=hit.source,
        date=hit.date,
        tags=hit.tags,
    )


def _marking(url: str, q: str) -> str:
    """The address in the reader that marks the query's words; other sites' addresses stay as they are."""
    page, sign, anchor = url.partition("#")
    return f"{page}?{urlencode({'q': q})}{sign}{anchor}" if url.startswith(READER) else url


def _trail(hit: SearchHit) -> str:
    """The way to the section, with the page's title unless the breadcrumbs or the heading hold it already."""
    known = hit.title in hit.heading.text or any(hit.title in crumb for crumb in hit.breadcrumbs)
    return " › ".join(hit.breadcrumbs if known else (hit.title, *hit.breadcrumbs))


def _labels(opened: Opened, strings: Strings) -> Callable[[str, str], str]:
    def label(facet: str, value: str) -> str:
        concept = opened.graph.concepts.get(value) if facet == "concept" else None
        return preferred(concept.pref_label, strings.language) if concept else value

    return label


def _section_url(opened: Opened) -> Callable[[str], str]:
    def address(section_id: str) -> str:
        section = opened.store.section(section_id)
        document = opened.store.section_documents([section_id])[0] if section else None
        return section_url(section_id, document.url, section.anchor) if section and document else ""

    return address


def _suggestions(opened: Opened, q: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(completion.text for completion in opened.suggester.suggest(q, _SUGGESTED)))


def _pages(current: int, last: int) -> tuple[int | None, ...]:
    """The page numbers to link: the ends and those around the current one, None where some are left out."""
    shown = sorted({1, last, *range(current - _AROUND, current + _AROUND + 1)} & set(range(1, last + 1)))
    numbers: list[int | None] = []
    for number in shown:
        if numbers and numbers[-1] is not None and number > numbers[-1] + 1:
            numbers.append(None)
        numbers.append(number)
    return tuple(numbers)
