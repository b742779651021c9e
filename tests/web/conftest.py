"""A browser, the service on a small real generation, and a site of another origin."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.web.stage import ROOT, Service, Site, page_with_widget, start_service

DIST = ROOT / "service" / "web" / "dist"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "build" / "screenshots"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for a page drives a browser."""
    for item in items:
        if "open_page" in getattr(item, "fixturenames", ()) and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def built() -> Path:
    """The built scripts and styles."""
    if not (DIST / "manifest.json").is_file():
        pytest.fail("the web assets are not built: run `make web`")
    return DIST


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A site of another origin."""
    site = Site()
    yield site
    site.close()


@pytest.fixture(scope="session")
def service(built: Path, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, in a process of its own."""
    service = start_service(tmp_path_factory.mktemp("web"), site.url)
    yield service
    service.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium: the one that TEST_BROWSER names, or one on PATH."""
    given = os.environ.get("TEST_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    if not given or given == "none":
        pytest.skip("no browser: `make test` says how to get one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given, args=list(FLAGS))
        yield browser
        browser.close()


OpenPage = Callable[..., Page]
Routes = Mapping[str, Callable[[Route], object]]


@pytest.fixture
def open_page(browser: Browser, service: Service) -> Iterator[OpenPage]:
    """Opens pages in contexts of their own; afterwards fails if a page reported an error or broke its policy.

    Options of the call go to the browser's context (`viewport`, `color_scheme`, `java_script_enabled` …);
    `may_fail` tells which console errors a test provokes on purpose. `routes` answer in place of the network, by
    pattern of address; they belong here because Chromium lets the next request pass by one that is set later.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(url: str, *, may_fail: tuple[str, ...] = (), routes: Routes | None = None, **options: object) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        context = browser.new_context(**options)  # type: ignore[arg-type]  # Playwright's options by name
        contexts.append(context)
        context.set_default_timeout(8000)
        for pattern, answer in (routes or {}).items():
            context.route(pattern, answer)
        page = context.new_page()

        def note(text: str) -> None:
            if not any(expected in text for expected in may_fail):
                errors.append(text)

        page.on("pageerror", lambda error: note(f"{error}"))
        page.on("console", lambda message: message.type in ("error", "warning") and note(message.text))
        page.goto(url if url.startswith("http") else service.url + url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def widget_page(open_page: OpenPage, service: Service, site: Site) -> Callable[..., Page]:
    """Opens a page of the other origin that embeds the widget with the given attributes."""

    def open_one(attributes: str = "", *, path: str = "/plain", headers: dict[str, str] | None = None,
                 head: str = "", body: str = "", **options: object) -> Page:  # fmt: skip
        url = site.put(path, page_with_widget(service.url, attributes, head, body), headers)
        page = open_page(url, **options)
        page.wait_for_function("customElements.get('xunmai-search') !== undefined")
        return page

    return open_one


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    if not AXE.is_file():
        pytest.fail("axe-core is not installed: run `npm ci`")
    return AXE.read_text(encoding="utf-8")
