"""Confusable concepts on the card of the API and on the page."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_the_card_says_what_a_concept_is_not_and_why(client: FlaskClient) -> None:
    card = client.get("/api/v1/concepts/tag").get_json()
    first = card["confusable"][0]
    assert first["concept"]["label"] in {"Kubernetes 标签", "元数据标签"}
    assert first["reasons"][0] | {"text": "都可以叫“标签”", "kind": "label"} == first["reasons"][0]


def test_the_panel_beside_the_results_shows_it_in_chinese(client: FlaskClient) -> None:
    page = client.get("/?q=标签").get_data(as_text=True)
    assert "容易混淆" in page
    assert "都可以叫“标签”" in page
    panel = client.get("/api/v1/search?q=标签").get_json()["panel"]["concept"]
    assert 1 <= len(panel["confusable"]) <= 3
