"""GET /api/v1/sources and /api/v1/stats: what is indexed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pydantic import BaseModel, ConfigDict

from service.api.operation import JSON, Operation
from service.api.parameters import NoParameters
from service.library import Opened


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SourceProblem(_Shape):
    """What was left out of a source, or guessed."""

    path: str
    line: int
    message: str


class SourceAnswer(_Shape):
    """A source as it was read; dates are those of its pages."""

    name: str
    type: str
    layout: str
    url: str
    ref: str
    documents: int
    sections: int
    first_date: str | None
    last_date: str | None
    problems: list[SourceProblem]


class SourcesAnswer(_Shape):
    """All sources."""

    generation: str
    sources: list[SourceAnswer]


class StatsAnswer(_Shape):
    """How much is indexed."""

    generation: str
    created: str
    documents: int
    sections: int
    terms: int
    concepts: int
    relations: int
    sources: int
    problems: int


def sources(opened: Opened, _: NoParameters) -> dict[str, Any]:
    """The sources with their counts and problems."""
    documents, sections = Counter[str](), Counter[str]()
    dates: dict[str, list[str]] = {}
    for document in opened.store.documents():
        documents[document.source] += 1
        sections[document.source] += len(document.sections)
        if document.date:
            dates.setdefault(document.source, []).append(document.date.isoformat())
    problems = opened.store.problems()
    return {
        "generation": opened.generation,
        "sources": [
            {
                "name": source.name,
                "type": source.type,
                "layout": source.layout,
                "url": source.url,
                "ref": source.ref,
                "documents": documents[source.name],
                "sections": sections[source.name],
                "first_date": min(dates.get(source.name, ()), default=None),
                "last_date": max(dates.get(source.name, ()), default=None),
                "problems": [
                    {"path": problem.path, "line": problem.line, "message": problem.message}
                    for problem in problems
                    if problem.source == source.name
                ],
            }
            for source in opened.store.sources()
        ],
    }


def stats(opened: Opened, _: NoParameters) -> dict[str, Any]:
    """The counts of the open generation."""
    counts = opened.store.counts()
    return {
        "generation": opened.generation,
        "created": opened.manifest.created,
        "documents": counts["documents"],
        "sections": counts["sections"],
        "terms": len(opened.index.vocabulary()),
        "concepts": len(opened.graph.concepts),
        "relations": len(opened.graph.relations),
        "sources": len(opened.store.sources()),
        "problems": len(opened.store.problems()),
    }


OPERATIONS = (
    Operation("sources", "/api/v1/sources", "收录的来源", "内容", answers={JSON: SourcesAnswer}, handle=sources),
    Operation("stats", "/api/v1/stats", "收录的规模", "内容", answers={JSON: StatsAnswer}, handle=stats),
)
