"""Turns every error into an answer of RFC 9457 (problem details); the only place that does."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson
from flask import Flask, Response, g, request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import HTTPException

from corpus.errors import StoreDamaged, XunmaiError
from index.errors import (
    AmbiguousLabel,
    BuildInProgress,
    DataFolderUnusable,
    EngineUnavailable,
    IndexNotReady,
    NotFound,
    QueryError,
)
from service.api.parameters import Parameters

log = logging.getLogger(__name__)

#: What may stand in a path beside letters, digits and `_.-~` (RFC 3986).
IN_PATH = "/:@!$&'()*+,;="
MEDIA_TYPE = "application/problem+json"
#: Seconds after which a client may try again while nothing is open.
RETRY_AFTER_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of problems: what `type` ends in, and its title."""

    status: int
    name: str
    title: str


KINDS = {
    kind.status: kind
    for kind in (
        Kind(400, "bad-parameter", "A parameter cannot be used"),
        Kind(401, "unauthorized", "A valid token is needed"),
        Kind(404, "not-found", "There is no such thing"),
        Kind(405, "method-not-allowed", "The method is not allowed here"),
        Kind(406, "not-acceptable", "None of the accepted formats is offered"),
        Kind(409, "conflict", "The request conflicts with what is there"),
        Kind(413, "body-too-long", "The body is too long"),
        Kind(414, "address-too-long", "The address is too long"),
        Kind(429, "too-many-requests", "Too many requests"),
        Kind(500, "internal", "An error of the service"),
        Kind(503, "not-ready", "The service cannot answer yet"),
    )
}


#: What is said of errors that come from routing.
DETAILS = {404: "there is nothing at this address", 405: "this address does not take that method"}


class WrongParameter(BaseModel):
    """One parameter that cannot be used, and why."""

    model_config = ConfigDict(extra="forbid")

    parameter: str
    detail: str


class ProblemDocument(BaseModel):
    """An error as RFC 9457 describes it."""

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[WrongParameter] = []
    nearest: list[str] = []
    candidates: list[str] = []
    formats: list[str] = []


class Problem(Exception):
    """An error on its way to the client: the status, what is wrong, further members, further headers."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **members: Sequence[str] | Sequence[Mapping[str, str]],
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = members


def register(app: Flask) -> None:
    """Lets the application answer every error with a problem document."""
    app.register_error_handler(Exception, lambda error: _response(as_problem(error)))


def as_problem(error: Exception) -> Problem:
    """The problem that stands for an error; an unforeseen one is logged and tells nothing of the inside."""
    match error:
        case Problem():
            return error
        case QueryError():
            return Problem(400, str(error), errors=[{"parameter": error.parameter, "detail": str(error)}])
        case NotFound():
            return Problem(404, str(error), nearest=error.nearest)
        case AmbiguousLabel():
            return Problem(409, str(error), candidates=error.candidates)
        case BuildInProgress():
            return Problem(409, "another build is running")
        case IndexNotReady() | EngineUnavailable() | StoreDamaged():
            log.warning("not ready", extra={"reason": str(error)})
            return Problem(503, "no index is open yet", headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
        case DataFolderUnusable():
            log.error("the data folder cannot be used", extra={"reason": str(error)})
            detail = "the data folder cannot be written to; the log of the service says why"
            return Problem(503, detail, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
        case HTTPException():
            return _from_werkzeug(error)
        case XunmaiError():
            log.error("unexpected failure", exc_info=error)
            return Problem(500, "the request could not be answered; the log of the service says why")
    log.error("unexpected failure", exc_info=error)
    return Problem(500, "the request could not be answered; the log of the service says why")


def of_validation(error: ValidationError, model: type[Parameters]) -> Problem:
    """400, with each wrong parameter by name."""
    wrong: dict[str, str] = {}
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        name = str(item["loc"][0]) if item["loc"] else "query"
        wrong.setdefault(name, _expectation(item["type"], item["msg"], name, model))
    detail = "; ".join(f"{name}: {why}" for name, why in wrong.items())
    return Problem(400, detail, errors=[{"parameter": name, "detail": why} for name, why in wrong.items()])


def _expectation(kind: str, message: str, name: str, model: type[Parameters]) -> str:
    if kind == "extra_forbidden":
        names = [field.alias or known for known, field in model.model_fields.items()]
        near = difflib.get_close_matches(name, names, n=1)
        return "no such parameter here" + (f'; did you mean "{near[0]}"?' if near else "")
    if kind == "missing":
        return "is missing"
    if kind == "too_long":  # of values, which are a tuple to us
        message = message.replace("Tuple", "list").partition(" after ")[0]
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _from_werkzeug(error: HTTPException) -> Problem:
    status = error.code or 500
    if status not in KINDS:
        status = 400 if 400 <= status < 500 else 500
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    detail = DETAILS.get(status) or (error.description or KINDS[status].title).rstrip(".")
    return Problem(status, detail, headers=headers)


def _response(problem: Problem) -> Response:
    kind = KINDS[problem.status]
    body: dict[str, Any] = {
        "type": f"/docs#{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
        "instance": quote(request.path.encode("utf-8", "replace"), safe=IN_PATH),
        "request_id": g.get("request_id", ""),
        **{name: list(value) for name, value in problem.members.items() if value},
    }
    response = Response(orjson.dumps(_encodable(body)), kind.status, content_type=MEDIA_TYPE)
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def _encodable(body: dict[str, Any]) -> dict[str, Any]:
    """Paths may hold what is no text; JSON must."""
    body["detail"] = body["detail"].encode("utf-8", "replace").decode()
    return body
