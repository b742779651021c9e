"""Every error is a problem document that tells what is wrong and nothing of the inside."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.errors import (
    AmbiguousLabel,
    BuildInProgress,
    EngineUnavailable,
    IndexNotReady,
    NotFound,
    QueryError,
)
from service.api.problems import as_problem
from service.app import create_app
from service.config import Settings
from service.wiring import open_library

MEMBERS = {"type", "title", "status", "detail", "instance", "request_id"}


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/api/v1/nothing", 404),
        ("/api/v1/sections/none", 404),
        ("/api/v1/concepts/没有这个概念", 404),
        ("/api/v1/search?limit=x", 400),
        ("/api/v1/graph?format=pdf", 400),
        ("/api/v1/concepts/path?from=image", 400),
        ("/api/v1//search", 404),
    ],
)
def test_an_error_has_the_members_of_rfc_9457(client: FlaskClient, url: str, status: int) -> None:
    response = client.get(url)
    problem = response.get_json()
    assert response.status_code == status == problem["status"]
    assert response.content_type == "application/problem+json"
    assert set(problem) >= MEMBERS
    assert problem["request_id"] == response.headers["X-Request-ID"]
    assert "ETag" not in response.headers


def test_an_unknown_concept_comes_with_the_nearest_labels(client: FlaskClient) -> None:
    problem = client.get("/api/v1/concepts/镜像器").get_json()
    assert "镜像" in problem["nearest"]


def test_what_is_proposed_in_place_of_a_parameter_is_one(client: FlaskClient) -> None:
    problem = client.get("/api/v1/concepts/path?From=image&to=image").get_json()
    assert 'did you mean "from"?' in problem["detail"]


def test_too_many_values_are_said_in_words(client: FlaskClient) -> None:
    problem = client.get("/api/v1/search", query_string={"tag": ["a"] * 51}).get_json()
    assert problem["errors"] == [{"parameter": "tag", "detail": "list should have at most 50 items"}]


def test_a_format_that_is_not_offered_is_406_with_those_that_are(client: FlaskClient) -> None:
    response = client.get("/api/v1/graph", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "json" in response.get_json()["formats"]


def test_the_format_wins_over_accept(client: FlaskClient) -> None:
    assert client.get("/api/v1/graph?format=json", headers={"Accept": "image/png"}).status_code == 200


def test_too_long_an_address_is_414_and_too_long_a_body_413(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?q=" + "a" * 9000).status_code == 414
    assert client.post("/api/v1/admin/rebuild", data=b"x" * 70000).status_code == 413


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QueryError("no", "q"), 400),
        (NotFound("no"), 404),
        (AmbiguousLabel("several", ["a", "b"]), 409),
        (BuildInProgress("process 7 since noon"), 409),
        (IndexNotReady("nothing in /data"), 503),
        (EngineUnavailable("no answer from 10.0.0.7"), 503),
        (RuntimeError("boom at /srv/x.py"), 500),
        (OSError(28, "No space left", "/data/x"), 500),
    ],
)
def test_errors_become_statuses_and_tell_nothing_of_the_inside(error: Exception, status: int) -> None:
    logging.disable(logging.CRITICAL)
    problem = as_problem(error)
    logging.disable(logging.NOTSET)
    assert problem.status == status
    if status >= 500:
        for secret in ("/data", "/srv", "10.0.0.7"):
            assert secret not in problem.detail
    assert (status != 503) or "Retry-After" in problem.headers


def test_an_unforeseen_error_is_500_without_a_trace_and_is_logged(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("service.api.search.search_request", fail)
    response = client.get("/api/v1/search?q=一个没有问过的问题")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert any(record.exc_info for record in caplog.records)


def test_people_are_told_on_a_page_what_programs_are_told_as_json(settings: Settings) -> None:
    library = open_library(settings)
    client = create_app(settings, library).test_client()
    with library.lease() as opened:
        opened.store.close()
    page, answer = client.get("/"), client.get("/api/v1/sources")
    library.close()
    assert (page.status_code, page.mimetype) == (503, "text/html")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert page.headers["Retry-After"] == answer.headers["Retry-After"]
