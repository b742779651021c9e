"""Who may read answers from other sites, and what browsers are told about pages."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.config import Settings
from service.library import Library

ALLOWED = "https://docs.example.org"


def with_server(settings: Settings, library: Library, **changes: object) -> Flask:
    server = settings.server.model_copy(update=changes)
    return create_app(settings.model_copy(update={"server": server}), library)


def test_an_origin_of_the_list_may_read(client: FlaskClient) -> None:
    response = client.get("/api/v1/stats", headers={"Origin": ALLOWED})
    assert response.headers["Access-Control-Allow-Origin"] == ALLOWED
    assert "Origin" in response.headers["Vary"]
    assert "Retry-After" in response.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "https://docs.example.org.evil.example", "http://docs.example.org", "null",
     "https://docs.example.org:444", "https://DOCS.example.org", ""],
)  # fmt: skip
def test_no_other_origin_may(client: FlaskClient, origin: str) -> None:
    response = client.get("/api/v1/stats", headers={"Origin": origin})
    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_page_of_this_service_under_the_machines_other_name_may(client: FlaskClient) -> None:
    def allowed(origin: str) -> str | None:
        response = client.get("/api/v1/stats", base_url="http://127.0.0.1:8000", headers={"Origin": origin})
        return response.headers.get("Access-Control-Allow-Origin")

    assert allowed("http://localhost:8000") == "http://localhost:8000"
    assert allowed("http://localhost:8001") is None
    assert allowed("https://localhost:8000") is None


def test_a_problem_may_be_read_too(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?limit=x", headers={"Origin": ALLOWED})
    assert response.headers["Access-Control-Allow-Origin"] == ALLOWED


def test_a_preflight_is_answered(client: FlaskClient) -> None:
    headers = {"Origin": ALLOWED, "Access-Control-Request-Method": "GET"}
    response = client.options("/api/v1/search", headers=headers)
    assert response.status_code == 200
    assert "GET" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Origin"] == ALLOWED


@pytest.mark.parametrize("path", ["/api/v1/admin/jobs/x", "/", "/explore", "/metrics", "/readyz", "/docs", "/demo/"])
@pytest.mark.parametrize("origin", [ALLOWED, "http://localhost:8000"])
def test_no_other_site_may_read_pages_meters_or_the_admin_endpoints(
    client: FlaskClient, path: str, origin: str
) -> None:
    response = client.get(path, base_url="http://127.0.0.1:8000", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_star_lets_every_site_read_without_credentials(settings: Settings, library: Library) -> None:
    client = with_server(settings, library, cors_origins=("*",)).test_client()
    response = client.get("/api/v1/stats", headers={"Origin": "https://any.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize("url", ["/", "/docs", "/api/v1/stats", "/nothing", "/healthz"])
def test_every_answer_has_the_safety_headers(client: FlaskClient, url: str) -> None:
    headers = client.get(url).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_documentation_needs_nothing_from_outside(client: FlaskClient) -> None:
    page = client.get("/docs").text
    assert 'src="http' not in page
    assert 'href="http' not in page
    assert "<script" not in page
    assert " style=" not in page
    assert client.get("/docs.css").status_code == 200


def test_a_client_that_asks_too_often_is_told_when_to_come_again(settings: Settings, library: Library) -> None:
    client = with_server(settings, library, rate_limit="3/minute").test_client()
    statuses = [client.get("/api/v1/stats").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    response = client.get("/api/v1/stats")
    assert int(response.headers["Retry-After"]) >= 1
    assert response.content_type == "application/problem+json"
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_behind_a_proxy_clients_are_told_apart_only_by_configured_hops(settings: Settings, library: Library) -> None:
    for hops, expected in ((0, 429), (1, 200)):
        client = with_server(settings, library, rate_limit="1/minute", trusted_hops=hops).test_client()
        assert client.get("/api/v1/stats", headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 200
        second = client.get("/api/v1/stats", headers={"X-Forwarded-For": "198.51.100.2"})
        assert second.status_code == expected


def test_a_client_cannot_pass_for_another_by_adding_hops(settings: Settings, library: Library) -> None:
    client = with_server(settings, library, rate_limit="1/minute", trusted_hops=1).test_client()
    for number, expected in ((1, 200), (2, 429)):
        headers = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.9"}
        assert client.get("/api/v1/stats", headers=headers).status_code == expected
