"""Input methods: the real event sequences of pinyin, Zhuyin, Safari and Android, replayed through the DevTools."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import CDPSession, Page

from tests.web.dialog import Dialog

WidgetPage = Callable[..., Page]
PROCESS_KEY = 229


class InputMethod:
    """Sends what an input method sends: each key goes to the method first, then the text under composition changes."""

    def __init__(self, page: Page, key: str = "Process") -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.key = key

    def press(self, code: str = "") -> None:
        """A key that the input method takes: keydown with 229, as browsers report it."""
        for kind in ("rawKeyDown", "keyUp"):
            self.session.send(
                "Input.dispatchKeyEvent",
                {"type": kind, "key": self.key, "code": code, "windowsVirtualKeyCode": PROCESS_KEY},
            )

    def compose(self, text: str) -> None:
        """The text under composition."""
        where = {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        self.session.send("Input.imeSetComposition", where)

    def type(self, steps: Sequence[str]) -> None:
        """A key and what is under composition after it, step by step."""
        for step in steps:
            self.press()
            self.compose(step)

    def commit(self, text: str) -> None:
        """The candidate that was chosen."""
        self.session.send("Input.insertText", {"text": text})


def watch(page: Page) -> list[str]:
    """The queries that are asked from now on."""
    asked: list[str] = []
    page.on("request", lambda request: "/api/v1/search" in request.url and asked.append(request.url))
    return asked


def pause(page: Page) -> None:
    """Longer than the widget waits before it asks."""
    page.wait_for_timeout(400)


@pytest.mark.parametrize(
    ("steps", "word"),
    [
        (["j", "ji", "jin", "jing", "jing'x", "jing'xi", "jing'xia", "jing'xian", "jing'xiang"], "镜像"),
        (["ㄖ", "ㄖㄨ", "ㄖㄨㄥ", "容", "容ㄑ", "容ㄑㄧ", "容器"], "容器"),
    ],
    ids=["pinyin", "zhuyin"],
)
def test_nothing_is_asked_before_a_word_is_chosen_and_then_once(
    widget_page: WidgetPage, steps: list[str], word: str
) -> None:
    page = widget_page()
    dialog = Dialog.open(page)
    asked = watch(page)
    method = InputMethod(page)
    method.type(steps)
    pause(page)
    assert asked == []
    method.commit(word)
    page.locator(".hit").first.wait_for()
    assert len(asked) == 1
    assert dialog.field.input_value() == word


@pytest.mark.parametrize("code", ["Enter", "Escape", "ArrowDown", "ArrowUp", "Home", "End", "Tab", "KeyK", "PageDown"])
def test_no_key_of_a_composition_moves_opens_or_closes(widget_page: WidgetPage, code: str) -> None:
    page = widget_page()
    dialog = Dialog.open(page)
    dialog.search("镜像")
    page.keyboard.press("ArrowDown")
    address, place = page.url, dialog.number_of_active()
    method = InputMethod(page)
    method.type(["r", "ro", "rong"])
    method.press(code)
    pause(page)
    assert dialog.is_open
    assert page.url == address
    assert dialog.number_of_active() == place


@pytest.mark.parametrize("key", ["Enter", "Escape", "ArrowDown", "ArrowUp"])
def test_keys_that_only_say_they_are_composing_are_left_alone(widget_page: WidgetPage, key: str) -> None:
    """Firefox and Safari report the key itself, with `isComposing`."""
    page = widget_page()
    dialog = Dialog.open(page)
    dialog.search("镜像")
    address = page.url
    prevented = dialog.field.evaluate(
        """(field, key) => {
            field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true, composed: true }));
            const event = new KeyboardEvent("keydown",
                { key, isComposing: true, bubbles: true, composed: true, cancelable: true });
            return !field.dispatchEvent(event);
        }""",
        key,
    )
    assert not prevented
    assert dialog.is_open
    assert page.url == address
    assert dialog.number_of_active() == 0


def test_safaris_late_enter_goes_nowhere(widget_page: WidgetPage) -> None:
    """Safari ends the composition first; the keydown of the Enter that confirmed it has only its keyCode to tell."""
    page = widget_page()
    dialog = Dialog.open(page)
    dialog.search("镜像")
    address = page.url
    dialog.field.evaluate(
        """field => {
            const send = (event) => field.dispatchEvent(event);
            const composed = { bubbles: true, composed: true, cancelable: true };
            send(new CompositionEvent("compositionstart", composed));
            field.value = "rong";
            send(new InputEvent("input", { ...composed, data: "rong", isComposing: true }));
            field.value = "容";
            send(new InputEvent("input", { ...composed, data: "容", isComposing: true }));
            send(new CompositionEvent("compositionend", { ...composed, data: "容" }));
            send(new KeyboardEvent("keydown", { ...composed, key: "Enter", keyCode: 229, isComposing: false }));
        }"""
    )
    pause(page)
    assert page.url == address
    assert dialog.is_open
    assert dialog.field.input_value() == "容"


def test_the_enter_after_a_composition_goes(widget_page: WidgetPage) -> None:
    page = widget_page()
    Dialog.open(page)
    method = InputMethod(page)
    method.type(["j", "jing"])
    method.commit("镜像")
    page.locator(".hit").first.wait_for()
    pause(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/read/**")


def test_latin_words_composed_on_android_are_searched_as_they_grow(widget_page: WidgetPage) -> None:
    """Android's keyboards compose every word, and call every key Unidentified."""
    page = widget_page()
    dialog = Dialog.open(page)
    asked = watch(page)
    keyboard = InputMethod(page, key="Unidentified")
    keyboard.type(["d", "do", "doc", "dock", "docke", "docker"])
    page.locator(".hit").first.wait_for()
    assert asked
    assert asked[-1].endswith("q=docker&limit=10&group=page")
    assert dialog.field.input_value() == "docker"


def test_chinese_composed_on_android_is_not_searched_before_it_is_chosen(widget_page: WidgetPage) -> None:
    page = widget_page()
    Dialog.open(page)
    asked = watch(page)
    keyboard = InputMethod(page, key="Unidentified")
    keyboard.type(["ㄖ", "ㄖㄨ", "容"])
    pause(page)
    assert asked == []
    keyboard.commit("容器")
    page.locator(".hit").first.wait_for()
    assert len(asked) == 1


def test_the_search_pages_field_leaves_a_composition_alone(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    field = page.locator("input[name=q]")
    field.focus()
    method = InputMethod(page)
    asked: list[str] = []
    page.on("request", lambda request: "/api/v1/suggest" in request.url and asked.append(request.url))
    method.type(["r", "ro", "rong"])
    method.press("Enter")
    pause(page)
    assert asked == []
    assert page.url.endswith("/")
    method.commit("容器")
    page.get_by_role("option").first.wait_for()
    assert len(asked) == 1
