"""Below /api/v1/concepts: what is near a concept, paths between two, and what to read first."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field, WithJsonSchema

from index.graph.relations import TYPES
from service.api.concept_shapes import Shape
from service.api.concepts import CONCEPT_ID
from service.api.connection_shapes import LearningAnswer, NeighborhoodAnswer, PathsAnswer, RelatedAnswer
from service.api.operation import JSON, Operation
from service.api.parameters import WHOLE, ConceptName, Parameters
from service.api.places import with_addresses
from service.library import Opened

ROOT = "/api/v1/concepts"


def _relation(name: str) -> str:
    if name not in TYPES:
        raise ValueError(f"{name!r} is no relation; expected one of {', '.join(TYPES)}")
    return name


RelationName = Annotated[str, AfterValidator(_relation), WithJsonSchema({"type": "string", "enum": sorted(TYPES)})]


class RelatedParameters(Parameters):
    """What is near which concept."""

    id: ConceptName = Field(description=CONCEPT_ID)
    limit: Annotated[int, Field(ge=1, le=50), WHOLE] = Field(default=10, description="返回多少个。")
    type: tuple[RelationName, ...] = Field(
        default=(), max_length=len(TYPES), description="只要以这些关系相连的，可重复，如 instance_of。"
    )


class NeighborhoodParameters(Parameters):
    """How much of the graph around which concept."""

    id: ConceptName = Field(description=CONCEPT_ID)
    depth: Annotated[int, Field(ge=1, le=3), WHOLE] = Field(default=1, description="走几步。")
    limit: Annotated[int, Field(ge=1, le=200), WHOLE] = Field(default=30, description="至多多少个概念，近的在前。")


class PathParameters(Parameters):
    """From which concept to which."""

    from_: ConceptName = Field(alias="from", description=f"起点，{CONCEPT_ID}")
    to: ConceptName = Field(description=f"终点，{CONCEPT_ID}")
    k: Annotated[int, Field(ge=1, le=5), WHOLE] = Field(default=3, description="至多几条路径。")


class LearningParameters(Parameters):
    """What is to be understood."""

    goal: ConceptName = Field(description=f"想弄懂的概念，{CONCEPT_ID}")


def related(opened: Opened, parameters: RelatedParameters) -> dict[str, Any]:
    """The nearest concepts with the reasons."""
    return _answer(opened, opened.explorer.related(parameters.id, parameters.limit, parameters.type))


def neighborhood(opened: Opened, parameters: NeighborhoodParameters) -> dict[str, Any]:
    """The sub-graph around a concept."""
    return _answer(opened, opened.explorer.neighborhood(parameters.id, parameters.depth, parameters.limit))


def path(opened: Opened, parameters: PathParameters) -> dict[str, Any]:
    """The best paths, explained."""
    return _answer(opened, opened.explorer.paths(parameters.from_, parameters.to, parameters.k))


def learning_order(opened: Opened, parameters: LearningParameters) -> dict[str, Any]:
    """What to read first."""
    return _answer(opened, opened.explorer.learning_order(parameters.goal))


def _answer(opened: Opened, found: dict[str, Any]) -> dict[str, Any]:
    return {"generation": opened.generation, **with_addresses(opened, found)}


def _operation(
    name: str, path: str, summary: str, parameters: type[Parameters], shape: type[Shape], handle: Any
) -> Operation:
    return Operation(name, ROOT + path, summary, "概念", parameters, {JSON: shape}, errors=(404, 409), handle=handle)


OPERATIONS = (
    _operation("related", "/{id}/related", "相关的概念及理由", RelatedParameters, RelatedAnswer, related),
    _operation(
        "neighborhood",
        "/{id}/neighborhood",
        "一个概念周围的子图",
        NeighborhoodParameters,
        NeighborhoodAnswer,
        neighborhood,
    ),
    _operation("path", "/path", "两个概念怎样相连", PathParameters, PathsAnswer, path),
    _operation(
        "learning_order", "/learning-order", "先读什么，后读什么", LearningParameters, LearningAnswer, learning_order
    ),
)
