"""A request leaves one line of JSON and one observation; neither tells what is to stay hidden."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.config import Settings
from service.library import Library
from service.request_log import JsonFormatter


@pytest.fixture
def lines() -> io.StringIO:
    return io.StringIO()


@pytest.fixture(autouse=True)
def logged(lines: io.StringIO) -> object:
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonFormatter())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield
    root.removeHandler(handler)
    root.setLevel(level)


def last(lines: io.StringIO) -> dict:
    return json.loads(lines.getvalue().splitlines()[-1])


def test_a_line_says_what_was_asked_and_how_it_went(client: FlaskClient, lines: io.StringIO) -> None:
    response = client.get("/api/v1/concepts/镜像")
    line = last(lines)
    assert line["message"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/concepts/<path:id>", 200)
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert line["generation"] in response.headers["ETag"]
    assert line["ms"] >= 0


def test_queries_and_tokens_are_in_no_line_unless_queries_are_asked_for(
    client: FlaskClient, settings: Settings, library: Library, lines: io.StringIO
) -> None:
    client.get("/api/v1/search?q=private-words")
    client.post("/api/v1/admin/rebuild", headers={"Authorization": "Bearer private-token"})
    assert "private" not in lines.getvalue()
    server = settings.server.model_copy(update={"log_queries": True})
    loud = create_app(settings.model_copy(update={"server": server}), library).test_client()
    loud.get("/api/v1/search?q=private-words")
    loud.post("/api/v1/admin/rebuild", headers={"Authorization": "Bearer private-token"})
    assert "private-words" in lines.getvalue()
    assert "private-token" not in lines.getvalue()


@pytest.mark.parametrize("odd", ["\udc80", 1 << 80, {1: Path("镜像")}])
def test_whatever_a_line_holds_is_one_line_of_json(lines: io.StringIO, odd: object) -> None:
    logging.getLogger("service.odd").info("odd\nline", extra={"odd": odd})
    assert lines.getvalue().count("\n") == 1
    assert last(lines)["message"] == "odd\nline"
    assert last(lines)["odd"] == (odd if not isinstance(odd, dict) else {"1": "镜像"})


def test_an_id_that_a_proxy_gives_is_kept_and_a_hostile_one_is_not(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-12345678"}).headers["X-Request-ID"] == "abc-12345678"
    for hostile in ("a b", "x" * 65, '"}{', "短"):
        assert client.get("/healthz", headers={"X-Request-ID": hostile}).headers["X-Request-ID"] != hostile


def test_metrics_count_by_route_not_by_address(app: Flask, client: FlaskClient) -> None:
    client.get("/api/v1/search?q=没有任何文档提到的词语xyzzy")
    client.get("/api/v1/concepts/容器")
    page = client.get("/metrics").text
    assert 'route="/api/v1/concepts/<path:id>"' in page
    assert "xyzzy" not in page
    assert "容器" not in page
    for name in (
        "xunmai_request_seconds_bucket", "xunmai_searches_total", "xunmai_searches_without_hit_total",
        "xunmai_answer_cache_total", "xunmai_rate_limited_total", "xunmai_generation_age_seconds", "xunmai_ready 1.0",
    ):  # fmt: skip
        assert name in page


def test_a_method_nobody_knows_does_not_make_a_new_series(client: FlaskClient) -> None:
    client.open("/api/v1/search", method="BREW")
    page = client.get("/metrics").text
    assert "BREW" not in page
    assert 'method="other"' in page


def test_probes_tell_whether_the_process_lives_and_can_answer(
    client: FlaskClient, settings: Settings, tmp_path: object
) -> None:
    assert client.get("/healthz").get_json() == {"alive": True}
    ready = client.get("/readyz").get_json()
    assert ready["ready"] is True
    assert ready["warnings"] == []
    empty = create_app(settings.model_copy(update={"data": tmp_path})).test_client()
    assert empty.get("/healthz").status_code == 200
    refused = empty.get("/readyz")
    assert refused.status_code == 503
    assert "Retry-After" in refused.headers
    assert "xunmai build" in refused.get_json()["detail"]
    assert empty.get("/api/v1/search?q=a").status_code == 503
    assert "xunmai_ready 0.0" in empty.get("/metrics").text
