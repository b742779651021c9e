"""The search: a reader's query to hits made ready for people.

parse → read (repair, link, expand) → engine → final order → group → sections, snippets, marks
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from corpus.model import Document, Section
from index import ranking
from index.analysis.fold import visible
from index.highlight import Highlighter, Needle
from index.model import Filters, Hit, HitPage, Query, SearchHit, SearchRequest, SearchResponse, Understanding
from index.ports import TextIndex
from index.profile import Profiles
from index.query.ast import Nothing, Substring
from index.query.compose import compose, definition_node
from index.query.lexicon import Lexicon
from index.query.parser import LONGEST, ParsedQuery, as_text, parse
from index.query.repair import Known
from index.query.understand import Linker, Need, Reader, Reading
from index.query.words import STOP
from index.rerank import Asked, Features, features

#: With `group="page"` at most this many sections of a page are shown.
SECTIONS_OF_A_PAGE = 3


class Sections(Protocol):
    """Where the sections themselves come from (`corpus.store.DocumentStore`)."""

    def sections(self, ids: Sequence[str]) -> list[Section]:
        """The sections, in the order asked."""

    def section_documents(self, ids: Sequence[str]) -> list[Document]:
        """The document of each section, without its sections."""


class Concepts(Protocol):
    """What the search needs of the concept graph (`index.graph.store.ConceptGraph`)."""

    @property
    def concepts(self) -> Mapping[str, object]: ...
    def section_concepts(self, section_id: str) -> tuple[str, ...]: ...
    def concept_sections(self, concept_id: str) -> tuple[str, ...]: ...
    def introduction(self, concept_id: str) -> str: ...


@dataclass(frozen=True)
class _Plan:
    """What one query became: its tree's parts, and the readings of its free texts."""

    parsed: ParsedQuery
    readings: tuple[Reading, ...]
    query: Query

    @property
    def needs(self) -> tuple[Need, ...]:
        return tuple(need for reading in self.readings for need in reading.needs)


class Searcher:
    """Answers search requests over one opened generation; safe to share between threads."""

    def __init__(
        self, index: TextIndex, store: Sections, graph: Concepts, profiles: Profiles, lexicon: Lexicon, linker: Linker
    ) -> None:
        self._index = index
        self._store = store
        self._graph = graph
        self._profiles = profiles
        self._vocabulary = index.vocabulary()
        known = Known(lexicon, self._vocabulary.__contains__, self._stands)
        self._reader = Reader(known, linker, graph.concepts)  # type: ignore[arg-type]  # the graph's own Concept

    def search(self, request: SearchRequest) -> SearchResponse:
        """The answer to any request: no text is a wrong query. Hits carry marks and, if asked, their explanation."""
        text = request.q[:LONGEST]
        if not text.strip():
            return SearchResponse(0, Understanding("", (), (), (), None), ())
        plan = self._plan(parse(text, self._vocabulary.__contains__), request)
        page = self._index.search(plan.query)
        if page.total == 0 and (plain := self._taken_as_text(plan.parsed)):
            plan = self._plan(plain, request)
            page = self._index.search(plan.query)
        ranked, found = self._final_order(plan, page)
        total = page.total
        if request.group == "page":
            ranked, total = self._by_page(ranked, page, request)
        else:
            ranked = ranked[request.offset : request.offset + request.limit]
        return SearchResponse(
            total=total,
            query=_understanding(plan.readings),
            hits=self._presented(plan, ranked, found, request.explain),
            facets=page.facets,
            suggestion=_suggestion(plan.readings),
            panel=next((concept for reading in plan.readings for concept in reading.concepts), None),
        )

    def highlighter(self, q: str) -> Highlighter:
        """What marks the words of a query in any text, as in the snippets; nothing is marked for an empty one."""
        text = q[:LONGEST]
        plan = self._plan(parse(text, self._vocabulary.__contains__), SearchRequest(text))
        return Highlighter(self._needles(plan))

    def _taken_as_text(self, parsed: ParsedQuery) -> ParsedQuery | None:
        """What to search where a query's syntax finds nothing: its text; filters only go where it stands as written."""
        if parsed.is_plain and parsed.groups[0]:
            return None
        if any(clause.kind == "field" for group in parsed.groups for clause in group):
            return as_text(parsed.written) if self._stands(parsed.written) else None
        return as_text(parsed.written.replace('"', " "))

    def _stands(self, run: str) -> bool:
        return self._index.search(Query(Substring(visible(run).text), limit=0)).total > 0

    def _plan(self, parsed: ParsedQuery, request: SearchRequest) -> _Plan:
        readings: list[Reading] = []

        def read(text: str) -> Reading:
            readings.append(self._reader.read(text, expand=request.expand, repair=request.expand))
            return readings[-1]

        root, named = compose(parsed, read)
        depth = max(ranking.CANDIDATES, request.offset + request.limit * _PAGE_DEPTH[request.group])
        query = Query(
            root=root,
            filters=_combined(request.filters, named),
            facets=request.facets,
            limit=depth,
            page_boost=ranking.PAGE,
        )
        return _Plan(parsed, tuple(readings), query)

    def _final_order(self, plan: _Plan, page: HitPage) -> tuple[list[Hit], Mapping[str, tuple[int, Features]]]:
        """The ranking with its best part in final order; and where each section of that part is among the features."""
        first, rest = list(page.hits[: ranking.CANDIDATES]), list(page.hits[ranking.CANDIDATES :])
        if not first or not plan.needs:
            return [*first, *rest], {}
        found = features(self._index, self._profiles, self._asked(plan), first)
        scores = found.score(ranking.RERANK)
        order = sorted(range(len(first)), key=lambda i: (-float(scores[i]), first[i].section_id))
        floor = min((float(score) for score in scores), default=0.0)
        best = [replace(first[i], score=float(scores[i])) for i in order]
        top = max((hit.score for hit in rest), default=0.0)
        tail = [replace(hit, score=floor * hit.score / (top + 1.0)) for hit in rest]
        return [*best, *tail], {first[i].section_id: (i, found) for i in order}

    def _asked(self, plan: _Plan) -> Asked:
        concepts = dict.fromkeys(concept for reading in plan.readings for concept in reading.concepts)
        return Asked(
            needs=plan.needs,
            weights=[self._importance(need) for need in plan.needs],
            run=visible(" ".join(reading.text for reading in plan.readings)).text,
            about=[self._graph.concept_sections(concept) for concept in concepts],
            introductions=[self._graph.introduction(concept) for concept in concepts],
            definition=next((definition_node(r) for r in plan.readings if r.definition_of), Nothing()),
        )

    def _importance(self, need: Need) -> float:
        """What meeting a need is worth: the idf of its rarest term, less for words that only say what is wanted."""
        return max((weight * self._idf(term) for term, weight in need.terms), default=0.0)

    def _idf(self, term: str) -> float:
        count, frequency = len(self._profiles.ids), self._vocabulary.get(term, 0)
        return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))

    def _by_page(self, ranked: list[Hit], page: HitPage, request: SearchRequest) -> tuple[list[Hit], int]:
        """Hits gathered under the best of each page; the number of pages, counted among the hits that were ranked."""
        pages: dict[str, list[Hit]] = {}
        for hit in ranked:
            pages.setdefault(hit.section_id.rpartition("#")[0], []).append(hit)
        chosen = list(pages.values())[request.offset : request.offset + request.limit]
        return [hit for hits in chosen for hit in hits[:SECTIONS_OF_A_PAGE]], len(pages)

    def _presented(
        self, plan: _Plan, hits: Sequence[Hit], found: Mapping[str, tuple[int, Features]], explain: bool
    ) -> tuple[SearchHit, ...]:
        ids = [hit.section_id for hit in hits]
        highlighter = Highlighter(self._needles(plan))
        documents = self._store.section_documents(ids)
        sections = self._store.sections(ids)
        return tuple(
            self._hit(hit, section, document, highlighter, plan, found.get(hit.section_id), explain)
            for hit, section, document in zip(hits, sections, documents, strict=True)
        )

    def _hit(
        self,
        hit: Hit,
        section: Section,
        document: Document,
        highlighter: Highlighter,
        plan: _Plan,
        features_of: tuple[int, Features] | None,
        explain: bool,
    ) -> SearchHit:
        return SearchHit(
            id=section.id,
            score=round(hit.score, 4),
            source=document.source,
            path=document.path,
            line=section.line,
            title=document.title,
            heading=highlighter.mark(section.heading),
            breadcrumbs=section.breadcrumbs,
            anchor=section.anchor,
            url=f"{document.url}#{section.anchor}" if document.url and section.anchor else document.url,
            date=document.date.isoformat() if document.date else None,
            tags=document.tags,
            snippet=highlighter.snippet(section),
            concepts=self._graph.section_concepts(section.id),
            matched_by=_matched_by(plan, features_of),
            explanation=_explanation(plan, features_of) if explain and features_of else (),
        )

    def _needles(self, plan: _Plan) -> list[Needle]:
        needles = [
            Needle(visible(clause.text).text.strip(), 10.0, exact=True)
            for group in plan.parsed.groups
            for clause in group
            if clause.kind == "phrase" and not clause.excluded and clause.text.strip()
        ]
        needles += [
            Needle(run, 1.0)
            for group in plan.parsed.groups
            for clause in group
            if clause.kind in ("text", "prefix") and not clause.excluded and (run := visible(clause.text).text.strip())
        ]
        for need in plan.needs:
            needles += [Needle(need.text, self._importance(need))] if len(need.text) > 1 else []
            needles += [Needle(term, weight * self._idf(term)) for term, weight in need.terms if weight]
            needles += [Needle(visible(a.label).text, 0.5 * self._importance(need)) for a in need.alternatives]
        return [needle for needle in needles if needle.text and (needle.exact or needle.text not in STOP)]


#: How many sections to rank for each hit that is wanted.
_PAGE_DEPTH = {"none": 1, "page": 20}


def _combined(asked: Filters, named: Filters) -> Filters:
    return replace(asked, source=(*asked.source, *named.source), tag=(*asked.tag, *named.tag))


def _understanding(readings: Sequence[Reading]) -> Understanding:
    corrected = [reading.corrected_to for reading in readings]
    return Understanding(
        normalized=" ".join(reading.text for reading in readings),
        tokens=tuple(term for reading in readings for need in reading.needs for term, _ in need.terms),
        concepts=tuple(dict.fromkeys(concept for reading in readings for concept in reading.concepts)),
        expanded=tuple(dict.fromkeys(label for reading in readings for label in reading.expanded)),
        corrected_to=" ".join(r.corrected_to or r.text for r in readings) if any(corrected) else None,
    )


def _suggestion(readings: Sequence[Reading]) -> tuple[str, str] | None:
    return next(((r.corrected_to, r.reason) for r in readings if r.corrected_to and r.reason), None)


def _matched_by(plan: _Plan, features_of: tuple[int, Features] | None) -> tuple[str, ...]:
    """By what a section was found: words, concept (an equivalent), phrase, substring."""
    kinds = {clause.kind for group in plan.parsed.groups for clause in group if not clause.excluded}
    found = []
    if features_of:
        place, known = features_of
        if known.own.size and known.own[:, place].any():
            found.append("words")
        if known.other.size and known.other[:, place].any():
            found.append("concept")
    found += [name for name, kind in (("phrase", "phrase"), ("prefix", "prefix"), ("field", "field")) if kind in kinds]
    return tuple(found) or ("substring",)


def _explanation(plan: _Plan, features_of: tuple[int, Features]) -> tuple[tuple[str, float], ...]:
    """The parts of the score: every feature's share, and for the words what each need brought."""
    place, found = features_of
    parts = [
        (f"{name}", round(weight * float(found.values[name][place]), 4))
        for name, weight in ranking.RERANK.items()
        if found.values[name][place]
    ]
    for i, need in enumerate(plan.needs):
        if found.own[i, place]:
            parts.append((f"words:{need.text}", round(float(found.own[i, place]), 4)))
        if found.other[i, place]:
            labels = " | ".join(alternative.label for alternative in need.alternatives)
            parts.append((f"concept:{labels}", round(float(found.other[i, place]), 4)))
    return tuple(parts)
