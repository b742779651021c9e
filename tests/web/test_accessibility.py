"""axe finds nothing on any page, in any state, in both themes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.dialog import Dialog

OpenPage = Callable[..., Page]
THEMES = ("light", "dark")
RUN = """() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    resultTypes: ["violations"],
})"""

PAGES = {
    "start": "/",
    "results": "/?q=镜像",
    "filtered": "/?q=镜像&source=notes",
    "nothing": "/?q=qzxqzx",
    "reader": "/read/notes/_posts/2026-01-12-container.md?q=镜像",
    "hostile": "/read/traps/hostile.md",
    "explorer": "/explore?concept=image",
    "path": "/explore?from=container&to=repository",
    "learning": "/explore?goal=dockerfile",
    "table": "/explore?view=table",
    "community": "/explore?color=community",
    "demo": "/demo/",
}


def violations(page: Page, axe: str) -> list[str]:
    """What axe finds, in a form that says what to mend."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate(RUN)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def settle(page: Page, name: str) -> None:
    """Waits until the page shows what it is opened for."""
    if name in ("explorer", "path", "learning", "table", "community"):
        expect(page.locator(".ex-counts")).to_have_text(re.compile("个概念"))
    if name in ("explorer", "path"):
        page.locator(".ex-sheet .sheet-title").wait_for()
    if name == "learning":
        page.locator(".lane-step").first.wait_for()
    page.wait_for_timeout(250)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_fault(open_page: OpenPage, axe: str, name: str, theme: str) -> None:
    page = open_page(PAGES[name], color_scheme=theme, bypass_csp=True)
    settle(page, name)
    assert violations(page, axe) == []


@pytest.mark.parametrize("name", ["start", "results", "reader", "explorer"])
def test_no_page_has_a_fault_on_a_phone(open_page: OpenPage, axe: str, name: str) -> None:
    page = open_page(PAGES[name], viewport={"width": 360, "height": 740}, bypass_csp=True)
    settle(page, name)
    assert violations(page, axe) == []


def test_a_page_that_is_not_there_has_no_fault(open_page: OpenPage, axe: str) -> None:
    page = open_page("/read/traps/nothing.md", bypass_csp=True, may_fail=("404",))
    assert violations(page, axe) == []


def test_open_menus_and_lists_of_the_explorer_have_no_fault(open_page: OpenPage, axe: str) -> None:
    page = open_page("/explore", bypass_csp=True)
    settle(page, "explorer-menu")
    page.locator("summary", has_text="关系").click()
    page.get_by_role("combobox", name="查找概念").fill("镜像")
    page.get_by_role("option").first.wait_for()
    assert violations(page, axe) == []


def test_completions_have_no_fault(open_page: OpenPage, axe: str) -> None:
    page = open_page("/", bypass_csp=True)
    page.keyboard.type("镜")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert violations(page, axe) == []


STATES: dict[str, Callable[[Dialog], None]] = {
    "start": lambda dialog: None,
    "results": lambda dialog: dialog.search("镜像"),
    "nothing": lambda dialog: _until(dialog, "qzxqzx", ".nothing"),
    "trouble": lambda dialog: _until(dialog, "镜像", ".trouble"),
}


def _until(dialog: Dialog, text: str, selector: str) -> None:
    dialog.field.fill(text)
    dialog.page.locator(selector).wait_for()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", STATES)
def test_no_state_of_the_widget_has_a_fault(widget_page: Callable[..., Page], axe: str, state: str, theme: str) -> None:
    down = {"**/api/v1/search*": lambda route: route.fulfill(status=503, body="{}")} if state == "trouble" else None
    page = widget_page(f'theme="{theme}"', bypass_csp=True, may_fail=("503",), routes=down)
    assert violations(page, axe) == []
    dialog = Dialog.open(page)
    STATES[state](dialog)
    page.wait_for_timeout(200)
    assert violations(page, axe) == []


def test_recent_searches_have_no_fault(widget_page: Callable[..., Page], axe: str) -> None:
    page = widget_page(bypass_csp=True)
    page.evaluate("localStorage.setItem('xunmai:recent', JSON.stringify(['镜像', '容器']))")
    Dialog.open(page)
    assert violations(page, axe) == []
