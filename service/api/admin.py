"""POST /api/v1/admin/rebuild and its jobs: for the operator, with the token; without one they do not exist."""

from __future__ import annotations

import hmac
from dataclasses import asdict
from typing import Any

import orjson
from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict, Field

from service.api.answering import read_parameters
from service.api.operation import JSON, Operation
from service.api.parameters import Parameters, Truth
from service.api.problems import Problem
from service.jobs import Job, Jobs


class RebuildParameters(Parameters):
    """How to build."""

    full: Truth = Field(default=False, description="不沿用上一代，全部重做。")


class JobParameters(Parameters):
    """Which job."""

    id: str = Field(min_length=1, max_length=64, description="任务的 id。")


class JobAnswer(BaseModel):
    """A build and what became of it."""

    model_config = ConfigDict(extra="forbid")

    id: str
    state: str
    started: str
    finished: str
    report: dict[str, Any] | None
    error: str
    url: str


REBUILD = Operation(
    "rebuild",
    "/api/v1/admin/rebuild",
    "重新建立索引",
    "管理",
    RebuildParameters,
    {JSON: JobAnswer},
    errors=(401, 404, 409),
    status=202,
    method="POST",
    secured=True,
)
JOB = Operation(
    "job",
    "/api/v1/admin/jobs/{id}",
    "一次重建的状况",
    "管理",
    JobParameters,
    {JSON: JobAnswer},
    (401, 404),
    secured=True,
)
OPERATIONS = (REBUILD, JOB)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def create_blueprint(jobs: Jobs, token: str) -> Blueprint:
    """The two views; `token` empty: both answer 404."""
    blueprint = Blueprint("admin", __name__)
    if not token:
        blueprint.add_url_rule("/api/v1/admin/<path:address>", "off", _off, methods=METHODS)
        return blueprint

    @blueprint.before_request
    def check_token() -> None:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        same = hmac.compare_digest(given.strip().encode("utf-8", "replace"), token.encode())
        if scheme.lower() != "bearer" or not same:
            raise Problem(401, "send the token: Authorization: Bearer …", headers={"WWW-Authenticate": "Bearer"})

    @blueprint.post(REBUILD.rule)
    def rebuild() -> Response:
        parameters = read_parameters(REBUILD, {})
        assert isinstance(parameters, RebuildParameters)
        job = jobs.start(full=parameters.full)
        response = _answer(job, 202)
        response.headers["Location"] = _url(job)
        return response

    @blueprint.get(JOB.rule)
    def job(**path_values: str) -> Response:
        parameters = read_parameters(JOB, path_values)
        assert isinstance(parameters, JobParameters)
        return _answer(jobs.find(parameters.id), 200)

    return blueprint


def _off(address: str) -> Response:
    raise Problem(404, "the admin endpoints are off: no token is set")


def _answer(job: Job, status: int) -> Response:
    body = {name: value for name, value in asdict(job).items() if name != "process"} | {"url": _url(job)}
    response = Response(orjson.dumps(body), status, content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def _url(job: Job) -> str:
    return f"/api/v1/admin/jobs/{job.id}"
