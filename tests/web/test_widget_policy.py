"""The widget under the strictest policies, and what it makes a visitor load."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.web.dialog import Dialog
from tests.web.stage import ROOT, Service

WidgetPage = Callable[..., Page]


def test_it_works_under_a_policy_that_allows_its_host_alone_and_with_trusted_types(
    widget_page: WidgetPage, service: Service
) -> None:
    """Any breach is a console error, which the page fixture reports."""
    host = service.url
    policy = (
        f"default-src 'none'; script-src {host}; connect-src {host}; style-src {host}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    page = widget_page(path="/strict", headers={"Content-Security-Policy": policy})
    dialog = Dialog.open(page)
    dialog.search("镜像")
    assert dialog.page.locator(".hit mark").count() > 0
    color = dialog.active.evaluate("option => getComputedStyle(option).backgroundColor")
    assert color == "rgb(232, 241, 251)"
    page.keyboard.press("Enter")
    page.wait_for_url("**/read/**")


def test_nothing_comes_from_a_third_party(widget_page: WidgetPage, service: Service) -> None:
    page = widget_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    dialog = Dialog.open(page)
    dialog.search("镜像")
    known = (service.url, page.url.rpartition("/")[0])
    assert [url for url in asked if not url.startswith(known)] == []


def test_the_dialog_is_loaded_only_when_it_is_wanted(widget_page: WidgetPage) -> None:
    page = widget_page()
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert not any("dialog" in url for url in loaded)
    page.get_by_role("button", name="搜索文档").hover()
    page.wait_for_function("performance.getEntriesByType('resource').some(entry => entry.name.includes('dialog'))")


def test_a_dialog_that_cannot_be_loaded_leads_to_the_search_page(widget_page: WidgetPage, service: Service) -> None:
    page = widget_page(
        may_fail=("dialog", "ERR_FAILED", "Failed to fetch"),
        routes={"**/assets/dialog-*": lambda route: route.abort()},
    )
    page.keyboard.press("Control+k")
    page.wait_for_url(service.url + "/")


def test_the_sizes_are_within_what_was_promised(built: Path) -> None:
    done = subprocess.run(["node", "service/web/sizes.mjs"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "before the dialog opens" in done.stdout
    assert "with the dialog" in done.stdout
