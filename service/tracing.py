"""Optional OpenTelemetry: spans of requests, of what is computed for them and of builds, where the environment asks."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask, Response
    from opentelemetry.sdk.trace import TracerProvider

log = logging.getLogger(__name__)

#: Any of these set asks for spans; `OTEL_SDK_DISABLED=true` or `OTEL_TRACES_EXPORTER=none` asks for none.
ASKING = ("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class Tracing:
    """Makes spans with the tracers of `provider`; without one it makes none and costs nothing."""

    def __init__(self, provider: TracerProvider | None = None) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("xunmai") if provider else None

    @property
    def makes_spans(self) -> bool:
        """Whether anybody asked for spans."""
        return self._tracer is not None

    @contextmanager
    def span(self, name: str) -> Iterator[Callable[[dict[str, Any]], None]]:
        """A span while the context lasts, below the one that is open; the function given adds attributes to it."""
        if self._tracer is None:
            yield lambda attributes: None
            return
        with self._tracer.start_as_current_span(name) as span:
            yield span.set_attributes

    def around(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """`work` inside a span."""
        if self._tracer is None:
            return work

        def traced(*arguments: Any) -> Any:
            with self.span(name):
                return work(*arguments)

        return traced

    def install(self, app: Flask) -> None:
        """Gives every request a span of kind server that continues the caller's `traceparent`.

        Its name and attributes are the route's, never the address: what readers ask stays out.
        """
        if self._tracer is None:
            return
        from flask import g, request
        from opentelemetry import context, trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        tracer, headers = self._tracer, TraceContextTextMapPropagator()

        @app.before_request
        def begin() -> None:
            given = {name.lower(): value for name, value in request.headers.items()}
            g.span = tracer.start_span(request.method, headers.extract(given), trace.SpanKind.SERVER)
            g.span_token = context.attach(trace.set_span_in_context(g.span))

        @app.after_request
        def describe(response: Response) -> Response:
            route = request.url_rule.rule if request.url_rule else "unknown"
            if "span" in g:
                g.span.update_name(f"{request.method} {route}")
                g.span.set_attributes(
                    {
                        "http.request.method": request.method,
                        "http.route": route,
                        "http.response.status_code": response.status_code,
                        "xunmai.generation": g.get("generation", ""),
                        "xunmai.request_id": g.get("request_id", ""),
                    }
                )
            return response

        @app.teardown_request
        def end(_: BaseException | None) -> None:
            if "span" in g:
                context.detach(g.pop("span_token"))
                g.pop("span").end()

    def close(self) -> None:
        """Sends what was not sent yet."""
        if self._provider:
            self._provider.shutdown()


def open_tracing() -> Tracing:
    """The tracing that the variables `OTEL_…` ask for; none, with a warning, where the packages for it are not here."""
    asked = any(os.environ.get(name) for name in ASKING)
    exporter = os.environ.get("OTEL_TRACES_EXPORTER", "otlp")
    if not asked or exporter == "none" or os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return Tracing()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        log.warning(
            "no traces: OTEL_ is set, but a package is missing",
            extra={"install": "xunmai[otel]", "missing": error.name},
        )
        return Tracing()
    named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "xunmai"}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider)
