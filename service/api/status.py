"""/healthz, /readyz and /metrics: for probes and Prometheus."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from flask import Blueprint, Response
from pydantic import BaseModel, ConfigDict

from index.errors import EngineUnavailable, IndexNotReady
from index.model import Query
from index.query.ast import Everything
from service.api.operation import JSON, Operation
from service.api.problems import RETRY_AFTER_SECONDS, Problem
from service.library import Library
from service.metrics import MEDIA_TYPE, Metrics

log = logging.getLogger(__name__)


class HealthAnswer(BaseModel):
    """The process answers."""

    model_config = ConfigDict(extra="forbid")

    alive: bool


class ReadyAnswer(BaseModel):
    """A generation is open and the engine answers; `warnings` says what is newer and could not be opened."""

    model_config = ConfigDict(extra="forbid")

    ready: bool
    generation: str
    sections: int
    warnings: list[str]


OPERATIONS = (
    Operation("healthz", "/healthz", "进程是否在运行", "运行状态", answers={JSON: HealthAnswer}),
    Operation("readyz", "/readyz", "是否可以回答请求", "运行状态", answers={JSON: ReadyAnswer}),
    Operation("metrics", "/metrics", "Prometheus 指标", "运行状态", answers={"text/plain": None}),
)


def create_blueprint(library: Library, metrics: Metrics) -> Blueprint:
    """The three views; none is kept by caches."""
    blueprint = Blueprint("status", __name__)

    @blueprint.get("/healthz")
    def healthz() -> Response:
        return _fresh(orjson.dumps({"alive": True}), JSON)

    @blueprint.get("/readyz")
    def readyz() -> Response:
        return _fresh(orjson.dumps(_readiness(library)), JSON)

    @blueprint.get("/metrics")
    def page() -> Response:
        return _fresh(metrics.page(library), MEDIA_TYPE)

    return blueprint


def _readiness(library: Library) -> dict[str, Any]:
    state = library.state()
    warnings = [f"generation {generation} was refused: it is not whole" for generation, _ in state.refused]
    try:
        with library.lease() as opened:
            found = opened.index.search(Query(Everything(), limit=0)).total
            if state.reason:
                warnings.append("a newer generation could not be opened; the log says why")
            return {"ready": True, "generation": opened.generation, "sections": found, "warnings": warnings}
    except (IndexNotReady, EngineUnavailable) as error:
        log.warning("not ready", extra={"reason": str(error)})
        detail = "no generation is open: nothing whole was built yet; run `xunmai build`"
        if state.incompatible:
            detail = "no generation is open: another version of Xunmai wrote the data; the log says what to do"
        if isinstance(error, EngineUnavailable):
            detail = "the search engine does not answer"
        raise Problem(503, detail, headers={"Retry-After": str(RETRY_AFTER_SECONDS)}) from error


def _fresh(content: bytes, media_type: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers["Cache-Control"] = "no-store"
    return response
