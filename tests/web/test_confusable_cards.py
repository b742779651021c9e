"""What a concept is mistaken for: on the page, in the widget and in the explorer, with the reason in Chinese."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.web.dialog import Dialog

REASON = "都可以叫“标签”"


def test_the_page_shows_it_beside_the_results(open_page: Callable[..., Page]) -> None:
    card = open_page("/?q=标签").locator(".column-side .card")
    expect(card).to_contain_text("容易混淆")
    expect(card.locator(".confusable").first).to_contain_text(REASON)


def test_the_widget_shows_it_as_something_to_search_for(widget_page: Callable[..., Page]) -> None:
    dialog = Dialog.open(widget_page())
    dialog.search("标签")
    confusable = dialog.page.get_by_role("complementary", name="概念").locator(".confusable").first
    expect(confusable).to_contain_text(REASON)
    label = confusable.locator(".chip").inner_text()
    confusable.locator(".chip").click()
    expect(dialog.field).to_have_value(label)


def test_the_explorers_sheet_leads_to_the_other_concept(open_page: Callable[..., Page]) -> None:
    page = open_page("/explore?concept=tag")
    group = page.locator(".sheet-group").filter(has_text="容易混淆")
    expect(group).to_contain_text(REASON)
    label = group.locator(".chip").first.inner_text()
    group.locator(".chip").first.click()
    expect(page.locator(".sheet-title")).to_contain_text(label)
