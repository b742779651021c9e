"""The widget by keyboard: opening, moving, going, closing, and where the focus is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.dialog import Dialog

WidgetPage = Callable[..., Page]


@pytest.mark.parametrize("keys", ["Control+k", "/"])
def test_a_shortcut_opens_the_dialog_and_focus_is_in_the_field(widget_page: WidgetPage, keys: str) -> None:
    page = widget_page()
    page.locator("#before").focus()
    page.keyboard.press(keys)
    dialog = Dialog(page)
    expect(dialog.field).to_be_focused()
    expect(dialog.field).to_have_value("")


def test_the_trigger_opens_it_too_and_says_what_it_is(widget_page: WidgetPage) -> None:
    page = widget_page()
    trigger = page.get_by_role("button", name="搜索文档")
    assert trigger.get_attribute("aria-haspopup") == "dialog"
    assert trigger.get_attribute("aria-keyshortcuts") == "Control+K /"
    trigger.click()
    expect(Dialog(page).field).to_be_focused()


def test_a_slash_typed_into_a_field_of_the_site_stays_there(widget_page: WidgetPage) -> None:
    page = widget_page()
    page.locator("#other").focus()
    page.keyboard.press("/")
    assert page.locator("#other").input_value() == "/"
    assert not Dialog(page).is_open


def test_the_site_can_choose_the_shortcut(widget_page: WidgetPage) -> None:
    page = widget_page('shortcut="mod+p"')
    for keys in ("Control+k", "/"):
        page.keyboard.press(keys)
        assert not Dialog(page).is_open
    page.keyboard.press("Control+p")
    expect(Dialog(page).field).to_be_focused()


def test_arrows_move_through_all_options_and_round_the_ends(widget_page: WidgetPage) -> None:
    dialog = Dialog.open(widget_page())
    dialog.search("镜像")
    count = dialog.options.count()
    assert count > 3
    assert dialog.number_of_active() == 0
    dialog.page.keyboard.press("ArrowDown")
    assert dialog.number_of_active() == 1
    active = dialog.field.get_attribute("aria-activedescendant")
    assert dialog.active.get_attribute("id") == active
    dialog.page.keyboard.press("ArrowUp")
    dialog.page.keyboard.press("ArrowUp")
    assert dialog.number_of_active() == count - 1
    expect(dialog.active).to_be_in_viewport()
    expect(dialog.field).to_be_focused()


def test_home_and_end_move_in_the_list_once_someone_moves_there_and_in_the_text_before(widget_page: WidgetPage) -> None:
    dialog = Dialog.open(widget_page())
    dialog.search("镜像")
    dialog.page.keyboard.press("Home")
    assert dialog.field.evaluate("field => field.selectionStart") == 0
    dialog.page.keyboard.press("ArrowDown")
    dialog.page.keyboard.press("End")
    assert dialog.number_of_active() == dialog.options.count() - 1
    dialog.page.keyboard.press("Home")
    assert dialog.number_of_active() == 0


def test_enter_goes_to_the_active_hit(widget_page: WidgetPage, service: object) -> None:
    dialog = Dialog.open(widget_page())
    dialog.search("数据卷")
    dialog.page.keyboard.press("ArrowDown")
    target = dialog.active.evaluate("option => option.href")
    dialog.page.keyboard.press("Enter")
    dialog.page.wait_for_url(target)


def test_mod_enter_opens_a_new_tab_and_the_dialog_stays(widget_page: WidgetPage) -> None:
    dialog = Dialog.open(widget_page())
    dialog.search("数据卷")
    with dialog.page.context.expect_page() as opened:
        dialog.page.keyboard.press("Control+Enter")
    assert "/read/" in opened.value.url
    assert dialog.is_open


def test_enter_before_the_answer_asks_at_once_and_goes_nowhere(widget_page: WidgetPage) -> None:
    page = widget_page()
    dialog = Dialog.open(page)
    address = page.url
    dialog.field.press_sequentially("镜像")
    page.keyboard.press("Enter")
    page.locator(".hit").first.wait_for()
    assert page.url == address


def test_escape_closes_and_focus_returns_to_where_it_was(widget_page: WidgetPage) -> None:
    page = widget_page()
    page.locator("#before").focus()
    dialog = Dialog.open(page)
    dialog.search("镜像")
    page.keyboard.press("Escape")
    assert not dialog.is_open
    expect(page.locator("#before")).to_be_focused()


def test_a_press_outside_closes(widget_page: WidgetPage) -> None:
    dialog = Dialog.open(widget_page())
    dialog.page.mouse.click(20, 780)
    expect(dialog.page.locator("dialog")).to_be_hidden()


def test_tab_goes_round_inside_the_dialog(widget_page: WidgetPage) -> None:
    dialog = Dialog.open(widget_page())
    dialog.search("镜像")
    seen = set()
    for _ in range(60):
        dialog.page.keyboard.press("Tab")
        inside, name = dialog.page.evaluate(
            "() => { const a = document.querySelector('xunmai-search').shadowRoot.activeElement;"
            " return [!!a?.closest('dialog'), a?.className ?? document.activeElement.id] }"
        )
        assert inside, name
        seen.add(name)
        if name == "field":
            break
    assert "field" in seen
    assert len(seen) > 2
    dialog.page.keyboard.press("Shift+Tab")
    assert dialog.page.evaluate("document.querySelector('xunmai-search').shadowRoot.activeElement.className") == "all"


def test_the_page_behind_does_not_scroll_and_is_as_before_afterwards(widget_page: WidgetPage) -> None:
    page = widget_page(body='<div style="height: 3000px"></div>')
    page.evaluate("document.documentElement.style.overflow = 'scroll'")
    dialog = Dialog.open(page)
    assert page.evaluate("document.documentElement.style.overflow") == "hidden"
    page.keyboard.press("Escape")
    page.wait_for_function("document.documentElement.style.overflow == 'scroll'")  # the event that tells comes later
    assert not dialog.is_open
