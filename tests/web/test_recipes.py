"""Every recipe of docs/widget.md, in a page such as the generator makes: it opens, it searches, it fits."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.stage import ROOT, Service, Site

MANUAL = (ROOT / "docs" / "widget.md").read_text(encoding="utf-8")
PAGES = Path(__file__).parent / "recipes"
GENERATORS = ("html", "jekyll", "hugo", "mkdocs", "docusaurus", "vitepress", "gitbook")
#: What the generators' own templating makes of their marks.
FILLED = {"{{ site.Language.LanguageCode }}": "zh-TW", "{{ super() }}": ""}
THEMES = {"hugo": "dark", "mkdocs": "dark", "docusaurus": "dark", "vitepress": "dark"}


def recipe(generator: str) -> str:
    """The block of the manual that begins with the generator's name."""
    found = re.search(rf"```\w+\n(?:<!--|//) recipe: {generator}(?: -->)?\n(.*?)```", MANUAL, re.DOTALL)
    assert found, f"docs/widget.md has no recipe for {generator}"
    return found[1]


def rendered(generator: str, service: str) -> str:
    """The page with what the generator makes of the recipe in its place."""
    text = recipe(generator)
    page = (PAGES / f"{generator}.html").read_text(encoding="utf-8")
    if generator in ("docusaurus", "vitepress"):
        source = re.search(r'src: "([^"]+)"', text)
        assert source
        text, page = (
            "<xunmai-search></xunmai-search>",
            page.replace("HEAD", f'<script type="module" src="{source[1]}"></script>'),
        )
    for mark, value in FILLED.items():
        text = text.replace(mark, value)
    text = re.sub(r"{% (?:extends|block|endblock)[^%]*%}", "", text)
    return page.replace("RECIPE", text).replace("https://search.example.com", service)


@pytest.mark.parametrize("generator", GENERATORS)
def test_the_recipe_works(open_page: Callable[..., Page], service: Service, site: Site, generator: str) -> None:
    page = open_page(site.put(f"/{generator}/", rendered(generator, service.url)))
    trigger = page.locator(".trigger")
    expect(trigger).to_be_visible()
    box = trigger.bounding_box()
    assert box is not None
    assert 120 <= box["width"] <= 320
    assert 36 <= box["height"] <= 44
    theme = page.evaluate("document.querySelector('xunmai-search').shadowRoot.querySelector('.frame').dataset.theme")
    assert theme == THEMES.get(generator, "light")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    field.fill("镜像")
    page.locator(".hit").first.wait_for()
    sizes = page.locator("dialog").evaluate(
        "d => [getComputedStyle(d.querySelector('.field')).fontSize, getComputedStyle(d.querySelector('kbd')).fontSize]"
    )
    assert sizes == ["17px", "12px"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_attribute_and_event_is_in_the_manual() -> None:
    element = (ROOT / "service/web/widget/element.ts").read_text(encoding="utf-8")
    attributes = set(re.findall(r'(?:getAttribute|hasAttribute)\("([a-z]+)"\)', element))
    assert attributes >= {"endpoint", "language", "theme", "shortcut", "placeholder", "source", "limit"}
    for name in (*attributes, "xunmai:open", "xunmai:close", "xunmai:search", "xunmai:select"):
        assert f"`{name}`" in MANUAL


def test_every_part_and_property_is_in_the_manual_and_none_that_is_not() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "service/web").rglob("*.ts")]
    parts = set(re.findall(r'\bpart: "([a-z-]+)"', "\n".join(sources))) | {"clear"}
    listed = set(re.findall(r"`([a-z-]+)`", MANUAL.split("Parts for `::part()`:")[1].split("```")[0]))
    assert listed == parts - {"frame"}
    styles = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "service/web/widget").rglob("*.css"))
    assert set(re.findall(r"var\((--xunmai-[a-z-]+)", styles)) == set(re.findall(r"`(--xunmai-[a-z-]+)`", MANUAL))
