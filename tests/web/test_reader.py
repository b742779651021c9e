"""The reader: anchors as in the index, marks, neighbours, cards of concepts, and nothing that runs."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.web.stage import Service

OpenPage = Callable[..., Page]
HOSTILE = '<img src=x onerror="window.pwned=1">'


def asked(service: Service, path: str) -> Any:
    with urllib.request.urlopen(service.url + path) as response:
        return json.load(response)


def test_every_hits_anchor_is_on_its_page(open_page: OpenPage, service: Service) -> None:
    found = [hit for q in ("镜像", "数据卷", "docker run", "ztrapz")
             for hit in asked(service, f"/api/v1/search?limit=50&q={quote(q)}")["hits"]]  # fmt: skip
    assert len(found) > 60
    page = open_page("/")
    by_page: dict[str, set[str]] = {}
    for hit in found:
        if hit["anchor"]:
            by_page.setdefault(hit["url"].partition("#")[0], set()).add(hit["anchor"])
    for url, anchors in by_page.items():
        page.goto(service.url + url)
        there = set(page.locator("article [id]").evaluate_all("all => all.map(e => e.id)"))
        assert anchors <= there, url


def test_the_querys_words_are_marked_and_can_be_unmarked(open_page: OpenPage) -> None:
    page = open_page("/read/traps/long.md?q=数据卷")
    assert page.locator("article mark").count() >= 4
    page.get_by_role("link", name="去掉标记").click()
    assert page.locator("article mark").count() == 0


def test_indented_chinese_is_prose_and_links_lead_to_the_reader(open_page: OpenPage) -> None:
    page = open_page("/read/traps/long.md")
    assert page.locator("article p", has_text="这里的四个空格后面是中文的正文").count() == 1
    assert page.locator("article pre").count() == 0
    link = page.get_by_role("link", name="上一页")
    assert link.get_attribute("href") == "/read/traps/hostile.md#代码里的陷阱"
    assert page.get_by_role("link", name="坏链接").count() == 0
    assert page.get_by_role("link", name="外面").get_attribute("rel") == "noopener"
    assert page.locator("td").nth(1).get_attribute("align") == "right"


def test_previous_and_next_go_through_the_book_and_back(open_page: OpenPage) -> None:
    page = open_page("/read/notes/_posts/2026-01-12-container.md")
    title = page.get_by_role("heading", level=1).inner_text()
    page.locator(".neighbors [rel=next]").click()
    assert page.get_by_role("heading", level=1).inner_text() != title
    page.locator(".neighbors [rel=prev]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_page_has_one_title(open_page: OpenPage) -> None:
    for path in ("/read/traps/long.md", "/read/notes/_posts/2026-01-08-image.md", "/read/traps/hostile.md"):
        page = open_page(path)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_a_concept_is_linked_once_a_section_and_its_card_shows_what_it_is(open_page: OpenPage) -> None:
    page = open_page("/read/notes/_posts/2026-01-12-container.md")
    link = page.locator("a.concept[data-concept=image]").first
    assert link.get_attribute("href") == "/explore?concept=image"
    link.hover()
    card = page.locator(".hover-card")
    expect(card).to_be_visible()
    expect(card).to_contain_text("镜像")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    link.focus()
    expect(card).to_be_visible()
    assert link.get_attribute("aria-describedby") == "hover-card"


def test_the_contents_say_where_one_reads(open_page: OpenPage) -> None:
    page = open_page("/read/notes/_posts/2026-01-12-container.md")
    last = page.locator(".contents a").last
    last.click()
    page.mouse.wheel(0, 100)
    expect(page.locator(".contents a[aria-current]")).to_have_count(1)


def test_nothing_in_a_document_runs_or_changes_the_page(open_page: OpenPage) -> None:
    page = open_page("/read/traps/hostile.md?q=" + quote(HOSTILE))
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
    assert (
        page.locator("article").evaluate(
            "article => article.querySelectorAll('script, style, iframe, form, svg, [onerror], [style]').length"
        )
        == 0
    )
    assert page.locator("article a[href^='javascript']").count() == 0
    expect(page.get_by_role("heading", level=1)).to_contain_text(HOSTILE)
    expect(page.locator("article pre")).to_contain_text(HOSTILE)
    expect(page.locator("article h2 code")).to_have_text(HOSTILE)
    assert page.locator("body").is_visible()


def test_a_page_that_is_not_there_says_so_with_a_way_back(open_page: OpenPage) -> None:
    page = open_page("/read/traps/nothing.md", may_fail=("404",))
    expect(page.get_by_role("heading", level=1)).to_have_text("没有这一页")
    page.get_by_role("link", name="回到搜索").click()
    page.wait_for_url("**/")


def test_without_script_all_can_be_read(open_page: OpenPage) -> None:
    page = open_page("/read/notes/_posts/2026-01-12-container.md?q=镜像", java_script_enabled=False)
    assert page.locator("article mark").count() > 0
    page.locator("a.concept").first.click()
    assert "/explore?concept=" in page.url
    expect(page.locator(".card")).to_be_visible()
