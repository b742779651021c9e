"""The widget's languages, themes, and fit: phones, zoom, narrow places."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.dialog import Dialog
from tests.web.stage import ROOT

WidgetPage = Callable[..., Page]
LANGUAGES = ("zh-CN", "zh-TW", "en")


@pytest.mark.parametrize(
    ("language", "label", "nothing"),
    [
        ("zh-CN", "搜索文档", "没有找到“qzxqzx”"),
        ("zh-TW", "搜尋文件", "找不到「qzxqzx」"),
        ("en", "Search the docs", "Nothing found for"),
    ],
)
def test_it_speaks_three_languages(widget_page: WidgetPage, language: str, label: str, nothing: str) -> None:
    page = widget_page(f'language="{language}"')
    page.get_by_role("button", name=label).click()
    field = page.get_by_role("combobox", name=label)
    field.fill("qzxqzx")
    expect(page.locator(".nothing")).to_contain_text(nothing)
    assert page.locator("dialog").get_attribute("lang") == language


def test_every_string_is_there_in_every_language() -> None:
    def shape(language: str) -> dict[str, list[str]]:
        content = json.loads((ROOT / "service/web/strings" / f"{language}.json").read_text(encoding="utf-8"))
        return {part: sorted(strings) for part, strings in content.items()}

    assert shape("zh-TW") == shape("zh-CN")
    assert shape("en") == shape("zh-CN")


def test_every_relation_type_has_words() -> None:
    from index.graph.relations import TYPES

    content = json.loads((ROOT / "service/web/strings/zh-CN.json").read_text(encoding="utf-8"))
    assert TYPES.keys() <= content["relations"].keys()


def theme(page: Page) -> str:
    shown: str = page.evaluate(
        "document.querySelector('xunmai-search').shadowRoot.querySelector('.frame').dataset.theme"
    )
    return shown


@pytest.mark.parametrize(
    ("attributes", "style", "scheme", "expected"),
    [
        ("", "", "light", "light"),
        ("", "", "dark", "light"),
        ("", "<style>:root { color-scheme: light dark }</style>", "dark", "dark"),
        ("", "<style>body { background: #1b1b1d }</style>", "light", "dark"),
        ("", "<style>body { background: #fff }</style>", "dark", "light"),
        ('theme="dark"', "", "light", "dark"),
        ('theme="light"', "<style>body { background: #000 }</style>", "dark", "light"),
    ],
)  # fmt: skip
def test_its_theme_is_the_sites(
    widget_page: WidgetPage, attributes: str, style: str, scheme: str, expected: str
) -> None:
    """A page without colours of its own is white also on a dark system."""
    page = widget_page(attributes, head=style, color_scheme=scheme)
    assert theme(page) == expected


def test_it_follows_when_the_site_switches(widget_page: WidgetPage) -> None:
    page = widget_page(head="<style>html.dark body { background: #111 }</style>")
    assert theme(page) == "light"
    page.evaluate("document.documentElement.classList.add('dark')")
    page.wait_for_function(
        "document.querySelector('xunmai-search').shadowRoot.querySelector('.frame').dataset.theme === 'dark'"
    )


def test_a_site_can_set_colours_and_parts(widget_page: WidgetPage) -> None:
    colours = "xunmai-search { --xunmai-accent: rgb(1, 2, 3) }"
    page = widget_page(head=f"<style>{colours} xunmai-search::part(trigger) {{ border-width: 5px }}</style>")
    trigger = page.locator(".trigger")
    assert trigger.evaluate("t => getComputedStyle(t).borderTopWidth") == "5px"
    dialog = Dialog.open(page)
    dialog.search("镜像")
    assert page.locator(".hit .heading").first.evaluate("h => getComputedStyle(h).color") == "rgb(1, 2, 3)"


def test_on_a_phone_it_fills_the_screen_and_ios_has_no_reason_to_zoom(widget_page: WidgetPage) -> None:
    page = widget_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="搜索文档").tap()
    dialog = Dialog(page)
    dialog.search("镜像")
    box = page.locator("dialog").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 740)
    size = dialog.field.evaluate("field => parseFloat(getComputedStyle(field).fontSize)")
    assert size >= 16
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="关闭").tap()
    assert not dialog.is_open


def test_at_200_percent_zoom_all_can_be_reached(widget_page: WidgetPage) -> None:
    """Zoom halves the CSS pixels of the window."""
    page = widget_page(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    dialog = Dialog.open(page)
    dialog.search("镜像")
    page.keyboard.press("ArrowUp")
    expect(dialog.active).to_be_in_viewport()
    expect(dialog.field).to_be_in_viewport()


@pytest.mark.parametrize("width", [40, 90, 150, 300])
def test_the_trigger_is_as_wide_as_its_place_and_never_wider(widget_page: WidgetPage, width: int) -> None:
    page = widget_page()
    page.evaluate(
        "width => { document.querySelector('xunmai-search').parentElement.style.width = `${width}px` }", width
    )
    box = page.locator(".trigger").bounding_box()
    assert box is not None
    assert box["width"] <= max(width, 40) + 0.5
    assert page.locator(".trigger").evaluate("t => t.scrollWidth <= t.clientWidth")
    expect(page.get_by_role("button", name="搜索文档")).to_be_visible()


def test_without_motion_where_people_want_none(widget_page: WidgetPage) -> None:
    page = widget_page(reduced_motion="reduce")
    Dialog.open(page)
    assert page.locator("dialog").evaluate("d => getComputedStyle(d).animationName") == "none"


def test_in_forced_colours_the_active_option_is_outlined(widget_page: WidgetPage) -> None:
    page = widget_page(forced_colors="active")
    dialog = Dialog.open(page)
    dialog.search("镜像")
    assert dialog.active.evaluate("o => getComputedStyle(o).outlineStyle") == "solid"
