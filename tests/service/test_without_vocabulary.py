"""A site without a vocabulary: built and asked by the commands, then served; its concepts come out of its texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from service.app import create_app
from service.cli import xunmai
from service.settings_file import load_settings
from service.wiring import open_library

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = f"""
[[sources]]
name = "notes"
type = "directory"
path = "{ROOT / "corpus" / "notes"}"
layout = "jekyll"

[server]
rate_limit = ""
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """A built site, as the options that name it."""
    folder = tmp_path_factory.mktemp("without")
    file = folder / "xunmai.toml"
    file.write_text(CONFIGURATION, encoding="utf-8")
    options = ("--config", str(file), "--data", str(folder / "data"))
    built = _run("build", *options, "--json")
    counts = json.loads(built.stdout)
    assert counts["concepts"] >= 50
    assert counts["relations"] >= 20
    return options


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(xunmai, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def client(site: tuple[str, ...]) -> Iterator[FlaskClient]:
    settings = load_settings(Path(site[1]), Path(site[3]))
    library = open_library(settings)
    yield create_app(settings, library).test_client()
    library.close()


def test_the_card_defines_the_concept_and_says_that_it_is_a_candidate(client: FlaskClient) -> None:
    card = client.get("/api/v1/concepts/镜像").get_json()
    assert (card["status"], card["kind"]) == ("candidate", "term")
    assert card["pref_label"] == {"zh": "镜像", "en": "Image"}
    assert card["definition"]["text"].startswith("镜像（Image）是")
    assert card["sections"][0]["url"]


def test_what_is_related_comes_with_reasons(client: FlaskClient) -> None:
    related = client.get("/api/v1/concepts/容器/related?limit=5").get_json()["related"]
    assert related[0]["concept"]["label"] == "镜像"
    assert all(row["because"]["text"] for row in related)


def test_a_path_is_said_in_chinese_with_its_sentence(client: FlaskClient, site: tuple[str, ...]) -> None:
    path = client.get("/api/v1/concepts/path?from=容器&to=镜像").get_json()["paths"][0]
    assert path["text"] == "容器 是 镜像 的运行实例"
    assert path["steps"][0]["evidence"]["quote"]
    assert "容器 是 镜像 的运行实例" in _run("graph", "path", "容器", "镜像", *site).output


def test_the_commands_show_and_check_such_a_graph(site: tuple[str, ...]) -> None:
    assert "镜像" in _run("graph", "show", "镜像", *site).output
    exported = json.loads(_run("graph", "export", *site).stdout)
    assert {concept["status"] for concept in exported["concepts"]} == {"candidate"}
    assert {relation["status"] for relation in exported["relations"]} == {"candidate"}


def test_search_links_harvested_concepts_and_the_pages_show_them(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=容器").get_json()
    assert answer["panel"]["concept"]["label"] == "容器"
    page = client.get("/?q=容器").get_data(as_text=True)
    assert "镜像的运行实例" in page
    assert client.get("/explore").status_code == 200
