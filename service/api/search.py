"""GET /api/v1/search: the search itself."""

from __future__ import annotations

import time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from index.model import Filters, SearchHit, SearchRequest, SearchResponse
from index.schema import FACETS
from service.api.concept_shapes import ConceptCard, Mark
from service.api.concepts import panel_json
from service.api.operation import JSON, Operation
from service.api.parameters import WHOLE, CommaList, Day, FilterValues, Parameters, QueryText, Truth, comma_list_of
from service.library import Opened
from service.links import section_url

Facet = Literal["source", "tag", "concept", "year"]


class SearchParameters(Parameters):
    """What a search can be asked."""

    q: QueryText = Field(
        default="", description='查询。支持 "短语"、-排除、AND、OR、title: tag: source:、前缀*；为空则不列出结果。'
    )
    limit: Annotated[int, Field(ge=1, le=50), WHOLE] = Field(default=10, description="返回多少条。")
    offset: Annotated[int, Field(ge=0, le=1000), WHOLE] = Field(default=0, description="跳过多少条。")
    source: FilterValues = Field(default=(), description="只看这些来源，可重复。")
    tag: FilterValues = Field(default=(), description="只看有这些标签的，可重复。")
    concept: FilterValues = Field(default=(), description="只看提到这些概念（id 或任一名称）的，可重复。")
    date_from: Day | None = Field(default=None, description="不早于这一天。")
    date_to: Day | None = Field(default=None, description="不晚于这一天。")
    group: Literal["page", "none"] = Field(default="none", description="page：同一页的结果归在一起。")
    facets: Annotated[tuple[Facet, ...], CommaList, comma_list_of(*FACETS)] = Field(
        default=(), description="要哪些分面计数，用逗号分隔。"
    )
    expand: Truth = Field(default=True, description="是否用同义的名称扩展查询、修正拼写。")
    explain: Truth = Field(default=False, description="是否说明每条结果的得分由什么组成。")


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Snippet(_Shape):
    """Plain text, what of it matched and what of it is code, as `[start, end)` in code points."""

    text: str
    marks: list[Mark]
    code: list[Mark]


class ScorePart(_Shape):
    """One part of a score."""

    name: str
    value: float


class SearchHitAnswer(_Shape):
    """A section that was found."""

    id: str
    score: float
    source: str
    path: str
    line: int
    title: str
    heading: str
    breadcrumbs: list[str]
    anchor: str
    url: str
    date: str | None
    tags: list[str]
    snippet: Snippet
    heading_marks: list[Mark]
    concepts: list[str]
    matched_by: list[str]
    explanation: list[ScorePart] | None = None


class QueryAnswer(_Shape):
    """What the search made of the query."""

    normalized: str
    tokens: list[str]
    concepts: list[str]
    expanded: list[str]
    corrected_to: str | None


class FacetCount(_Shape):
    """How many of all found sections have a value."""

    value: str
    count: int


class SearchSuggestion(_Shape):
    """What may have been meant."""

    text: str
    reason: str


class Panel(_Shape):
    """The concept that the query is about."""

    concept: ConceptCard


class SearchAnswer(_Shape):
    """The answer to a search."""

    q: str
    generation: str
    took_ms: float
    total: int
    offset: int
    limit: int
    query: QueryAnswer
    hits: list[SearchHitAnswer]
    facets: dict[str, list[FacetCount]]
    suggestion: SearchSuggestion | None
    panel: Panel | None


def search_answer(opened: Opened, parameters: SearchParameters) -> dict[str, Any]:
    """The search as the contract's JSON."""
    began = time.perf_counter()
    response = opened.searcher.search(search_request(opened, parameters))
    answer = {
        "q": parameters.q,
        "generation": opened.generation,
        "took_ms": 0.0,
        "total": response.total,
        "offset": parameters.offset,
        "limit": parameters.limit,
        "query": _understood(response),
        "hits": [hit_json(hit, parameters.explain) for hit in response.hits],
        "facets": {
            name: [{"value": value.value, "count": value.count} for value in values]
            for name, values in response.facets.items()
        },
        "suggestion": _suggested(response),
        "panel": {"concept": panel_json(opened, response.panel)} if response.panel else None,
    }
    answer["took_ms"] = round((time.perf_counter() - began) * 1000, 2)
    return answer


def search_request(opened: Opened, parameters: SearchParameters) -> SearchRequest:
    """The request as the use case takes it."""
    return SearchRequest(
        q=parameters.q,
        limit=parameters.limit,
        offset=parameters.offset,
        filters=Filters(
            source=parameters.source,
            tag=parameters.tag,
            concept=tuple(opened.concept_id(name) or name for name in parameters.concept),
            date_from=parameters.date_from,
            date_to=parameters.date_to,
        ),
        facets=parameters.facets,
        group=parameters.group,
        expand=parameters.expand,
        explain=parameters.explain,
    )


def hit_json(hit: SearchHit, explain: bool = False) -> dict[str, Any]:
    """A hit as the contract's JSON."""
    found: dict[str, Any] = {
        "id": hit.id,
        "score": hit.score,
        "source": hit.source,
        "path": hit.path,
        "line": hit.line,
        "title": hit.title,
        "heading": hit.heading.text,
        "breadcrumbs": hit.breadcrumbs,
        "anchor": hit.anchor,
        "url": section_url(hit.id, hit.document_url, hit.anchor),
        "date": hit.date,
        "tags": hit.tags,
        "snippet": {
            "text": hit.snippet.text,
            "marks": hit.snippet.marks,
            "code": hit.snippet.code,
        },
        "heading_marks": hit.heading.marks,
        "concepts": hit.concepts,
        "matched_by": hit.matched_by,
    }
    if explain:
        found["explanation"] = [{"name": name, "value": value} for name, value in hit.explanation]
    return found


def _understood(response: SearchResponse) -> dict[str, Any]:
    query = response.query
    return {
        "normalized": query.normalized,
        "tokens": list(query.tokens),
        "concepts": list(query.concepts),
        "expanded": list(query.expanded),
        "corrected_to": query.corrected_to,
    }


def _suggested(response: SearchResponse) -> dict[str, str] | None:
    if response.suggestion is None:
        return None
    text, reason = response.suggestion
    return {"text": text, "reason": reason}


OPERATIONS = (
    Operation(
        "search",
        "/api/v1/search",
        "全文与概念检索",
        "检索",
        SearchParameters,
        {JSON: SearchAnswer},
        handle=search_answer,
        in_turn=True,
    ),
)
