"""A line of JSON for each request, and an id that ties it to what the client was told."""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

import orjson
from flask import Flask, Response, g, request

from service.timing import timer

if TYPE_CHECKING:
    from service.metrics import Metrics

log = logging.getLogger("service.requests")

_GIVEN_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """A log record as one line of JSON: time, level, message, then what `extra` holds."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _PLAIN}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        try:
            return orjson.dumps(line, default=str).decode()
        except TypeError:  # lone surrogates, or numbers that no other program reads either
            return json.dumps(line, default=str)


def configure(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Sends the logs of this process to `stream` (default: standard error) as JSON lines.

    What the lines do not tell is not found out for each of them (Logging HOWTO of Python, "Optimization").
    """
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def install(app: Flask, metrics: Metrics, *, log_queries: bool) -> None:
    """Gives every request an id, and notes how it was answered; query strings only where `log_queries` says so."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        g.elapsed = timer()

    @app.after_request
    def end(response: Response) -> Response:
        elapsed = g.elapsed() if "elapsed" in g else 0.0
        route = request.url_rule.rule if request.url_rule else "unknown"
        response.headers["X-Request-ID"] = g.get("request_id", "")
        query = request.query_string.decode("utf-8", "replace") if log_queries else None
        note(
            metrics,
            route,
            _method(),
            response.status_code,
            elapsed,
            g.get("request_id", ""),
            g.get("generation", ""),
            query,
        )
        return response


def note(
    metrics: Metrics,
    route: str,
    method: str,
    status: int,
    seconds: float,
    request_id: str,
    generation: str,
    query: str | None,
) -> None:
    """Counts and logs an answer; None for a query that is not to be logged."""
    metrics.requests.labels(route, method, str(status)).observe(seconds)
    line = {
        "request_id": request_id,
        "method": method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 2),
        "generation": generation,
    }
    if query is not None:
        line["query"] = query
    log.info("request", extra=line)


def _method() -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return request.method if request.method in known else "other"
