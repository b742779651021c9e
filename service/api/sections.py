"""GET /api/v1/sections/{id}: one section, whole."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from corpus.model import Section
from index.errors import NotFound
from service.api.concept_shapes import Mark
from service.api.operation import JSON, Operation
from service.api.parameters import Parameters
from service.library import Opened
from service.links import section_url


class SectionParameters(Parameters):
    """Which section."""

    id: str = Field(
        min_length=1, max_length=1024, description="小节的 id，如 notes:_posts/2019-12-04-docker.md#L9（# 写作 %23）。"
    )


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BlockAnswer(_Shape):
    """A run of one kind; `start` is where its text begins in the section's text."""

    kind: str
    text: str
    line: int
    start: int
    info: str
    code_spans: list[Mark]
    bold_spans: list[Mark]


class MentionAnswer(_Shape):
    """A concept named in the section's text, at `[start, end)`."""

    concept: str
    label: str
    start: int
    end: int


class NeighbourAnswer(_Shape):
    """The section before or after."""

    id: str
    heading: str
    url: str


class SectionAnswer(_Shape):
    """One section, whole."""

    id: str
    generation: str
    source: str
    path: str
    line: int
    level: int
    title: str
    heading: str
    breadcrumbs: list[str]
    anchor: str
    url: str
    date: str | None
    tags: list[str]
    text: str
    blocks: list[BlockAnswer]
    concepts: list[str]
    mentions: list[MentionAnswer]
    previous: NeighbourAnswer | None
    next: NeighbourAnswer | None


def section(opened: Opened, parameters: SectionParameters) -> dict[str, Any]:
    """The section as JSON; `NotFound` where there is none."""
    found = opened.store.section(parameters.id)
    if found is None:
        raise NotFound(f"no section {parameters.id!r}; sections are named source:path#Lline")
    document = opened.store.section_documents([found.id])[0]
    previous, following = opened.store.neighbours(found.id)
    return {
        "id": found.id,
        "generation": opened.generation,
        "source": document.source,
        "path": document.path,
        "line": found.line,
        "level": found.level,
        "title": document.title,
        "heading": found.heading,
        "breadcrumbs": list(found.breadcrumbs),
        "anchor": found.anchor,
        "url": section_url(found.id, document.url, found.anchor),
        "date": document.date.isoformat() if document.date else None,
        "tags": list(document.tags),
        "text": found.text,
        "blocks": _blocks(found),
        "concepts": list(opened.graph.section_concepts(found.id)),
        "mentions": [
            {"concept": mention.concept_id, "label": mention.label, "start": mention.start, "end": mention.end}
            for mention in opened.mentions(found.text)
        ],
        "previous": _neighbour(opened, previous),
        "next": _neighbour(opened, following),
    }


def _blocks(found: Section) -> list[dict[str, Any]]:
    return [
        {
            "kind": block.kind.value,
            "text": block.text,
            "line": block.line,
            "start": start,
            "info": block.info,
            "code_spans": [[span.start, span.end] for span in block.code_spans],
            "bold_spans": [[span.start, span.end] for span in block.bold_spans],
        }
        for block, start in zip(found.blocks, found.block_starts, strict=True)
    ]


def _neighbour(opened: Opened, other: Section | None) -> dict[str, str] | None:
    if other is None:
        return None
    document = opened.store.section_documents([other.id])[0]
    return {
        "id": other.id,
        "heading": other.heading or document.title,
        "url": section_url(other.id, document.url, other.anchor),
    }


OPERATIONS = (
    Operation(
        "section",
        "/api/v1/sections/{id}",
        "一个小节的全文",
        "内容",
        SectionParameters,
        {JSON: SectionAnswer},
        errors=(404,),
        handle=section,
    ),
)
