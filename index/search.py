"""The search: a reader's query to hits made ready for people.

parse → read (repair, link, expand) → engine → final order → group → sections, snippets, marks
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

import numpy as np

from index import ranking
from index.analysis.fold import visible_text
from index.graph.model import Concept
from index.highlight import Highlighter
from index.model import Filters, Hit, HitPage, Query, SearchRequest, SearchResponse, Understanding, hits_of
from index.ports import TextIndex
from index.presentation import Question, present
from index.profile import Profiles
from index.query.ast import Best, Node, Nothing, Substring
from index.query.compose import compose
from index.query.lexicon import Lexicon
from index.query.parser import LONGEST, ParsedQuery, as_text, parse
from index.query.reading import Reading
from index.query.repair import Known
from index.query.understand import Linker, Reader
from index.remembered import remembered
from index.rerank import Asked, Features, column, features, nearness
from index.shelf import Sections, Shelf

#: With `group="page"` at most this many sections of a page are shown.
SECTIONS_OF_A_PAGE = 3
#: How many sections to rank for each hit that is wanted.
DEPTH = {"none": 1, "page": 20}
#: As many steps make up one of a score as it is shown: four digits.
STEPS = 10_000
#: What each feature counts.
_WEIGHTS = column(ranking.RERANK)
#: The most sections that are ranked to fill pages far down.
MOST_RANKED = 10_000


class Concepts(Protocol):
    """What the search needs of the concept graph (`index.graph.store.ConceptGraph`)."""

    @property
    def concepts(self) -> Mapping[str, Concept]: ...
    def section_concepts(self, section_id: str) -> tuple[str, ...]: ...
    def concept_sections(self, concept_id: str) -> tuple[str, ...]: ...
    def introduction(self, concept_id: str) -> str: ...


class Searcher:
    """Answers search requests over one opened generation; safe to share between threads."""

    def __init__(
        self, index: TextIndex, store: Sections, graph: Concepts, profiles: Profiles, lexicon: Lexicon, linker: Linker
    ) -> None:
        self._index = index
        self._shelf = Shelf(store)
        self._graph = graph
        self._profiles = profiles
        self._vocabulary = index.vocabulary()
        self._stands = partial(_stands_in, index)  # not a method: a cycle would keep a closed index until a collection
        known = Known(lexicon, self._vocabulary.__contains__, self._stands)
        self._idf = remembered(self._rarity, 4096)
        self._near = remembered(self._nearness, 256)
        self._reader = Reader(known, linker, graph.concepts, self._idf)

    def search(self, request: SearchRequest) -> SearchResponse:
        """The answer to any request: no text is a wrong query. Hits carry marks and, if asked, their explanation."""
        text = request.q[:LONGEST]
        if not text.strip():
            return SearchResponse(0, Understanding("", (), (), (), None), ())
        question, query = self._asked_for(parse(text, self._vocabulary.__contains__), request)
        page = self._index.search(query)
        if page.total == 0 and (plain := self._taken_as_text(question.parsed)):
            question, query = self._asked_for(plain, request)
            page = self._index.search(query)
        grouped = request.group == "page"
        if grouped and _too_few_pages(page, request):
            page = self._index.search(query._replace(limit=min(page.total, MOST_RANKED)))
        wanted = len(page.hits) if grouped else request.offset + request.limit
        ranked, found = self._final_order(question, page, wanted)
        ranked = _by_page(ranked, request) if grouped else ranked[request.offset : request.offset + request.limit]
        highlighter = Highlighter(question.needles())
        concepts_of = self._graph.section_concepts
        return SearchResponse(
            total=page.pages if grouped else page.total,
            query=question.understanding(),
            hits=present(question, ranked, found, highlighter, self._shelf, concepts_of, explain=request.explain),
            facets=page.facets,
            suggestion=question.suggestion,
            panel=next(iter(question.concepts), None),
        )

    def candidates(self, request: SearchRequest) -> tuple[list[str], Features] | None:
        """The sections that the final order is chosen from, and their features; None where there is nothing to choose.

        For tuning: `index.ranking.RERANK` weighs just these features.
        """
        question, query = self._asked_for(parse(request.q[:LONGEST], self._vocabulary.__contains__), request)
        first = self._index.search(query).hits[: ranking.CANDIDATES]
        if not first or not question.needs:
            return None
        found = features(self._index, self._profiles, self._asked(question), first)
        return [hit.section_id for hit in first], found

    def highlighter(self, q: str) -> Highlighter:
        """What marks the words of a query in any text, as in the snippets; nothing is marked for an empty one."""
        text = q[:LONGEST]
        question, _ = self._asked_for(parse(text, self._vocabulary.__contains__), SearchRequest(text))
        return Highlighter(question.needles())

    def _taken_as_text(self, parsed: ParsedQuery) -> ParsedQuery | None:
        """What to search where a query's syntax finds nothing: its text; filters only go where it stands as written."""
        if parsed.is_plain and parsed.groups[0]:
            return None
        if any(clause.kind == "field" for group in parsed.groups for clause in group):
            return as_text(parsed.written) if self._stands(parsed.written) else None
        return as_text(parsed.written.replace('"', " "))

    def _asked_for(self, parsed: ParsedQuery, request: SearchRequest) -> tuple[Question, Query]:
        readings: list[Reading] = []

        def read(text: str) -> Reading:
            readings.append(self._reader.read(text, expand=request.expand, repair=request.expand))
            return readings[-1]

        root, named = compose(parsed, read)
        query = Query(
            root=root,
            filters=_combined(request.filters, named) if named.source or named.tag else request.filters,
            facets=request.facets,
            limit=max(ranking.CANDIDATES, request.offset + request.limit * DEPTH[request.group]),
            page_boost=ranking.PAGE,
            count_pages=request.group == "page",
        )
        return Question(parsed, tuple(readings)), query

    def _final_order(self, question: Question, page: HitPage, most: int) -> tuple[Sequence[Hit], Features | None]:
        """The first `most` of the ranking with its best part in final order, and the features of that part.

        What holds none of the words, only the query's letters inside others, comes behind what does.
        """
        if not page.hits or not question.needs:
            return _told_apart(page.hits[:most]), None
        first, rest = page.hits[: ranking.CANDIDATES], page.hits[ranking.CANDIDATES : most]
        found = features(self._index, self._profiles, self._asked(question), first)
        scores, wordless = found.score(_WEIGHTS), found.wordless
        names = list(found.places)
        order = np.lexsort((-scores, wordless))
        ranked = scores.take(order)
        if (ranked[1:] == ranked[:-1]).any():  # of equals the first by id comes first
            by_name = np.array(sorted(range(len(names)), key=names.__getitem__))
            order = by_name[np.lexsort((-scores[by_name], wordless[by_name]))]
            ranked = scores.take(order)
        best = zip(map(names.__getitem__, order[:most].tolist()), ranked[:most].tolist(), strict=True)
        return _told_apart([*best, *rest]), found

    def _asked(self, question: Question) -> Asked:
        readings = question.readings
        definition: Node = next((r.definition for r in readings if r.definition_of), Nothing())
        return Asked(
            needs=question.needs,
            run=visible_text(" ".join(reading.text for reading in readings)),
            about=[self._near(concept) for concept in question.concepts],
            introductions=[self._graph.introduction(concept) for concept in question.concepts],
            definition=definition,
            named=readings[0].named if len(readings) == 1 else Best(tuple(reading.named for reading in readings)),
            pieces=[piece for reading in readings for piece in reading.pieces],
        )

    def _nearness(self, concept_id: str) -> Mapping[str, float]:
        return nearness(self._graph.concept_sections(concept_id))

    def _rarity(self, term: str) -> float:
        """The idf of a term, which a query asks for many times: to balance, to weigh, to mark."""
        count, frequency = len(self._profiles.ids), self._vocabulary.get(term, 0)
        return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def _told_apart(ranked: Sequence[tuple[str, float]]) -> tuple[Hit, ...]:
    """Hits with their scores as they are shown, in so many steps: equal where they were, else each below the last."""
    told: list[float] = []
    steps = before = math.inf
    for _, score in ranked:
        if score != before:
            steps, before = min(math.floor(score * STEPS + 0.5), steps - 1), score
        told.append(steps / STEPS)
    return hits_of([section_id for section_id, _ in ranked], told)


def _stands_in(index: TextIndex, run: str) -> bool:
    """Whether a section holds those characters in a row."""
    return index.search(Query(Substring(visible_text(run)), limit=0)).total > 0


def _by_page(ranked: Sequence[Hit], request: SearchRequest) -> list[Hit]:
    """Hits gathered under the best of each page."""
    pages: dict[str, list[Hit]] = {}
    for hit in ranked:
        pages.setdefault(_page_of(hit), []).append(hit)
    chosen = list(pages.values())[request.offset : request.offset + request.limit]
    return [hit for hits in chosen for hit in hits[:SECTIONS_OF_A_PAGE]]


def _too_few_pages(page: HitPage, request: SearchRequest) -> bool:
    """Whether what was ranked is on fewer pages than are to be shown, though there are more."""
    wanted = min(page.pages, request.offset + request.limit)
    return len(page.hits) < page.total and len(set(map(_page_of, page.hits))) < wanted


def _page_of(hit: Hit) -> str:
    return hit.section_id.rpartition("#")[0]


def _combined(asked: Filters, named: Filters) -> Filters:
    return replace(asked, source=(*asked.source, *named.source), tag=(*asked.tag, *named.tag))
