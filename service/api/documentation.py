"""/openapi.json, the schemas and /docs: what the API is, for programs and for people; nothing from outside."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import orjson
from flask import Blueprint, Response, render_template, request

from service.api.openapi import describe
from service.api.operation import Operation
from service.api.problems import KINDS

JSON_SCHEMA = "application/schema+json"


def create_blueprint(operations: Sequence[Operation], site: str, version: str) -> Blueprint:
    """The description is made once, from the operations themselves."""
    blueprint = Blueprint("documentation", __name__, template_folder="templates")
    document = describe(operations, version, f"{site} · 寻脉 API")
    description, style = orjson.dumps(document), _file("docs.css")

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        return _fixed(description, "application/json")

    @blueprint.get("/schemas/graph.json")
    def graph_schema() -> Response:
        return _fixed(files("index.graph.export").joinpath("graph.schema.json").read_bytes(), JSON_SCHEMA)

    @blueprint.get("/docs")
    def page() -> Response:
        text = render_template(
            "docs.html", document=document, sections=_by_tag(document), kinds=KINDS.values(), site=site
        )
        return _fixed(text.encode(), "text/html; charset=utf-8")

    @blueprint.get("/docs.css")
    def stylesheet() -> Response:
        return _fixed(style, "text/css; charset=utf-8")

    return blueprint


def _by_tag(document: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    sections: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            entry = {**operation, "path": path, "method": method.upper(), "answers": _shapes(document, operation)}
            sections.setdefault(operation["tags"][0], []).append(entry)
    return sections


def _shapes(document: Mapping[str, Any], operation: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each media type of the good answer: its members, where they are described."""
    good = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
    shapes = []
    for media_type, content in good["content"].items():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        schema = document["components"]["schemas"].get(name, {})
        members = [(member, _type_name(value)) for member, value in schema.get("properties", {}).items()]
        shapes.append({"media_type": media_type, "name": name, "members": members})
    return shapes


def _type_name(schema: Mapping[str, Any]) -> str:
    """A schema in a word: `string`, `Hit[]`, `string | null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_type_name(choice) for choice in schema["anyOf"])
    if schema.get("type") == "array":
        return f"{_type_name(schema.get('items', {}))}[]"
    return str(schema.get("type", "any"))


def _file(name: str) -> bytes:
    return files("service.api").joinpath("templates", name).read_bytes()


def _fixed(content: bytes, media_type: str) -> Response:
    """An answer that changes only with the program."""
    response = Response(content, content_type=media_type)
    response.set_etag(hashlib.sha256(content).hexdigest()[:20])
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
