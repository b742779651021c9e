"""What servers say that the minimal one cannot: credentials refused, another product, an old version.

Answered by a few lines of HTTP, since only the words of the errors are looked at here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import orjson
import pytest

from corpus.errors import ConfigurationError
from index.engines.opensearch_client import Client, ClusterSettings
from index.errors import EngineUnavailable


@contextmanager
def answering(status: int, body: object) -> Iterator[ClusterSettings]:
    """Settings for a server on loopback that answers everything alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = orjson.dumps(body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield ClusterSettings((f"http://127.0.0.1:{server.server_port}",), timeout=1)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (401, {"error": "Unauthorized"}, "XUNMAI_ENGINE__USER"),
        (403, {"error": {"type": "security_exception", "reason": "no permissions"}}, "no permissions"),
        (200, {"version": {"distribution": "opensearch", "number": "1.3.20"}}, r"opensearch 1\.3\.20, older than 2\.0"),
        (200, {"version": {"number": "6.8.0"}}, r"elasticsearch 6\.8\.0, older than 7\.10"),
        (200, {"hello": "world"}, "no OpenSearch server"),
        (200, ["x"], "no OpenSearch server"),
    ],
)
def test_a_server_that_cannot_be_used_is_a_wrong_configuration(status: int, body: object, told: str) -> None:
    with answering(status, body) as settings, pytest.raises(ConfigurationError, match=told):
        Client(settings).check()


def test_an_overloaded_server_is_asked_again_and_then_told() -> None:
    refusing = answering(429, {"error": {"type": "rejected", "reason": "too many"}})
    with refusing as settings, pytest.raises(EngineUnavailable, match=r"status 429 \(too many\)"):
        Client(settings).check()
