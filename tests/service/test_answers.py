"""What all GETs of the API share: ETags, 304 before any work, compression, kept answers, HEAD and wrong methods."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.api.answering import Body, KeptAnswers
from service.app import operations
from service.library import Library

READING = [operation for operation in operations() if operation.handle is not None]
VALUES = {
    "/api/v1/concepts/path": "?from=container&to=image",
    "/api/v1/concepts/learning-order": "?goal=image",
}


def address(path: str, client: FlaskClient) -> str:
    if path == "/api/v1/sections/{id}":
        [hit] = client.get("/api/v1/search?q=镜像&limit=1").get_json()["hits"]
        return "/api/v1/sections/" + hit["id"].replace("#", "%23")
    return path.replace("{id}", "镜像") + VALUES.get(path, "")


@pytest.mark.parametrize("path", [operation.path for operation in READING])
def test_every_get_carries_a_strong_tag_and_answers_304(client: FlaskClient, path: str) -> None:
    url = address(path, client)
    first = client.get(url)
    assert first.status_code == 200, first.text
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    again = client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_tag_that_a_proxy_weakened_is_known_again(client: FlaskClient) -> None:
    url = "/api/v1/search?q=镜像"
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": f'"other", W/{tag}'}).status_code == 304


@pytest.mark.parametrize(
    ("url", "accept", "status"),
    [
        ("/api/v1/stats", "*/*", 304),
        ("/api/v1/graph", "image/png", 406),
        ("/api/v1/sections/nowhere", "*/*", 404),
        ("/read/notes/nowhere.md", "*/*", 404),
    ],
)
def test_whatever_a_client_has_must_be_there(client: FlaskClient, url: str, accept: str, status: int) -> None:
    assert client.get(url, headers={"If-None-Match": "*", "Accept": accept}).status_code == status


def test_a_304_comes_before_any_work(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "/api/v1/search?q=数据卷&limit=7"
    tag = client.get(url).headers["ETag"]
    monkeypatch.setattr("service.api.search.search_request", lambda *_: pytest.fail("searched"))
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


def test_the_tag_names_the_generation_and_differs_with_what_was_asked(client: FlaskClient, library: Library) -> None:
    urls = ["/api/v1/search?q=a", "/api/v1/search?q=b", "/api/v1/search?q=a&limit=5", "/api/v1/stats"]
    tags = [client.get(url).headers["ETag"] for url in urls]
    assert len(set(tags)) == len(urls)
    assert all(str(library.state().generation) in tag for tag in tags)


def test_the_order_of_parameters_does_not_change_the_representation(client: FlaskClient) -> None:
    one, other = client.get("/api/v1/search?q=a&limit=5"), client.get("/api/v1/search?limit=5&q=a")
    assert one.headers["ETag"] == other.headers["ETag"]
    assert one.data == other.data


def test_answers_are_compressed_as_the_client_takes_them_each_with_its_own_tag(client: FlaskClient) -> None:
    url = "/api/v1/search?q=镜像"
    plain = client.get(url)
    zipped = client.get(url, headers={"Accept-Encoding": "gzip"})
    brotlied = client.get(url, headers={"Accept-Encoding": "gzip, deflate, br"})
    refused = client.get(url, headers={"Accept-Encoding": "br;q=0, gzip;q=0"})
    rather = client.get(url, headers={"Accept-Encoding": "gzip;q=0.1, identity"})
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in rather.headers
    assert "Content-Encoding" not in refused.headers
    assert (zipped.headers["Content-Encoding"], brotlied.headers["Content-Encoding"]) == ("gzip", "br")
    strip = b'"took_ms":'
    assert gzip.decompress(zipped.data).partition(strip)[0] == plain.data.partition(strip)[0]
    assert brotli.decompress(brotlied.data).partition(strip)[0] == plain.data.partition(strip)[0]
    assert len({response.headers["ETag"] for response in (plain, zipped, brotlied)}) == 3
    assert all("Accept-Encoding" in response.headers["Vary"] for response in (plain, zipped, brotlied))


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_the_same_tag_stands_for_the_same_bytes(client: FlaskClient, encoding: str) -> None:
    url, headers = "/api/v1/search?q=仓库", {"Accept-Encoding": encoding}
    one, other = client.get(url, headers=headers), client.get(url, headers=headers)
    assert one.headers["ETag"] == other.headers["ETag"]
    assert one.data == other.data


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    got, head = client.get("/api/v1/stats"), client.head("/api/v1/stats")
    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["ETag"] == got.headers["ETag"]


def test_a_method_that_is_not_taken_is_405_with_those_that_are(client: FlaskClient) -> None:
    response = client.delete("/api/v1/search")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.content_type == "application/problem+json"


def test_kept_answers_are_bounded_and_the_longest_unused_goes_first() -> None:
    cache = KeptAnswers[Body](capacity=800)
    for number in range(9):
        cache.put(str(number), Body(b"x" * 100, "text/plain", "", ""))
        cache.get("0")
    assert cache.get("0") is not None
    assert cache.get("1") is None
    assert cache.get("8") is not None
    cache.put("huge", Body(b"x" * 700, "text/plain", "", ""))
    assert cache.get("huge") is None
