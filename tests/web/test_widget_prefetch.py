"""The first hit is fetched ahead where it is a page of this very site, and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, expect

from tests.web.dialog import Dialog
from tests.web.stage import Service, Site

WidgetPage = Callable[..., Page]
LINKS = "link[rel=prefetch]"


def as_if_on(site: Site, service: Service) -> dict[str, Callable[[Route], None]]:
    """Routes that let the site answer searches as if the service stood on it."""

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        route.fulfill(response=route.fetch(url=f"{service.url.rstrip('/')}{asked.path}?{asked.query}"))

    return {f"{site.url}/api/v1/**": answer}


def read_ahead(site: Site) -> list[str]:
    return [path for path in site.asked if path.startswith("/read/")]


def test_the_first_hit_of_the_same_site_is_fetched_ahead_once(
    widget_page: WidgetPage, service: Service, site: Site
) -> None:
    page = widget_page(f'endpoint="{site.url}"', routes=as_if_on(site, service))
    dialog = Dialog.open(page)
    dialog.search("镜像")
    first = dialog.options.first.evaluate("option => option.href").partition("#")[0]
    expect(page.locator(LINKS)).to_have_attribute("href", first)
    end = time.monotonic() + 20
    while not read_ahead(site):
        assert time.monotonic() < end, "was not fetched"
        page.wait_for_timeout(50)
    dialog.search("镜像 ")
    expect(page.locator(LINKS)).to_have_count(1)
    assert read_ahead(site) == [first.removeprefix(site.url)]


def test_a_hit_of_another_site_is_not(widget_page: WidgetPage, site: Site) -> None:
    before = len(site.asked)
    page = widget_page("prefetch")
    Dialog.open(page).search("镜像")
    page.wait_for_timeout(300)
    expect(page.locator(LINKS)).to_have_count(0)
    assert not any(path.startswith("/read/") for path in site.asked[before:])
