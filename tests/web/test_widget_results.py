"""What the widget shows: groups, marks, the concept, what else was searched; nothing, trouble, recent searches."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.dialog import Dialog
from tests.web.stage import HOSTILE_LABEL

WidgetPage = Callable[..., Page]
SEARCH = "**/api/v1/search*"


def test_hits_are_grouped_by_page_and_each_group_is_named_by_its_page(widget_page: WidgetPage) -> None:
    dialog = Dialog.open(widget_page())
    dialog.search("镜像")
    groups = dialog.page.get_by_role("group")
    assert groups.count() > 1
    titles = dialog.page.locator(".page-title").all_inner_texts()
    assert len(titles) == len(set(titles)) == groups.count()
    assert dialog.options.count() >= groups.count()


def test_words_are_marked_and_code_is_set_as_code(widget_page: WidgetPage) -> None:
    dialog = Dialog.open(widget_page())
    dialog.search("docker run")
    marks = dialog.page.locator(".hit mark").all_inner_texts()
    assert marks
    assert all(mark.lower() in ("docker run", "docker", "run") for mark in marks[:3])
    expect(dialog.page.locator(".snippet code").first).to_be_visible()


def test_the_count_is_said_to_screen_readers(widget_page: WidgetPage) -> None:
    dialog = Dialog.open(widget_page())
    dialog.search("镜像")
    expect(dialog.page.get_by_role("status")).to_contain_text("篇有结果")


def test_the_concept_stands_beside_with_relations_that_search(widget_page: WidgetPage) -> None:
    dialog = Dialog.open(widget_page())
    dialog.search("镜像")
    panel = dialog.page.get_by_role("complementary", name="概念")
    expect(panel).to_contain_text("image")
    chip = panel.locator(".chip").first
    label = chip.inner_text().removeprefix("不是：")
    chip.click()
    expect(dialog.field).to_have_value(label)
    expect(dialog.field).to_be_focused()


def test_what_else_was_searched_can_be_undone(widget_page: WidgetPage) -> None:
    page = widget_page()
    dialog = Dialog.open(page)
    dialog.search("镜像")
    expect(page.locator(".notes")).to_contain_text("也搜索了")
    with page.expect_request(lambda request: "expand=false" in request.url):
        page.get_by_role("button", name="不要扩展").click()
    expect(page.locator(".notes")).to_be_hidden()


def test_a_repaired_spelling_is_said_and_can_be_undone(widget_page: WidgetPage) -> None:
    page = widget_page()
    dialog = Dialog.open(page)
    dialog.search("rongqi")
    expect(page.locator(".notes")).to_contain_text("已为你搜索“容器”")
    with page.expect_request(lambda request: "expand=false" in request.url):
        page.get_by_role("button", name="仍然搜索“rongqi”").click()


def test_nothing_found_says_so_and_offers_words(widget_page: WidgetPage) -> None:
    offered = {"suggestions": [suggestion("镜像"), suggestion("容器")]}
    page = widget_page(routes={"**/api/v1/suggest*": lambda route: answer(route, offered)})
    dialog = Dialog.open(page)
    dialog.field.fill("qzxqzx")
    expect(page.locator(".nothing")).to_contain_text("没有找到“qzxqzx”")
    option = page.get_by_role("option", name="镜像")
    option.click()
    expect(dialog.field).to_have_value("镜像")
    page.locator(".hit").first.wait_for()


def suggestion(text: str) -> dict[str, object]:
    return {"text": text, "kind": "concept", "url": "", "marks": []}


def answer(route: Route, body: object, status: int = 200) -> None:
    headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
    route.fulfill(status=status, headers=headers, body=json.dumps(body))


def test_a_stale_answer_never_replaces_a_newer_one(widget_page: WidgetPage) -> None:
    """The first answer is held back until the second is shown."""
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if "q=%E5%AE%B9%E5%99%A8&" in route.request.url:
            held.append(route)
        else:
            route.continue_()

    page = widget_page(routes={SEARCH: hold_the_first})
    dialog = Dialog.open(page)
    with page.expect_request(SEARCH):
        dialog.field.fill("容器")
    dialog.search("数据卷")
    before = page.locator(".hit").all_inner_texts()
    assert held
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    assert page.locator(".hit").all_inner_texts() == before


def test_the_same_question_is_answered_from_memory(widget_page: WidgetPage) -> None:
    page = widget_page()
    dialog = Dialog.open(page)
    dialog.search("镜像")
    dialog.search("数据卷")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    dialog.field.fill("镜像")
    page.wait_for_timeout(400)
    expect(page.locator(".hit").first).to_contain_text("镜像")
    assert [url for url in asked if "/search" in url] == []


def test_only_the_last_of_what_is_typed_quickly_is_asked(widget_page: WidgetPage) -> None:
    page = widget_page()
    dialog = Dialog.open(page)
    asked: list[str] = []
    page.on("request", lambda request: "/search" in request.url and asked.append(request.url))
    dialog.field.press_sequentially("docker compose", delay=15)
    page.locator(".hit").first.wait_for()
    assert len(asked) == 1


def test_a_slow_answer_shows_grey_lines_first(widget_page: WidgetPage) -> None:
    held: list[Route] = []
    page = widget_page(routes={SEARCH: lambda route: held.append(route)})
    dialog = Dialog.open(page)
    dialog.field.fill("镜像")
    expect(page.locator(".skeleton").first).to_be_visible()
    held[0].continue_()
    page.locator(".hit").first.wait_for()
    assert page.locator(".skeleton").count() == 0


def test_a_service_that_is_down_is_tried_again_by_itself(widget_page: WidgetPage) -> None:
    tries = []

    def fail_twice(route: Route) -> None:
        tries.append(route)
        if len(tries) < 3:
            answer(route, {"detail": "no generation is open"}, 503)
        else:
            route.continue_()

    page = widget_page(may_fail=("503",), routes={SEARCH: fail_twice})
    dialog = Dialog.open(page)
    dialog.field.fill("镜像")
    expect(page.locator(".trouble")).to_contain_text("服务暂时不可用，正在重试")
    page.locator(".hit").first.wait_for()
    assert len(tries) == 3


def test_retry_asks_at_once(widget_page: WidgetPage) -> None:
    down = True
    page = widget_page(
        may_fail=("503",),
        routes={SEARCH: lambda route: answer(route, {}, 503) if down else route.continue_()},
    )
    dialog = Dialog.open(page)
    dialog.field.fill("镜像")
    page.locator(".trouble").wait_for()
    down = False
    page.get_by_role("button", name="重试").click()
    page.locator(".hit").first.wait_for()
    expect(dialog.field).to_be_focused()


def test_without_a_network_it_says_so_and_goes_on_when_it_is_back(widget_page: WidgetPage) -> None:
    page = widget_page(may_fail=("ERR_INTERNET_DISCONNECTED",))
    dialog = Dialog.open(page)
    page.context.set_offline(True)
    dialog.field.fill("镜像")
    expect(page.locator(".trouble")).to_contain_text("网络已断开")
    page.context.set_offline(False)
    page.locator(".hit").first.wait_for()


def test_recent_searches_are_kept_here_and_can_be_chosen(widget_page: WidgetPage) -> None:
    page = widget_page()
    dialog = Dialog.open(page)
    dialog.search("数据卷")
    page.evaluate("addEventListener('xunmai:select', event => event.preventDefault())")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.reload()
    dialog = Dialog.open(page)
    option = page.get_by_role("option", name="数据卷")
    option.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog.field).to_have_value("数据卷")
    page.locator(".hit").first.wait_for()


def test_recent_searches_can_be_cleared(widget_page: WidgetPage) -> None:
    page = widget_page()
    page.evaluate("localStorage.setItem('xunmai:recent', JSON.stringify(['镜像', '容器']))")
    dialog = Dialog.open(page)
    page.get_by_role("button", name="清除").click()
    assert page.evaluate("localStorage.getItem('xunmai:recent')") is None
    assert dialog.options.count() == 0
    expect(dialog.field).to_be_focused()


def test_recent_searches_can_be_switched_off(widget_page: WidgetPage) -> None:
    page = widget_page('recent="off"')
    page.evaluate("localStorage.setItem('xunmai:recent', JSON.stringify(['镜像']))")
    page.evaluate("addEventListener('xunmai:select', event => event.preventDefault())")
    dialog = Dialog.open(page)
    assert dialog.options.count() == 0
    dialog.search("数据卷")
    page.keyboard.press("Enter")
    assert page.evaluate("localStorage.getItem('xunmai:recent')") == '["镜像"]'


def test_the_element_tells_what_happens(widget_page: WidgetPage) -> None:
    page = widget_page()
    page.evaluate(
        """() => {
            window.told = [];
            for (const name of ["open", "search", "select", "close"]) {
                addEventListener(`xunmai:${name}`, event => {
                    told.push([name, event.detail]);
                    if (name === "select") event.preventDefault();
                });
            }
        }"""
    )
    dialog = Dialog.open(page)
    dialog.search("数据卷")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.wait_for_function("told.length === 4")
    told = page.evaluate("told")
    assert [name for name, _ in told] == ["open", "search", "select", "close"]
    assert told[1][1]["q"] == "数据卷"
    assert told[1][1]["total"] > 0
    assert told[2][1].keys() == {"id", "url", "q"}


def test_the_open_attribute_opens_closes_and_tells(widget_page: WidgetPage) -> None:
    page = widget_page("open")
    dialog = Dialog(page)
    dialog.field.wait_for()
    page.evaluate("document.querySelector('xunmai-search').removeAttribute('open')")
    expect(page.locator("dialog")).to_be_hidden()
    page.evaluate("document.querySelector('xunmai-search').setAttribute('open', '')")
    dialog.field.wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('xunmai-search').hasAttribute('open')")


def test_source_and_limit_narrow_the_search(widget_page: WidgetPage) -> None:
    page = widget_page('source="traps" limit="3"')
    dialog = Dialog.open(page)
    with page.expect_request(lambda request: "/search" in request.url) as asked:
        dialog.search("数据卷")
    assert "source=traps" in asked.value.url
    assert "limit=3" in asked.value.url
    assert all("/read/traps/" in url for url in dialog.options.evaluate_all("all => all.map(o => o.href)"))


@pytest.mark.parametrize("q", ["ztrapz", HOSTILE_LABEL, '<img src=x onerror="window.pwned=1">'])
def test_markup_in_texts_queries_and_labels_is_shown_as_text(widget_page: WidgetPage, q: str) -> None:
    page = widget_page()
    dialog = Dialog.open(page)
    dialog.search(q)
    page.wait_for_timeout(200)
    assert page.evaluate("window.pwned") is None
    shown = page.locator("dialog").inner_text()
    assert '<img src=x onerror="window.pwned=1">' in shown
    assert (
        page.evaluate("document.querySelector('xunmai-search').shadowRoot.querySelectorAll('img, script').length") == 0
    )


def test_markup_in_a_query_without_an_answer_is_shown_as_text(widget_page: WidgetPage) -> None:
    page = widget_page(routes={SEARCH: lambda route: answer(route, empty_answer(HOSTILE_QUERY))})
    dialog = Dialog.open(page)
    dialog.field.fill(HOSTILE_QUERY)
    expect(page.locator(".nothing")).to_contain_text(HOSTILE_QUERY)
    assert page.evaluate("window.pwned") is None


HOSTILE_QUERY = '<img src=x onerror="window.pwned=1">'


def empty_answer(q: str) -> dict[str, object]:
    query = {"normalized": q, "tokens": [q], "concepts": [], "expanded": [], "corrected_to": None}
    return {"q": q, "generation": "", "took_ms": 0, "total": 0, "offset": 0, "limit": 10, "query": query,
            "hits": [], "facets": {}, "suggestion": None, "panel": None}  # fmt: skip


def test_an_address_that_is_a_script_is_no_link(widget_page: WidgetPage) -> None:
    def poison(route: Route) -> None:
        body = route.fetch().json()
        for hit in body["hits"]:
            hit["url"] = "javascript:window.pwned=1"
        answer(route, body)

    page = widget_page(routes={SEARCH: poison})
    dialog = Dialog.open(page)
    dialog.search("镜像")
    page.keyboard.press("Enter")
    dialog.options.first.click()
    page.wait_for_timeout(200)
    assert page.evaluate("window.pwned") is None
    assert dialog.options.first.get_attribute("href") is None
