"""GET /api/v1/suggest and suggest.opensearch: completions while typing, for the page and for browsers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, RootModel

from service.api.answering import json_bytes
from service.api.concept_shapes import Mark
from service.api.operation import JSON, Operation, Raw
from service.api.parameters import WHOLE, Parameters, QueryText
from service.library import Opened
from service.links import search_url

SUGGESTIONS = "application/x-suggestions+json"


class SuggestParameters(Parameters):
    """What was typed so far."""

    q: QueryText = Field(default="", description="已经输入的文字，可以是汉字、拼音或首字母。")
    limit: Annotated[int, Field(ge=1, le=20), WHOLE] = Field(default=8, description="返回多少条。")


class SuggestionAnswer(BaseModel):
    """A completion and where it leads."""

    model_config = ConfigDict(extra="forbid")

    text: str
    kind: str
    url: str
    marks: list[Mark]


class SuggestAnswer(BaseModel):
    """The completions, best first."""

    model_config = ConfigDict(extra="forbid")

    q: str
    generation: str
    suggestions: list[SuggestionAnswer]


class BrowserSuggestions(RootModel[list[str | list[str]]]):
    """The query, then completions, descriptions and addresses (OpenSearch Suggestions 1.1)."""


def suggest(opened: Opened, parameters: SuggestParameters) -> dict[str, Any]:
    """The completions as JSON."""
    found = opened.suggester.suggest(parameters.q, parameters.limit)
    return {
        "q": parameters.q,
        "generation": opened.generation,
        "suggestions": [
            {
                "text": completion.text,
                "kind": completion.kind,
                "url": completion.url or search_url(completion.text),
                "marks": completion.marks,
            }
            for completion in found
        ],
    }


def suggest_to_browser(opened: Opened, parameters: SuggestParameters) -> Raw:
    """The completions as browsers read them."""
    found = opened.suggester.suggest(parameters.q, parameters.limit)
    texts = [completion.text for completion in found]
    kinds = [completion.kind for completion in found]
    addresses = [completion.url or search_url(completion.text) for completion in found]
    return Raw(SUGGESTIONS, json_bytes([parameters.q, texts, kinds, addresses]))


OPERATIONS = (
    Operation(
        "suggest", "/api/v1/suggest", "输入时的补全", "检索", SuggestParameters, {JSON: SuggestAnswer}, handle=suggest
    ),
    Operation(
        "suggest_to_browser",
        "/api/v1/suggest.opensearch",
        "浏览器地址栏的补全",
        "检索",
        SuggestParameters,
        {SUGGESTIONS: BrowserSuggestions},
        handle=suggest_to_browser,
    ),
)
