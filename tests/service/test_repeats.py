"""A request that comes again in the same form gets the same answer, counted, limited and noted like the first."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.config import Settings
from service.library import Library

URL = "/api/v1/search?q=重复的镜像"


KINDS: list[dict[str, str]] = [
    {},
    {"Accept-Encoding": "gzip, br"},
    {"Origin": "https://docs.example.org"},
    {"Origin": "https://elsewhere.example"},
]


def told(client: FlaskClient, url: str = URL, **headers: str) -> tuple[int, list[tuple[str, str]], bytes]:
    answer = client.get(url, headers=headers)
    return answer.status_code, sorted((k, v) for k, v in answer.headers if k != "X-Request-ID"), answer.data


@pytest.mark.parametrize("headers", KINDS)
def test_the_same_status_headers_and_bytes(client: FlaskClient, headers: dict[str, str]) -> None:
    first = told(client, **headers)
    assert told(client, **headers) == first
    assert told(client) == told(client)


def test_the_application_is_not_asked_again(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told(client)
    monkeypatch.setattr(app, "full_dispatch_request", lambda: pytest.fail("asked"))
    assert told(client)[0] == 200


@pytest.mark.parametrize("headers", KINDS)
@pytest.mark.parametrize("query", ["q=删除镜像", "q=&limit=3", "q=容器&facets=source,tag&explain=true", "q=%00+a"])
def test_another_query_of_a_kind_gets_the_headers_of_its_whole_way(
    settings: Settings, library: Library, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], query: str
) -> None:
    address = f"/api/v1/search?{query}"
    whole, app = create_app(settings, library).test_client(), create_app(settings, library)
    told(alike := app.test_client(), **headers)
    monkeypatch.setattr(app, "full_dispatch_request", lambda: pytest.fail("asked"))
    answers = [told(client, address, **headers) for client in (whole, alike)]
    assert [int(dict(labels)["Content-Length"]) for _, labels, _ in answers] == [len(data) for *_, data in answers]
    here, there = ([label for label in labels if label[0] != "Content-Length"] for _, labels, _ in answers)
    assert here == there, "the length differs with the time it took"


@pytest.mark.parametrize("query", ["limit=999", "q=a&q=b", "Q=a", "date_from=gestern"])
def test_another_query_that_is_wrong_is_told_so(client: FlaskClient, query: str) -> None:
    told(client)
    answer = client.get(f"/api/v1/search?{query}")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


def test_another_query_that_is_no_text_goes_its_whole_way(settings: Settings, library: Library) -> None:
    raw = {"QUERY_STRING": "q=\xff\xe9"}
    known, fresh = (create_app(settings, library).test_client() for _ in range(2))
    told(known)
    answers = [client.get("/api/v1/search", environ_overrides=raw).status_code for client in (known, fresh)]
    assert answers == [400, 400]
    escaped = [client.get("/api/v1/search?q=%00%ff+a").json for client in (known, fresh)]
    assert [answer["q"] for answer in escaped] == ["\0%FF a"] * 2


def test_another_query_that_fails_is_tried_answered_and_logged_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told(client)
    asked: list[object] = []
    monkeypatch.setattr("service.api.search.search_request", lambda *_: 1 / asked.append(_))
    assert client.get("/api/v1/search?q=失败").status_code == 500
    assert len(asked) == 1
    assert [record.message for record in caplog.records].count("unexpected failure") == 1


@pytest.mark.parametrize("query", ["limit=999", "q=失败"])
def test_another_query_that_is_wrong_or_fails_counts_once_in_the_rate(
    settings: Settings, library: Library, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    server = settings.server.model_copy(update={"rate_limit": "3/hour"})
    client = create_app(settings.model_copy(update={"server": server}), library).test_client()
    statuses = [client.get("/api/v1/search?q=a").status_code]
    monkeypatch.setattr("service.api.search.search_request", lambda *_: 1 / 0)
    statuses += [client.get(f"/api/v1/search?{query}").status_code for _ in range(3)]
    assert [status == 429 for status in statuses] == [False, False, False, True]


def test_another_query_counts_in_the_rate_and_in_the_log(
    settings: Settings, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    server = settings.server.model_copy(update={"rate_limit": "3/hour"})
    client = create_app(settings.model_copy(update={"server": server}), library).test_client()
    with caplog.at_level(logging.INFO, "service.requests"):
        answers = [client.get(f"/api/v1/search?q={number}").status_code for number in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert [getattr(record, "status", 0) for record in caplog.records if record.message == "request"] == answers


def test_each_has_an_id_of_its_own_or_the_one_that_was_given(client: FlaskClient) -> None:
    ids = {client.get(URL).headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
    assert client.get(URL, headers={"X-Request-ID": "given-by-client"}).headers["X-Request-ID"] == "given-by-client"


def test_a_tag_that_is_known_is_answered_without_a_body(client: FlaskClient) -> None:
    tag = client.get(URL).headers["ETag"]
    assert told(client, **{"If-None-Match": tag})[0] == 304


def test_errors_and_pages_are_not_kept(client: FlaskClient) -> None:
    for url in ("/api/v1/search?limit=999", "/api/v1/concepts/没有这个概念", "/"):
        assert client.get(url).status_code == client.get(url).status_code


def test_it_is_logged_and_counted(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    told(client)
    with caplog.at_level(logging.INFO, "service.requests"):
        before = client.get("/metrics").text
        told(client)
        after = client.get("/metrics").text
    routes = [getattr(record, "route", "") for record in caplog.records]
    assert routes.count("/api/v1/search") == 1

    def searches(text: str) -> float:
        [line] = [line for line in text.splitlines() if line.startswith("xunmai_searches_total ")]
        return float(line.split()[1])

    assert searches(after) == searches(before) + 1


def test_it_uses_up_the_rate(settings: Settings, library: Library) -> None:
    server = settings.server.model_copy(update={"rate_limit": "3/hour"})
    client = create_app(settings.model_copy(update={"server": server}), library).test_client()
    assert [client.get(URL).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
