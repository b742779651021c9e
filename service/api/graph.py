"""GET /api/v1/graph: the whole concept graph, in the format that was asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from flask import request
from pydantic import BaseModel, Field, WithJsonSchema
from werkzeug.datastructures import MIMEAccept

from index.graph.export import FORMATS, Format
from index.graph.export.meta import ExportMeta
from service.api.operation import Operation, Raw
from service.api.parameters import CommaList, Parameters, comma_list_of
from service.api.problems import Problem
from service.library import Opened

DEFAULT = "json"
FormatName = Annotated[str, Field(max_length=40), WithJsonSchema({"type": "string", "enum": sorted(FORMATS)})]


class GraphParameters(Parameters):
    """How to write the graph."""

    format: FormatName | None = Field(default=None, description="格式；优先于 Accept。")
    include: Annotated[tuple[Literal["cooccurrence"], ...], CommaList, comma_list_of("cooccurrence")] = Field(
        default=(), description="cooccurrence：附上只是一同出现的概念对。"
    )


def graph(opened: Opened, parameters: GraphParameters) -> Raw:
    """The export; 400 for an unknown name, 406 where nothing in Accept is offered."""
    chosen = choose_format(parameters.format, request.accept_mimetypes)
    meta = export_meta(opened, cooccurrence="cooccurrence" in parameters.include)
    return Raw(chosen.media_type, chosen.write(opened.graph, meta), chosen.file_name)


def choose_format(name: str | None, accept: MIMEAccept) -> Format:
    """The format of that name, else the first that the client accepts best."""
    if name is not None:
        if name not in FORMATS:
            detail = f"expected one of {', '.join(FORMATS)}"
            raise Problem(400, f"format: {detail}", errors=[{"parameter": "format", "detail": detail}])
        return FORMATS[name]
    if not accept:
        return FORMATS[DEFAULT]
    best = accept.best_match([row.media_type for row in FORMATS.values()])
    if best is None:
        offered = [f"{row.name} ({row.media_type})" for row in FORMATS.values()]
        raise Problem(406, f"offered are {', '.join(offered)}", formats=list(FORMATS))
    return next(row for row in FORMATS.values() if row.media_type == best)


def export_meta(opened: Opened, *, cooccurrence: bool) -> ExportMeta:
    """What the export says of itself."""
    return ExportMeta(
        generation=opened.generation,
        corpus_sha256=str(opened.manifest.details.get("corpus_sha256", "")),
        sources=opened.store.sources(),
        cooccurrence=cooccurrence,
    )


def _media_types() -> dict[str, type[BaseModel] | None]:
    return {row.media_type: None for row in FORMATS.values()}


OPERATIONS = (
    Operation(
        "graph",
        "/api/v1/graph",
        "整个概念图，多种格式",
        "概念",
        GraphParameters,
        _media_types(),
        errors=(406,),
        handle=graph,
    ),
)
