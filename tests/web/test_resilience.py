"""Bad networks, restarts, blocked storage, a full server: the visitor is informed, loses nothing, sees the numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.web.conftest import MakeVisitor
from tests.web.running_bot import RunningBot
from tests.web.visitor import ARGUMENTS, PATIENCE, Visitor, find_browser

pytestmark = [pytest.mark.model, pytest.mark.browser, pytest.mark.xdist_group("web")]

_LONG = 120_000  # ms: the library waits up to 8 s between two attempts


def _numbers_are_visible(visitor: Visitor) -> None:
    for number in ("112", "116117"):
        expect(visitor.chat.locator(f'footer a[href="tel:{number}"]')).to_be_in_viewport()


def test_being_offline_is_shown_and_the_conversation_continues_afterwards(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor("de", "phone")
    visitor.go()
    visitor.agree()
    visitor.context.set_offline(True)
    visitor.frame.evaluate("() => dispatchEvent(new Event('offline'))")
    expect(visitor.chat.locator("#status")).to_have_text(visitor.words["status.offline"])
    _numbers_are_visible(visitor)
    visitor.context.set_offline(False)
    visitor.frame.evaluate("() => dispatchEvent(new Event('online'))")
    visitor.write("wie lange darf ich ibuprofen nehmen?")
    expect(visitor.turns).to_have_count(2, timeout=_LONG)
    expect(visitor.said).to_have_count(1)
    visitor.problems.clear()


def test_server_restart_in_the_middle(make_visitor: MakeVisitor, bot: RunningBot) -> None:
    visitor = make_visitor()
    visitor.go()
    visitor.agree()
    visitor.ask("how long may i take ibuprofen?")
    bot.stop()
    try:
        expect(visitor.chat.locator("#status")).to_have_text(visitor.words["status.lost"], timeout=PATIENCE)
        expect(visitor.button("status.retry")).to_be_visible()
        _numbers_are_visible(visitor)
        visitor.write("does moving make it worse?")
        expect(visitor.said).to_have_count(2)
        expect(visitor.said.last).to_contain_text(visitor.words["log.waiting"])
    finally:
        bot.start()
    # The waiting message is sent automatically and answered once; a note says that the bot has forgotten the rest.
    expect(visitor.turns).to_have_count(3, timeout=_LONG)
    expect(visitor.said).to_have_count(2)
    expect(visitor.said.last.locator(".note")).to_have_count(0)
    expect(visitor.chat.locator(".notice")).to_have_text(visitor.words["status.forgotten"])
    expect(visitor.turns.last).to_contain_text("mov")
    visitor.ask("what does insurance pay?")
    visitor.problems.clear()


def test_polling_when_websockets_are_blocked(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor()
    visitor.page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    visitor.go()
    visitor.open()
    visitor.button("consent.accept").click()
    expect(visitor.turns).to_have_count(1, timeout=_LONG)
    assert visitor.ask("how long may i take ibuprofen?").locator(".sources").count() == 1
    assert [address for address in visitor.requests if "transport=polling" in address]
    visitor.problems.clear()


def test_with_cookies_and_storage_blocked(playwright: Playwright, bot: RunningBot, tmp_path: Path) -> None:
    path = find_browser()
    if path is None:
        pytest.skip("No Chromium is installed: apt-get install chromium")
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(settings), encoding="utf-8")
    context = playwright.chromium.launch_persistent_context(str(tmp_path), executable_path=path, args=ARGUMENTS)
    visitor = Visitor(context, bot.address, "en")
    visitor.go()
    visitor.agree()
    blocked = "() => { try { return String(sessionStorage.length); } catch (error) { return error.name; } }"
    assert visitor.frame.evaluate(blocked) == "SecurityError"
    expect(visitor.chat.locator(".notice")).to_have_text(visitor.words["status.no_storage"])
    assert visitor.ask("how long may i take ibuprofen?").locator(".sources").count() == 1
    context.close()
    assert visitor.problems == []


def test_the_chat_cannot_be_reached(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor("de", "phone")
    visitor.page.clock.install()
    visitor.page.route("**/chat/window*", lambda route: route.abort())
    visitor.go()
    visitor.launcher.click()
    visitor.page.clock.run_for(15_000)
    beside = visitor.page.locator("rueckenwind-chat .beside")
    expect(beside).to_contain_text(visitor.words["loader.failed"])
    expect(beside.locator('a[href="tel:112"]')).to_be_visible()
    assert visitor.accessibility_problems(visitor.page.main_frame) == []
    visitor.page.unroute("**/chat/window*")
    beside.get_by_role("button", name=visitor.words["loader.retry"]).click()
    visitor.button("consent.accept").wait_for(timeout=PATIENCE)
    visitor.problems.clear()


def test_many_messages_at_once_all_arrive_in_order(make_visitor: MakeVisitor) -> None:
    """Beyond the limit the chat asks the visitor to wait, and nothing is lost or doubled."""
    visitor = make_visitor()
    visitor.go()
    visitor.agree()
    texts = [f"hello number {number}" for number in range(12)]
    for text in texts:
        visitor.write(text)
    expect(visitor.chat.locator("#status")).to_have_text(visitor.words["status.busy"], timeout=PATIENCE)
    expect(visitor.turns).to_have_count(1 + len(texts), timeout=_LONG)
    shown = visitor.said.evaluate_all("turns => turns.map(turn => turn.querySelector('.bubble').lastChild.textContent)")
    assert shown == texts
