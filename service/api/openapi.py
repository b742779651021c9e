"""The description of the API in OpenAPI 3.1, made from the operations themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service.api.operation import Operation
from service.api.problems import KINDS, MEDIA_TYPE, ProblemDocument

#: What any operation may answer beside what it is for.
COMMON_ERRORS = (400, 405, 413, 414, 429, 500, 503)
_TEMPLATE = "#/components/schemas/{model}"


def describe(operations: Sequence[Operation], version: str, title: str) -> dict[str, Any]:
    """The whole document; the same operations give the same document."""
    models = _models(operations)
    _, definitions = models_json_schema([(model, "validation") for model in models], ref_template=_TEMPLATE)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _describe(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _models(operations: Sequence[Operation]) -> list[type[BaseModel]]:
    bodies = [model for operation in operations for model in operation.answers.values() if model is not None]
    return list(dict.fromkeys([*bodies, ProblemDocument]))


def _describe(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": list(_parameters(operation)),
        "responses": {str(operation.status): _answer(operation)}
        | {str(status): _problem(status) for status in sorted({*COMMON_ERRORS, *operation.errors})},
    }
    if operation.handle is not None:
        described["responses"]["304"] = {"description": "unchanged since the ETag given in If-None-Match"}
    if operation.secured:
        described["security"] = [{"token": []}]
    return described


def _parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    schema = operation.parameters.model_json_schema(ref_template=_TEMPLATE)
    in_path = operation.path_parameters
    for name, field_schema in schema.get("properties", {}).items():
        described = {
            "name": name,
            "in": "path" if name in in_path else "query",
            "required": name in schema.get("required", ()),
            "schema": _given(field_schema),
        }
        if "description" in field_schema:
            described["description"] = described["schema"].pop("description")
        if field_schema.get("type") == "array":
            described |= {"style": "form", "explode": True}
        yield described


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value that is given: null only stands for one that is not."""
    given = {key: value for key, value in schema.items() if key not in ("title", "anyOf")}
    if given.get("default", "") is None:
        del given["default"]
    for choice in schema.get("anyOf", ()):
        if choice.get("type") != "null":
            given |= choice
    return given


def _answer(operation: Operation) -> dict[str, Any]:
    content = {
        media_type: {"schema": {"$ref": _TEMPLATE.format(model=model.__name__)} if model else {}}
        for media_type, model in operation.answers.items()
    }
    headers = {"ETag": {"schema": {"type": "string"}}} if operation.handle is not None else {}
    return {"description": "the answer", "headers": headers, "content": content}


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": _TEMPLATE.format(model=ProblemDocument.__name__)}
    answer: dict[str, Any] = {"description": KINDS[status].title, "content": {MEDIA_TYPE: {"schema": schema}}}
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    return answer
