"""A visit by keyboard alone: open, agree, read, answer, press, close; the focus is never lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.conftest import MakeVisitor
from tests.web.visitor import PATIENCE, Visitor

pytestmark = [pytest.mark.model, pytest.mark.browser, pytest.mark.xdist_group("web")]

_FOCUSED = """() => {
    let element = document.activeElement;
    while (element?.shadowRoot) element = element.shadowRoot.activeElement;
    return element?.className ?? "";
}"""


def _tab_to(visitor: Visitor, target: Locator, most: int = 25) -> None:
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        if target.evaluate("element => element === element.getRootNode().activeElement && document.hasFocus()"):
            assert _has_visible_focus(target)
            return
    raise AssertionError("Tab does not reach it.")


def _has_visible_focus(target: Locator) -> bool:
    return bool(
        target.evaluate(
            "e => getComputedStyle(e).outlineStyle !== 'none' && parseFloat(getComputedStyle(e).outlineWidth) >= 2"
        )
    )


def _focused_class(page: Page) -> str:
    return str(page.evaluate(_FOCUSED))


def test_a_whole_visit_without_a_mouse(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor()
    visitor.go()
    keyboard = visitor.page.keyboard
    _tab_to(visitor, visitor.launcher)
    keyboard.press("Enter")
    expect(visitor.chat.locator("#consent")).to_be_focused(timeout=PATIENCE)
    _tab_to(visitor, visitor.button("consent.accept"))
    keyboard.press("Enter")
    expect(visitor.chat.locator("#message")).to_be_focused()
    expect(visitor.turns).to_have_count(1, timeout=PATIENCE)
    keyboard.type("how long may i take ibuprofen?")
    keyboard.press("Enter")
    expect(visitor.turns).to_have_count(2, timeout=PATIENCE)
    expect(visitor.chat.locator("#message")).to_be_focused()
    # Back into the conversation: sources, then a quick reply.
    visitor.chat.locator("#log").focus()
    _tab_to(visitor, visitor.turns.last.locator("summary"))
    keyboard.press("Enter")
    expect(visitor.turns.last.locator(".sources a").first).to_be_visible()
    _tab_to(visitor, visitor.turns.last.locator(".choices button").first)
    keyboard.press("Enter")
    expect(visitor.turns).to_have_count(3, timeout=PATIENCE)
    expect(visitor.chat.locator("#log")).to_be_focused()
    keyboard.press("Escape")
    expect(visitor.page.locator("rueckenwind-chat dialog")).to_be_hidden()
    assert "launcher" in _focused_class(visitor.page)
    keyboard.press("Enter")
    expect(visitor.chat.locator("#message")).to_be_focused()
    expect(visitor.turns).to_have_count(3)


def test_escape_closes_one_thing_at_a_time(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor()
    visitor.go()
    visitor.agree()
    menu, dialog = visitor.button("menu.label"), visitor.page.locator("rueckenwind-chat dialog")
    menu.focus()
    visitor.page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    visitor.page.keyboard.press("Escape")
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(menu).to_be_focused()
    expect(dialog).to_be_visible()
    visitor.choose_menu("menu.delete")
    expect(visitor.chat.locator("#delete-dialog")).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(visitor.chat.locator("#delete-dialog")).to_be_hidden()
    expect(dialog).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_on_a_phone_the_focus_stays_in_the_chat(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor("de", "phone")
    visitor.go()
    visitor.open()
    assert visitor.page.locator("rueckenwind-chat dialog").evaluate("dialog => dialog.matches(':modal')")
    for _ in range(12):
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate("() => document.activeElement.tagName") in ("RUECKENWIND-CHAT", "BODY")


def test_shift_enter_makes_a_new_line(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor()
    visitor.go()
    visitor.agree()
    field = visitor.chat.locator("#message")
    field.press_sequentially("one")
    field.press("Shift+Enter")
    field.press_sequentially("two")
    assert field.input_value() == "one\ntwo"
    expect(visitor.said).to_have_count(0)
