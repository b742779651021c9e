"""The search endpoint answers in the contract's shape, and names what it cannot use."""

from __future__ import annotations

import itertools
import json

import pytest
from flask.testing import FlaskClient

HIT = {
    "id", "score", "source", "path", "line", "title", "heading", "breadcrumbs", "anchor", "url", "date", "tags",
    "snippet", "heading_marks", "concepts", "matched_by",
}  # fmt: skip
ANSWER = {
    "q", "generation", "took_ms", "total", "offset", "limit", "query", "hits", "facets", "suggestion", "panel"
}  # fmt: skip


def search(client: FlaskClient, **query: object) -> dict:
    response = client.get("/api/v1/search", query_string=query)
    assert response.status_code == 200, response.text
    return response.get_json()


def test_the_answer_has_the_contracts_members_and_no_others(client: FlaskClient) -> None:
    answer = search(client, q="镜像")
    assert set(answer) == ANSWER
    assert set(answer["query"]) == {"normalized", "tokens", "concepts", "expanded", "corrected_to"}
    assert set(answer["hits"][0]) == HIT
    assert answer["total"] >= len(answer["hits"]) == 10


def test_marks_are_code_points_of_the_text_beside_them(client: FlaskClient) -> None:
    for hit in search(client, q="镜像", limit=50)["hits"]:
        for text, marks in ((hit["snippet"]["text"], hit["snippet"]["marks"]), (hit["heading"], hit["heading_marks"])):
            assert all(0 <= start < end <= len(text) for start, end in marks)
            assert marks == sorted(marks)
            assert all(before[1] <= after[0] for before, after in itertools.pairwise(marks))


def test_nothing_asked_lists_nothing_and_is_no_error(client: FlaskClient) -> None:
    for answer in (search(client), search(client, q=""), search(client, q="   ")):
        assert answer["hits"] == []
        assert answer["total"] == 0


def test_pages_of_results_follow_each_other(client: FlaskClient) -> None:
    first, second = search(client, q="容器", limit=5), search(client, q="容器", limit=5, offset=5)
    both = search(client, q="容器", limit=10)
    assert [hit["id"] for hit in (*first["hits"], *second["hits"])] == [hit["id"] for hit in both["hits"]]


def test_filters_are_or_inside_a_name_and_and_between_names(client: FlaskClient) -> None:
    by_tag = search(client, q="镜像", facets="tag", limit=50)
    first, second = (value["value"] for value in by_tag["facets"]["tag"][:2])
    either = search(client, q="镜像", tag=[first, second], limit=50)
    assert either["total"] >= max(search(client, q="镜像", tag=tag)["total"] for tag in (first, second))
    assert all({first, second} & set(hit["tags"]) for hit in either["hits"])
    assert search(client, q="镜像", tag=first, source="no-such-source")["total"] == 0


def test_a_concept_filter_takes_any_label(client: FlaskClient) -> None:
    by_id = search(client, q="镜像", concept="image")
    assert by_id["total"] > 0
    for label in ("镜像", "鏡像", "image"):
        assert search(client, q="镜像", concept=label)["total"] == by_id["total"]


def test_dates_are_inclusive(client: FlaskClient) -> None:
    dates = {hit["date"] for hit in search(client, q="镜像", limit=50)["hits"]}
    one = sorted(dates)[0]
    found = search(client, q="镜像", date_from=one, date_to=one, limit=50)["hits"]
    assert found
    assert {hit["date"] for hit in found} == {one}


def test_facets_are_given_when_asked_for(client: FlaskClient) -> None:
    assert search(client, q="镜像")["facets"] == {}
    facets = search(client, q="镜像", facets="source,tag,concept,year")["facets"]
    assert set(facets) == {"source", "tag", "concept", "year"}
    assert facets["source"][0]["value"] == "notes"


def test_the_explanation_is_given_when_asked_for(client: FlaskClient) -> None:
    [hit] = search(client, q="镜像", limit=1, explain="true")["hits"]
    assert hit["explanation"]
    assert all(set(part) == {"name", "value"} for part in hit["explanation"])


def test_a_query_about_a_concept_shows_its_card(client: FlaskClient) -> None:
    panel = search(client, q="镜像")["panel"]
    assert panel["concept"]["id"] == "image"
    assert panel["concept"]["relations"]


def test_without_a_site_hits_link_to_the_built_in_reader(client: FlaskClient) -> None:
    for hit in search(client, q="镜像", limit=5)["hits"]:
        assert hit["url"].startswith("/read/notes/")
        assert client.get(hit["url"].partition("#")[0]).status_code == 200


def test_the_same_page_groups_its_hits(client: FlaskClient) -> None:
    answer = search(client, q="镜像", group="page", limit=5)
    paths = [hit["path"] for hit in answer["hits"]]
    assert len(dict.fromkeys(paths)) <= 5
    assert paths == [path for path in dict.fromkeys(paths) for _ in range(paths.count(path))]


def test_paging_shows_every_page_once_and_the_total_is_theirs(client: FlaskClient) -> None:
    seen: list[str] = []
    total = search(client, q="镜像 容器 docker", group="page", limit=1)["total"]
    for offset in range(0, total, 3):
        answer = search(client, q="镜像 容器 docker", group="page", limit=3, offset=offset)
        assert answer["total"] == total
        seen += dict.fromkeys(hit["path"] for hit in answer["hits"])
    assert len(seen) == len(set(seen)) == total > 3


UNUSABLE = {
    "a limit that is none": ({"limit": "ten"}, "limit"),
    "a limit below": ({"limit": "0"}, "limit"),
    "a limit above": ({"limit": "51"}, "limit"),
    "a limit with a fraction": ({"limit": "1.0"}, "limit"),
    "a limit in other digits": ({"limit": "５"}, "limit"),
    "an offset above": ({"offset": "1001"}, "offset"),
    "a date that is none": ({"date_from": "2019-13-01"}, "date_from"),
    "a moment for a date": ({"date_to": "1700000000"}, "date_to"),
    "an unknown grouping": ({"group": "site"}, "group"),
    "an unknown facet": ({"facets": "source,colour"}, "facets"),
    "a truth that is none": ({"expand": "yes"}, "expand"),
    "a query too long": ({"q": "长" * 257}, "q"),
    "a parameter twice": ({"q": ["a", "b"]}, "q"),
    "too many tags, though most say nothing": ({"tag": ["x", *[""] * 50]}, "tag"),
    "an unknown parameter": ({"limt": "5"}, "limt"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_used_is_named(client: FlaskClient, case: str) -> None:
    query, parameter = UNUSABLE[case]
    response = client.get("/api/v1/search", query_string=query)
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert [wrong["parameter"] for wrong in response.get_json()["errors"]] == [parameter]


def test_every_wrong_parameter_is_named_at_once(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?limit=0&offset=-1&group=x")
    assert {wrong["parameter"] for wrong in response.get_json()["errors"]} == {"limit", "offset", "group"}


def test_as_long_a_query_as_is_allowed_is_answered(client: FlaskClient) -> None:
    assert search(client, q="长" * 256)["q"] == "长" * 256


HOSTILE = [
    '"', "\\", "((((", "AND OR NOT", "title:", "a" * 256, "\0", "\U000e0001", "\u202e", "*", "-", '""""', "%00",
    "<script>", "'; DROP TABLE sections;--", "{{7*7}}", "../../etc/passwd", "🐳" * 128, "\u0301" * 256, "㎏ﬁ" * 100,
]  # fmt: skip


@pytest.mark.parametrize("q", HOSTILE)
def test_no_query_is_an_error(client: FlaskClient, q: str) -> None:
    assert search(client, q=q)["q"] == q


@pytest.mark.parametrize("raw", ["q=%ff%fe", "q=%ed%a0%80", "q=%F0%9F", "q=%c0%80"])
def test_what_is_no_utf_8_is_answered(client: FlaskClient, raw: str) -> None:
    response = client.get(f"/api/v1/search?{raw}")
    assert response.status_code == 200
    json.loads(response.data)
