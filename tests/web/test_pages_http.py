"""The pages over HTTP: entity tags, policies, descriptions for browsers, the files of the widget."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.web.stage import Service

PAGES = ("/", "/?q=%E9%95%9C%E5%83%8F", "/explore", "/demo/", "/read/traps/long.md", "/opensearch.xml")


def get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body of an answer."""
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_a_strong_tag_and_is_not_sent_twice(service: Service, path: str) -> None:
    status, headers, body = get(service.url + path)
    tag = headers["ETag"]
    assert status == 200
    assert tag.startswith('"')
    assert get(service.url + path)[2] == body
    status, headers, body = get(service.url + path, If_None_Match=tag)
    assert (status, body) == (304, b"")
    assert headers["ETag"] == tag


@pytest.mark.parametrize("path", PAGES[:-1])
def test_a_page_runs_no_text_as_code_and_is_framed_by_nobody(service: Service, path: str) -> None:
    _, headers, body = get(service.url + path)
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert b"style=" not in body
    assert b"<style" not in body


def test_pages_and_scripts_are_compressed(service: Service, built: Path) -> None:
    names = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    for path in ("/?q=%E9%95%9C%E5%83%8F", "/widget.js", f"/{names['site.css']}", f"/{names['explore.js']}"):
        _, headers, _ = get(service.url + path, Accept_Encoding="br, gzip")
        assert headers["Content-Encoding"] in ("br", "gzip"), path


def test_browsers_learn_how_to_search_here(service: Service) -> None:
    _, headers, body = get(service.url + "/opensearch.xml")
    assert headers.get_content_type() == "application/opensearchdescription+xml"
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    urls = {url.get("type"): url.get("template", "") for url in ElementTree.fromstring(body).iter(f"{space}Url")}
    assert urls["text/html"] == f"{service.url}/?q={{searchTerms}}"
    suggest = urls["application/x-suggestions+json"].replace("{searchTerms}", "rong")
    q, texts, *_ = json.loads(get(suggest)[2])
    assert q == "rong"
    assert texts
    assert b'rel="search"' in get(service.url + "/")[2]


def test_files_with_a_hash_are_kept_for_ever_and_the_widget_is_asked_for_again(service: Service, built: Path) -> None:
    names = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    _, headers, _ = get(f"{service.url}/{names['site.css']}")
    assert "immutable" in headers["Cache-Control"]
    _, headers, _ = get(f"{service.url}/widget.js")
    assert "max-age=300" in headers["Cache-Control"]
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("path", ["/assets/../manifest.json", "/assets/%2e%2e/manifest.json", "/assets/nothing.js",
                                  "/assets/%2e%2e/%2e%2e/strings/en.json", "/read/traps/../../etc/passwd"])  # fmt: skip
def test_no_path_leads_out_of_its_folder(service: Service, path: str) -> None:
    status, _, body = get(service.url + path)
    assert status == 404
    assert b"root:" not in body


def test_the_demo_loads_the_widget_from_this_machines_other_name(service: Service) -> None:
    _, headers, body = get(service.url + "/demo/")
    other = service.url.replace("127.0.0.1", "localhost")
    assert f'src="{other}/widget.js"'.encode() in body
    assert f"script-src {other};" in headers["Content-Security-Policy"]
