"""The widget as tests speak of it: opened, typed into, read."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page


@dataclass(frozen=True)
class Dialog:
    """The search dialog of the first widget of a page."""

    page: Page

    @classmethod
    def open(cls, page: Page) -> Dialog:
        """Opens it as most people do."""
        page.keyboard.press("Control+k")
        dialog = cls(page)
        dialog.field.wait_for()
        return dialog

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("combobox", name="搜索文档")

    @property
    def options(self) -> Locator:
        return self.page.get_by_role("option")

    @property
    def active(self) -> Locator:
        return self.page.locator("[role=option][aria-selected=true]")

    @property
    def is_open(self) -> bool:
        return self.page.locator("dialog").is_visible()

    def search(self, text: str) -> None:
        """Types and waits for results."""
        self.field.fill(text)
        self.page.locator(".hit").first.wait_for()
        self.page.wait_for_function("!document.querySelector('xunmai-search').shadowRoot.querySelector('.busy')")

    def number_of_active(self) -> int:
        """The place of the active option, -1 for none."""
        place: int = self.options.evaluate_all("all => all.findIndex(o => o.getAttribute('aria-selected') === 'true')")
        return place
