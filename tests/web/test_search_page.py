"""The search page: without script, its address as its state, facets, pages, completions."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.web.stage import HOSTILE_LABEL

OpenPage = Callable[..., Page]
HOSTILE = '<img src=x onerror="window.pwned=1">'


def test_without_script_one_can_search_filter_turn_pages_and_read(open_page: OpenPage) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("searchbox", name="搜索文档").fill("镜像")
    page.get_by_role("button", name="搜索").click()
    assert parse_qs(urlsplit(page.url).query) == {"q": ["镜像"]}
    expect(page.locator(".hit")).to_have_count(10)
    assert page.locator(".hit mark").count() > 0
    page.get_by_role("link", name="下一页").click()
    assert parse_qs(urlsplit(page.url).query)["page"] == ["2"]
    expect(page.locator(".pagination [aria-current]")).to_have_text("2")
    page.get_by_role("link", name="notes").first.click()
    assert parse_qs(urlsplit(page.url).query) == {"q": ["镜像"], "source": ["notes"]}
    page.get_by_role("link", name="去掉筛选 notes").click()
    assert "source" not in page.url
    page.locator(".hit h2 a").first.click()
    assert "/read/" in page.url
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_hit_of_the_reader_opens_at_its_heading_with_the_words_marked(open_page: OpenPage) -> None:
    page = open_page("/?q=数据卷")
    page.locator(".hit h2 a").first.click()
    page.wait_for_url("**/read/**")
    anchor = page.evaluate("decodeURIComponent(location.hash.slice(1))")
    assert anchor
    expect(page.locator(f'[id="{anchor}"]')).to_be_in_viewport()
    expect(page.locator("article mark").first).to_have_text(re.compile("数据"))


def test_the_time_a_search_took_comes_from_the_answers_header(open_page: OpenPage) -> None:
    page = open_page("/?q=镜像")
    expect(page.locator("[data-timing]")).to_have_text(re.compile(r"^\d+\.\d{3} 秒$"))


def test_the_concept_stands_beside_the_results_and_on_phones_under_the_first(open_page: OpenPage) -> None:
    page = open_page("/?q=镜像")
    side = page.get_by_role("complementary", name="概念")
    expect(side).to_contain_text("image")
    side.get_by_role("link", name="在图谱中打开").click()
    page.wait_for_url("**/explore?concept=image*")
    phone = open_page("/?q=镜像", viewport={"width": 360, "height": 740})
    expect(phone.locator(".column-side")).to_be_hidden()
    expect(phone.locator(".hits > li:nth-child(2) .card")).to_be_visible()


def test_what_else_was_searched_can_be_undone(open_page: OpenPage) -> None:
    page = open_page("/?q=镜像")
    expect(page.locator(".note")).to_contain_text("也搜索了")
    page.get_by_role("link", name="不要扩展").click()
    assert "expand=false" in page.url
    assert page.locator(".note").count() == 0


def test_nothing_found_says_so_and_offers_a_way_on(open_page: OpenPage) -> None:
    page = open_page("/?q=qzxqzx")
    expect(page.get_by_role("status")).to_have_text("没有找到“qzxqzx”")
    page.locator(".nothing .chip").first.click()
    page.locator(".hit").first.wait_for()


def test_filters_that_leave_nothing_can_be_lifted(open_page: OpenPage) -> None:
    page = open_page("/?q=镜像&source=nowhere")
    page.get_by_role("link", name="清除筛选").click()
    page.locator(".hit").first.wait_for()


def test_the_empty_page_shows_examples_that_find_something(open_page: OpenPage) -> None:
    page = open_page("/")
    examples = page.locator(".examples a")
    assert examples.count() == 3
    for address in examples.evaluate_all("all => all.map(a => a.href)"):
        page.goto(address)
        page.locator(".hit").first.wait_for()


def test_completions_come_while_typing_and_submit_the_form(open_page: OpenPage) -> None:
    page = open_page("/")
    field = page.get_by_role("combobox", name="搜索文档")
    expect(field).to_be_focused()
    field.press_sequentially("rongqi")
    expect(page.get_by_role("option").filter(has_text="容器").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]").get_attribute("data-value")
    expect(field).to_have_attribute("aria-activedescendant", "q-completions-0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=**")
    assert parse_qs(urlsplit(page.url).query)["q"] == [chosen]


def test_enter_without_a_choice_searches_what_was_typed(open_page: OpenPage) -> None:
    page = open_page("/")
    page.keyboard.type("镜")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=**")
    assert parse_qs(urlsplit(page.url).query)["q"] == ["镜"]


def test_escape_closes_completions_and_a_slash_leads_to_the_field(open_page: OpenPage) -> None:
    page = open_page("/?q=镜像")
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="搜索文档")
    expect(field).to_be_focused()
    page.keyboard.type("容")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("option").count() == 0
    expect(field).to_have_value("容")


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("q", [HOSTILE, f"ztrapz {HOSTILE}", HOSTILE_LABEL, "ztrapz"])
def test_markup_in_texts_queries_and_labels_is_shown_as_text(open_page: OpenPage, q: str, script: bool) -> None:
    page = open_page("/", java_script_enabled=script)
    page.locator("input[name=q]").fill(q)
    page.locator("input[name=q]").press("Enter")
    page.locator(".facts, .nothing").first.wait_for()
    assert page.locator("main img, main script").count() == 0
    assert page.locator("input[name=q]").input_value() == q
    if script:
        assert page.evaluate("window.pwned") is None
    if q != HOSTILE:
        assert HOSTILE in page.locator("main").inner_text()


@pytest.mark.parametrize(
    "address",
    ["/?q=%FF%FE", "/?q=a&page=-1", "/?q=a&page=99999999999999999999", "/?q=a&year=x&year=0000", "/?q=a&source=%00",
     "/?q=" + "长" * 300, "/?q=%22", "/?q=AND+OR+-", "/?expand=false", "/?q=a&page=١"],
)  # fmt: skip
def test_no_address_is_an_error(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    assert page.locator("input[name=q]").is_visible()
