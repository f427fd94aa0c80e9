"""The chat on another site: attributes, a strict policy of that site, and sites that are not allowed."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.web.conftest import MakeVisitor, OtherSite
from tests.web.running_bot import RunningBot
from tests.web.visitor import PATIENCE, Visitor

pytestmark = [pytest.mark.model, pytest.mark.browser, pytest.mark.xdist_group("web")]


def _page(bot: RunningBot, attributes: str = "", language: str = "en") -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><title>Practice</title></head><body><main><h1>Practice</h1>'
        '<button id="own" data-rueckenwind-open>Ask</button></main>'
        f'<script src="{bot.address}/widget/loader.js" {attributes} defer></script></body></html>'
    )


def _on(site: OtherSite, visitor: Visitor, html: str, **headers: str) -> Visitor:
    site.pages["/"] = (html, {name.replace("_", "-"): value for name, value in headers.items()})
    visitor.go(site.address)
    return visitor


def test_the_chat_works_on_another_origin(make_visitor: MakeVisitor, bot: RunningBot, site: OtherSite) -> None:
    visitor = _on(site, make_visitor("de"), _page(bot, language="de"))
    visitor.agree()
    assert visitor.ask("wie lange darf ich ibuprofen nehmen?").locator(".sources").count() == 1
    visitor.page.reload()
    visitor.open()
    expect(visitor.turns).to_have_count(2, timeout=PATIENCE)
    assert visitor.page.evaluate("() => [localStorage.length, document.cookie.length]") == [0, 0]


def test_where_the_frame_may_not_store_the_site_keeps_only_the_id(
    make_visitor: MakeVisitor, bot: RunningBot, site: OtherSite
) -> None:
    """Browser contexts of tests are private windows: Chromium refuses storage to frames on other sites there."""
    visitor = _on(site, make_visitor(), _page(bot))
    visitor.open()
    kept = "() => Object.entries(sessionStorage)"
    assert visitor.page.evaluate(kept) == []
    visitor.button("consent.accept").click()
    expect(visitor.turns).to_have_count(1, timeout=PATIENCE)
    visitor.ask("my back hurts")
    entries = visitor.page.evaluate(kept)
    assert len(entries) == 1 and re.fullmatch(r"[\w-]{40,64}", entries[0][1])
    visitor.choose_menu("menu.delete")
    visitor.button("delete.confirm").click()
    expect(visitor.button("delete.again")).to_be_visible(timeout=PATIENCE)
    assert visitor.page.evaluate(kept) == []


def test_a_strict_policy_of_the_site_is_enough(make_visitor: MakeVisitor, bot: RunningBot, site: OtherSite) -> None:
    policy = (
        f"default-src 'none'; script-src {bot.address}; frame-src {bot.address}; require-trusted-types-for 'script'"
    )
    visitor = _on(site, make_visitor(), _page(bot), Content_Security_Policy=policy)
    visitor.agree()
    box = visitor.page.locator("rueckenwind-chat dialog").bounding_box()
    assert box is not None and 400 < box["width"] < 430, "the style sheet must work under that policy"


def test_every_attribute_takes_effect(make_visitor: MakeVisitor, bot: RunningBot, site: OtherSite) -> None:
    attributes = (
        f'data-server="{bot.address}" data-language="de" data-colour="#ffd54f" data-position="left" '
        'data-title="Praxis am See" data-greeting="off" data-privacy-url="https://praxis.example/datenschutz"'
    )
    visitor = _on(site, make_visitor("en"), _page(bot, attributes))
    expect(visitor.launcher).to_have_text("Fragen zu Rückenschmerzen")
    box = visitor.launcher.bounding_box()
    assert box is not None and box["x"] < 40
    visitor.open()
    expect(visitor.chat.get_by_role("heading", level=1)).to_have_text("Praxis am See")
    expect(visitor.chat.locator("#privacy")).to_have_attribute("href", "https://praxis.example/datenschutz")
    colours = visitor.chat.locator(".top").evaluate(
        "bar => [getComputedStyle(bar).backgroundColor, getComputedStyle(bar).color]"
    )
    assert colours == ["rgb(255, 213, 79)", "rgb(0, 0, 0)"]
    visitor.chat.locator("#accept").click()
    expect(visitor.chat.locator("#message")).to_be_visible()
    expect(visitor.chat.locator("#log")).to_be_visible()
    visitor.write("hallo")
    # Without the automatic greeting this is the bot's first turn.
    expect(visitor.turns).to_have_count(1, timeout=PATIENCE)
    assert visitor.accessibility_problems() == []


def test_attributes_cannot_bring_in_code(make_visitor: MakeVisitor, bot: RunningBot, site: OtherSite) -> None:
    attributes = (
        'data-language="xx" data-colour="red;} * {display:none" data-title="<img src=x onerror=alert(1)>" '
        'data-privacy-url="javascript:alert(1)"'
    )
    visitor = _on(site, make_visitor("en"), _page(bot, attributes))
    visitor.open()
    query = parse_qs(urlsplit(visitor.frame.url).query)
    assert query["colour"] == ["#0b5d66"] and query["language"] == ["en"]
    expect(visitor.chat.get_by_role("heading", level=1)).to_have_text("<img src=x onerror=alert(1)>")
    expect(visitor.chat.locator("#privacy")).to_be_hidden()


def test_the_sites_own_button_opens_the_chat_and_gets_the_focus_back(
    make_visitor: MakeVisitor, bot: RunningBot, site: OtherSite
) -> None:
    visitor = _on(site, make_visitor(), _page(bot))
    visitor.page.locator("#own").click()
    visitor.button("consent.accept").wait_for(timeout=PATIENCE)
    visitor.button("close").click()
    expect(visitor.page.locator("#own")).to_be_focused()


def test_a_site_that_is_not_allowed_shows_the_numbers_instead(
    make_visitor: MakeVisitor, bot: RunningBot, other_site: OtherSite
) -> None:
    visitor = make_visitor()
    visitor.page.clock.install()
    _on(other_site, visitor, _page(bot))
    visitor.launcher.click()
    beside = visitor.page.locator("rueckenwind-chat .beside")
    expect(beside.locator('a[href="tel:112"]')).to_be_visible()
    visitor.page.clock.run_for(15_000)
    expect(beside).to_contain_text(visitor.words["loader.failed"])
    expect(beside.locator('a[href="tel:116117"]')).to_be_visible()
    expect(beside.get_by_role("button", name=visitor.words["loader.retry"])).to_be_visible()
    assert any("frame-ancestors" in problem for problem in visitor.problems)
    visitor.problems.clear()
