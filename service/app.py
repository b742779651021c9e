"""The Flask application: put together here, from parts that know nothing of each other."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from importlib.metadata import version
from threading import RLock

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from service import compression, gaps, headers, limits, request_log
from service.api import (
    admin,
    concepts,
    connections,
    documentation,
    graph,
    problems,
    search,
    sections,
    sources,
    status,
    suggest,
)
from service.api.answering import Answering, Body, KeptAnswers
from service.api.operation import Operation
from service.api.parameters import Parameters
from service.config import Settings
from service.jobs import Jobs, build_command
from service.library import Library
from service.limits import RateLimiter
from service.metrics import Metrics
from service.pages import create_pages
from service.repeats import Repeat, Repeats
from service.tracing import Tracing, open_tracing


def create_app(settings: Settings, library: Library | None = None, tracing: Tracing | None = None) -> Flask:
    """The application over the data folder of `settings`; `library`, if given, is one that is open already.

    `tracing` is by default what the environment asks for.
    """
    tracing = tracing or open_tracing()
    if library is None:
        from service.wiring import open_library

        library = open_library(settings)
    app, metrics = Flask("xunmai", static_folder=None), Metrics()
    app.url_map.merge_slashes = False
    tracing.install(app)
    limiter = _install(app, settings, metrics)
    answering = _answering(settings, library, metrics)
    for blueprint in _blueprints(settings, library, metrics, tracing, answering):
        app.register_blueprint(blueprint)
    if not tracing.makes_spans:
        app.wsgi_app = _repeats(app, settings, answering, limiter, metrics)  # type: ignore[method-assign]  # as Flask documents
    if settings.server.trusted_hops:
        hops = settings.server.trusted_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # as Flask documents
    return app


def operations() -> tuple[Operation, ...]:
    """Every operation of the HTTP API, in the order in which they are documented."""
    return (
        *search.OPERATIONS,
        *suggest.OPERATIONS,
        *sections.OPERATIONS,
        *concepts.OPERATIONS,
        *connections.OPERATIONS,
        *graph.OPERATIONS,
        *sources.OPERATIONS,
        *admin.OPERATIONS,
        *status.OPERATIONS,
    )


def _install(app: Flask, settings: Settings, metrics: Metrics) -> RateLimiter | None:
    """What every request passes, the outermost first; returns what counts readers' requests."""
    server = settings.server
    request_log.install(app, metrics, log_queries=server.log_queries)
    headers.install(app, server.cors_origins)
    compression.install(app)
    problems.register(app)
    return limits.install(app, server.rate_limit, server.admin_rate_limit, metrics.limited.inc)


def _repeats(
    app: Flask, settings: Settings, answering: Answering, limiter: RateLimiter | None, metrics: Metrics
) -> Repeats:
    log_queries = settings.server.log_queries

    def note(route: str, seconds: float, request_id: str, generation: str, query: str) -> None:
        request_log.note(metrics, route, "GET", 200, seconds, request_id, generation, query if log_queries else None)

    kept = KeptAnswers[Repeat](_kept_bytes(settings))
    return Repeats(app.wsgi_app, answering, limiter, kept, note)


def _kept_bytes(settings: Settings) -> int:
    """Half of the bytes for answers in whole, half for those that any client of a kind may be given."""
    return (settings.server.cache_megabytes << 20) // 2


def _answering(settings: Settings, library: Library, metrics: Metrics) -> Answering:
    """Answers what only reads, and counts it."""
    log_queries = settings.server.log_queries

    def on_answer(operation: Operation, parameters: Parameters, body: Body, kept: bool) -> None:
        metrics.count_cache(kept)
        if isinstance(parameters, search.SearchParameters) and parameters.q.strip():
            metrics.count_search(body.total or 0)
            if not body.total and log_queries:
                gaps.note(parameters.q)

    waits_elsewhere = settings.engine.type == "opensearch"
    turn = nullcontext() if waits_elsewhere else RLock()
    return Answering(library, KeptAnswers[Body](_kept_bytes(settings)), on_answer, turn)


def _blueprints(
    settings: Settings, library: Library, metrics: Metrics, tracing: Tracing, answering: Answering
) -> list[Blueprint]:
    def on_build(outcome: str, seconds: float) -> None:
        metrics.builds.labels(outcome).observe(seconds)

    described = operations()
    jobs = Jobs(settings.data, build_command(settings.file, settings.data), on_build)
    return [
        _reading(described, answering, tracing),
        status.create_blueprint(library, metrics),
        admin.create_blueprint(jobs, settings.server.admin_token.get_secret_value()),
        documentation.create_blueprint(described, settings.site.name, version("xunmai")),
        create_pages(library, settings),
    ]


def _reading(described: tuple[Operation, ...], answering: Answering, tracing: Tracing) -> Blueprint:
    """All operations that only read, in one blueprint."""
    blueprint = Blueprint("api", __name__)
    for operation in described:
        if operation.handle is not None:
            traced = replace(operation, handle=tracing.around(operation.name, operation.handle))
            blueprint.add_url_rule(operation.rule, operation.name, answering.view(traced), methods=["GET"])
    return blueprint
