"""axe finds nothing in any state; small screens, zoom, targets, motion and forced colours."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.conftest import MakeVisitor
from tests.web.visitor import PATIENCE, Language, Visitor

pytestmark = [pytest.mark.model, pytest.mark.browser, pytest.mark.xdist_group("web")]

_LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}
_EMERGENCY = {"en": "i feel nothing when i wipe", "de": "beim Abwischen spüre ich nichts mehr"}
_QUESTION = {"en": "how long may i take ibuprofen?", "de": "wie lange darf ich ibuprofen nehmen?"}
_SMALL_TARGETS = """() => [...document.querySelectorAll('button, a, summary, textarea')]
    .filter(e => e.checkVisibility() && !(e.tagName === 'A' && e.closest('.bubble p, .bubble li, .sources li')))
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""


@pytest.fixture(params=list(_LOOKS))
def look(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Light, dark, and colours that the visitor forces."""
    return _LOOKS[request.param]


def test_axe_finds_nothing_in_any_state(
    make_visitor: MakeVisitor, language: Language, size: str, look: dict[str, Any]
) -> None:
    visitor = make_visitor(language, size, reduced_motion="reduce", **look)
    visitor.go()
    _is_clean(visitor, "the page", frame=True)
    visitor.open()
    _is_clean(visitor, "consent")
    visitor.button("consent.decline").click()
    _is_clean(visitor, "declined")
    visitor.button("declined.back").click()
    visitor.button("consent.accept").click()
    expect(visitor.turns).to_have_count(1, timeout=PATIENCE)
    _is_clean(visitor, "greeting")
    visitor.ask(_QUESTION[language]).locator("summary").click()
    _is_clean(visitor, "open sources")
    visitor.ask(_EMERGENCY[language])
    _is_clean(visitor, "emergency")
    assert visitor.frame.evaluate(_SMALL_TARGETS) == []
    visitor.button("menu.label").click()
    _is_clean(visitor, "open menu")
    visitor.button("menu.delete").click()
    _is_clean(visitor, "open dialog")
    visitor.button("delete.keep").click()
    visitor.frame.evaluate("() => import('/widget/status.js').then(status => status.showState('lost'))")
    expect(visitor.button("status.retry")).to_be_visible()
    _is_clean(visitor, "connection lost")
    _is_clean(visitor, "the page around the open chat", frame=True)


def _is_clean(visitor: Visitor, state: str, frame: bool = False) -> None:
    problems = visitor.accessibility_problems(visitor.page.main_frame if frame else None)
    assert problems == [], state


@pytest.mark.parametrize("viewport", [{"width": 320, "height": 568}, {"width": 320, "height": 256}])
def test_small_screens_and_400_percent_zoom_lose_nothing(
    make_visitor: MakeVisitor, viewport: dict[str, int], language: Language
) -> None:
    """1280 x 1024 at 400 % is 320 x 256."""
    visitor = make_visitor(language, viewport=viewport)
    visitor.go()
    visitor.agree()
    block = visitor.ask(_EMERGENCY[language]).get_by_role("alert")
    assert visitor.frame.evaluate("() => document.documentElement.scrollWidth") <= 320
    assert visitor.page.evaluate("() => document.documentElement.scrollWidth") <= 320
    for part in (block.locator(".calls a").first, block.locator("p").last, visitor.chat.locator("#message")):
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport()
        for number in ("112", "116117"):
            expect(visitor.chat.locator(f'footer a[href="tel:{number}"]')).to_be_in_viewport()
    visitor.button("menu.label").scroll_into_view_if_needed()
    visitor.choose_menu("menu.delete")
    expect(visitor.button("delete.keep")).to_be_in_viewport()


def test_new_turns_are_announced_politely_and_emergencies_at_once(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor()
    visitor.go()
    visitor.agree()
    log = visitor.chat.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    plain = visitor.ask(_QUESTION["en"])
    expect(plain.get_by_role("alert")).to_have_count(0)
    expect(visitor.ask(_EMERGENCY["de"]).get_by_role("alert")).to_have_count(1)
    # A screen reader speaks the alert in the language of its text.
    expect(visitor.turns.last).to_have_attribute("lang", "de")


def test_no_motion_for_those_who_want_none(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor(reduced_motion="reduce")
    visitor.go()
    visitor.agree()
    add = "document.getElementById('log').append(turns.typingTurn())"
    visitor.frame.evaluate(f"() => import('/widget/turns.js').then(turns => {add})")
    assert visitor.frame.evaluate("() => document.getAnimations().length") == 0
