"""Pictures of every page and of the widget, at three widths in both themes; nothing sticks out sideways."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.dialog import Dialog
from tests.web.stage import ROOT

OpenPage = Callable[..., Page]
FOLDER = ROOT / "build" / "screenshots"
WIDTHS = (360, 768, 1440)
PAGES = {
    "start": "/",
    "results": "/?q=怎么删除镜像",
    "nothing": "/?q=qzxqzx",
    "reader": "/read/notes/_posts/2026-01-12-container.md?q=镜像",
    "explorer": "/explore?concept=image",
    "explorer-path": "/explore?from=container&to=repository",
    "explorer-table": "/explore?view=table",
    "demo": "/demo/",
}


def window(width: int) -> dict[str, int]:
    return {"width": width, "height": 740 if width < 500 else 900}


def keep(page: Page, name: str, width: int, theme: str) -> None:
    """Saves the picture after checking that the page is no wider than its window."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}-{theme}-{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_its_window(open_page: OpenPage, width: int, theme: str) -> None:
    page = open_page("/", viewport=window(width), color_scheme=theme)
    for name, address in PAGES.items():
        page.goto(page.url.partition("/")[0] + "//" + page.url.split("/")[2] + address)
        if name.startswith("explorer"):
            expect(page.locator(".ex-counts")).to_have_text(re.compile("个概念"))
        page.wait_for_timeout(300)
        keep(page, name, width, theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_widget_fits_its_window(widget_page: Callable[..., Page], width: int, theme: str) -> None:
    page = widget_page(f'theme="{theme}"', viewport=window(width), color_scheme=theme)
    keep(page, "widget-closed", width, theme)
    dialog = Dialog.open(page)
    dialog.search("镜像")
    page.wait_for_timeout(200)
    keep(page, "widget", width, theme)


def test_the_printed_reader_is_text_alone(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/read/notes/_posts/2026-01-12-container.md")
    page.emulate_media(media="print")
    for selector in (".top", ".contents", ".neighbors", ".bottom"):
        expect(page.locator(selector)).to_be_hidden()
    expect(page.locator("article")).to_be_visible()
    page.pdf(path=tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
