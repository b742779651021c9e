"""The reader: one document as a page, with its contents, its neighbours in the book, and the query's words marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from corpus.model import Document, Section, Span
from index.errors import NotFound
from index.model import Run
from index.readable import readable
from service.links import READER
from service.pages.dressing import Mentioned, Surroundings
from service.pages.markdown import title_shift, to_html

if TYPE_CHECKING:
    from service.library import Opened

_LONGEST_QUERY = 256
_CONTENTS_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Neighbor:
    """The document before or after in the book."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the page's contents; `depth` counts from 0."""

    text: str
    anchor: str
    depth: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A document ready for its template; `html` is sanitised."""

    document: Document
    q: str
    html: str
    trail: tuple[str, ...]
    titled: bool
    contents: tuple[Heading, ...]
    previous: Neighbor | None
    following: Neighbor | None


def read(opened: Opened, source: str, path: str, q: str, concept_url: Callable[[str], str]) -> Reading:
    """The document, typeset; `NotFound` where the generation has none of that name."""
    document = opened.store.document(f"{source}:{path}")
    if document is None:
        raise NotFound(f"no document {path!r} in source {source!r}")
    q = " ".join(q.split())[:_LONGEST_QUERY]
    layout = next((known.layout for known in opened.store.sources() if known.name == source), "plain")
    previous, following = _neighbors(opened, document)
    return Reading(
        document=document,
        q=q,
        html=to_html(document, layout, _surroundings(opened, document, q, concept_url)),
        trail=document.sections[0].breadcrumbs if document.sections else (),
        titled=title_shift(document) > 0 or any(section.level == 1 for section in document.sections),
        contents=_contents(document),
        previous=previous,
        following=following,
    )


def _surroundings(opened: Opened, document: Document, q: str, concept_url: Callable[[str], str]) -> Surroundings:
    highlighter = opened.searcher.highlighter(q) if q else None

    def marks(text: str) -> Sequence[Run]:
        return highlighter.mark(readable(text)).marks if highlighter else ()

    def mentions(text: str) -> Sequence[Mentioned]:
        return [Mentioned(found.concept_id, Span(found.start, found.end)) for found in opened.finder.find(text)]

    return Surroundings(_linker(opened, document), _images(document), marks, mentions, concept_url)


def _linker(opened: Opened, document: Document) -> Callable[[str], str | None]:
    """Links to other documents of the source lead to them in the reader; what leads nowhere is no link."""
    known_ids = frozenset(opened.store.document_ids())

    def address(target: str) -> str | None:
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            return target
        if not parts.path:
            return target if parts.fragment else None
        path = normpath(join(dirname(document.path), unquote(parts.path))).lstrip("/")
        candidates = (path, f"{path}.md", f"{path}/README.md", f"{path}/index.md", path.removesuffix(".html") + ".md")
        known = next((c for c in candidates if f"{document.source}:{c}" in known_ids), None)
        if known is None:
            return urljoin(document.url, target) if document.url else None
        return _reader_url(document.source, known) + (f"#{parts.fragment}" if parts.fragment else "")

    return address


def _images(document: Document) -> Callable[[str], str | None]:
    """Pictures from the document's own site; the index keeps none itself."""

    def address(target: str) -> str | None:
        full = urljoin(document.url, target) if document.url else target
        return full if urlsplit(full).scheme == "https" else None

    return address


def _reader_url(source: str, path: str) -> str:
    return READER + quote(f"{source}/{path}", safe="/")


def _neighbors(opened: Opened, document: Document) -> tuple[Neighbor | None, Neighbor | None]:
    """The documents before and after with something to read."""
    first, last = document.sections[:1], document.sections[-1:]
    before = opened.store.neighbours(first[0].id)[0] if first else None
    after = opened.store.neighbours(last[0].id)[1] if last else None
    return _neighbor(opened, before), _neighbor(opened, after)


def _neighbor(opened: Opened, section: Section | None) -> Neighbor | None:
    found = opened.store.section_documents([section.id]) if section else []
    return Neighbor(found[0].title, _reader_url(found[0].source, found[0].path)) if found else None


def _contents(document: Document) -> tuple[Heading, ...]:
    headings = [section for section in document.sections if section.heading and section.anchor]
    top = min((section.level for section in headings), default=1)
    if sum(section.level == top for section in headings) == 1:
        headings = [section for section in headings if section.level != top]
        top = min((section.level for section in headings), default=1)
    shown = (Heading(section.heading, section.anchor, section.level - top) for section in headings)
    return tuple(heading for heading in shown if heading.depth < _CONTENTS_LEVELS)
