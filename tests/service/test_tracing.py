"""Optional traces: a span a request, one below it for what is computed, one a build; none where nobody asks."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from service.app import create_app
from service.config import Settings
from service.library import Library
from service.tracing import ASKING, Tracing, open_tracing

ROOT = Path(__file__).resolve().parents[2]
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def traced(settings: Settings, library: Library, spans: InMemorySpanExporter) -> FlaskClient:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    return create_app(settings, library, Tracing(provider)).test_client()


def test_a_request_has_a_span_and_below_it_what_was_computed(traced: FlaskClient, spans: InMemorySpanExporter) -> None:
    answer = traced.get("/api/v1/search?q=镜像", headers={"traceparent": f"00-{TRACE}-{PARENT}-01"})
    search, served = spans.get_finished_spans()
    assert (search.name, served.name) == ("search", "GET /api/v1/search")
    assert served.kind is SpanKind.SERVER
    assert served.context.trace_id == search.context.trace_id == int(TRACE, 16)
    assert served.parent is not None
    assert search.parent is not None
    assert (served.parent.span_id, search.parent.span_id) == (int(PARENT, 16), served.context.span_id)
    assert served.attributes is not None
    assert served.attributes["http.response.status_code"] == 200
    assert served.attributes["xunmai.generation"] == answer.get_json()["generation"]
    assert served.attributes["xunmai.request_id"] == answer.headers["X-Request-ID"]


def test_what_was_kept_is_not_computed_again_and_what_fails_has_its_span(
    traced: FlaskClient, spans: InMemorySpanExporter
) -> None:
    for path in ("/api/v1/search?q=容器", "/api/v1/search?q=容器", "/api/v1/search?limit=x", "/nothing"):
        traced.get(path)
    names = [span.name for span in spans.get_finished_spans()]
    assert names == ["search", "GET /api/v1/search", "GET /api/v1/search", "GET /api/v1/search", "GET unknown"]


def test_no_span_holds_what_was_asked(traced: FlaskClient, spans: InMemorySpanExporter) -> None:
    traced.get("/api/v1/search?q=geheim", headers={"traceparent": "\x7f" * 300, "tracestate": "geheim=1"})
    assert "geheim" not in "".join(span.to_json() for span in spans.get_finished_spans())


def test_nothing_is_made_where_nobody_asks(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    for name in ASKING:
        monkeypatch.delenv(name, raising=False)
    assert open_tracing()._provider is None
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "none")
    assert open_tracing()._provider is None
    program = "import service.app, sys; sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_without_the_packages_it_is_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    assert open_tracing()._provider is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]


class _Collector(BaseHTTPRequestHandler):
    received: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        self.received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """The address of something that takes traces over HTTP, and what it took."""
    received: list[tuple[str, bytes]] = []
    server = HTTPServer(("127.0.0.1", 0), type("Collector", (_Collector,), {"received": received}))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_a_build_sends_its_span_before_it_ends(
    settings: Settings, tmp_path: Path, collector: tuple[str, list[tuple[str, bytes]]]
) -> None:
    address, received = collector
    command = [sys.executable, "-m", "service.cli", "build", "--config", str(settings.file), "--data", str(tmp_path)]
    environment = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": address, "OTEL_EXPORTER_OTLP_COMPRESSION": "none"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [(path, body)] = received
    assert path == "/v1/traces"
    for part in (b"build", b"xunmai.generation", b"service.name", b"xunmai.documents"):
        assert part in body
