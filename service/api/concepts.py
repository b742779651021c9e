"""GET /api/v1/concepts and below: the concepts, what is near them, how they hang together."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from pydantic import Field

from service.api.answering import json_bytes
from service.api.concept_shapes import ConceptAnswer, ConceptsAnswer
from service.api.operation import JSON, Operation
from service.api.parameters import WHOLE, ConceptName, Parameters, QueryText
from service.api.places import with_addresses
from service.library import Opened

#: What the panel beside search results keeps of a card.
PANEL_GROUPS, PANEL_ITEMS, PANEL_EVIDENCE, PANEL_SECTIONS, PANEL_CONFUSABLE = 6, 3, 1, 3, 3
#: How many panels are kept ready; of more concepts than that the first asked for.
MOST_PANELS = 2000
CONCEPT_ID = "概念的 id 或任一名称，如 image、镜像、鏡像。"


class ConceptsParameters(Parameters):
    """Which concepts to list."""

    q: QueryText = Field(default="", description="名称的全部或一部分；为空则列出全部，最核心的在前。")
    kind: Annotated[str, Field(max_length=64)] = Field(default="", description="只列这一类，如 object、tool。")
    limit: Annotated[int, Field(ge=1, le=200), WHOLE] = Field(default=20, description="返回多少个。")
    offset: Annotated[int, Field(ge=0, le=100_000), WHOLE] = Field(default=0, description="跳过多少个。")


class ConceptParameters(Parameters):
    """Which concept."""

    id: ConceptName = Field(description=CONCEPT_ID)


def concepts(opened: Opened, parameters: ConceptsParameters) -> dict[str, Any]:
    """The concepts whose labels match."""
    p = parameters
    found = opened.explorer.search(p.q, p.kind, p.limit, p.offset)
    return {"q": p.q, "generation": opened.generation, **with_addresses(opened, found)}


def concept(opened: Opened, parameters: ConceptParameters) -> dict[str, Any]:
    """The card of one concept."""
    card = opened.explorer.card(parameters.id)
    return {"generation": opened.generation, **with_addresses(opened, card)}


def panel_json(opened: Opened, concept_id: str) -> orjson.Fragment:
    """`short_card` as JSON, made once: as long as a generation is open, a concept has one card."""
    kept = opened.panels.get(concept_id)
    if kept is None:
        kept = json_bytes(short_card(opened, concept_id))
        if len(opened.panels) < MOST_PANELS:
            opened.panels[concept_id] = kept
    return orjson.Fragment(kept)


def short_card(opened: Opened, concept_id: str) -> dict[str, Any]:
    """The card of a concept, shortened for the panel beside search results."""
    card = opened.explorer.card(concept_id)
    groups = [
        {
            **group,
            "items": [{**item, "evidence": item["evidence"][:PANEL_EVIDENCE]} for item in group["items"][:PANEL_ITEMS]],
        }
        for group in card["relations"][:PANEL_GROUPS]
    ]
    short = {"sections": card["sections"][:PANEL_SECTIONS], "confusable": card["confusable"][:PANEL_CONFUSABLE]}
    return with_addresses(opened, {**card, "relations": groups, **short})


OPERATIONS = (
    Operation(
        "concepts", "/api/v1/concepts", "概念表", "概念", ConceptsParameters, {JSON: ConceptsAnswer}, handle=concepts
    ),
    Operation(
        "concept",
        "/api/v1/concepts/{id}",
        "一个概念：名称、定义、易混概念、关系、相关小节",
        "概念",
        ConceptParameters,
        {JSON: ConceptAnswer},
        errors=(404, 409),
        handle=concept,
    ),
)
