"""Hostile input stays text."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.conftest import MakeVisitor

pytestmark = [pytest.mark.model, pytest.mark.browser, pytest.mark.xdist_group("web")]

_HARM = "() => [window.hurt ?? 0, document.querySelectorAll('#log img, #log script').length]"
_HOSTILE = [
    '<img src=x onerror="window.hurt=1">',
    "[click](javascript:window.hurt=1) javascript:window.hurt=1",
    "</script><script>window.hurt=1</script>",
    "{{constructor.constructor('window.hurt=1')()}}",
]


@pytest.mark.parametrize("text", _HOSTILE)
def test_what_a_visitor_writes_stays_text(make_visitor: MakeVisitor, text: str) -> None:
    visitor = make_visitor()
    visitor.go()
    visitor.agree()
    visitor.ask(text)
    expect(visitor.said.last).to_contain_text(text)
    visitor.page.reload()
    visitor.open()
    expect(visitor.said.last).to_contain_text(text)
    assert visitor.frame.evaluate(_HARM) == [0, 0]
    assert visitor.chat.locator('a[href^="javascript"]').count() == 0


def test_ten_thousand_characters(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor("de", "phone")
    visitor.go()
    visitor.agree()
    turn = visitor.ask("Rückenschmerz " * 720)
    expect(turn).to_contain_text("sehr lang")
    assert visitor.frame.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_hundred_thousand_characters_are_cut_before_sending(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor()
    visitor.go()
    visitor.agree()
    visitor.chat.locator("#message").fill("ä" * 100_000)
    expect(visitor.chat.locator(".notice")).to_contain_text("12000")
    visitor.chat.locator("#message").press("Enter")
    expect(visitor.turns).to_have_count(2, timeout=20_000)
    expect(visitor.said).to_have_count(1)


def test_what_the_bot_says_stays_text(make_visitor: MakeVisitor) -> None:
    """Markup in a text or source, should it ever get into an answer, stays harmless."""
    visitor = make_visitor()
    visitor.go()
    visitor.agree()
    event = {
        "from": "bot", "answers": "none", "language": "en", "buttons": [{"title": _HOSTILE[0], "payload": "/x"}],
        "parts": [{"text": "\n\n".join([*_HOSTILE, "see https://example.org/a?b=1. or call 112."])}],
        "envelope": {"urgency": None, "kind": "answer", "sources": [
            {"title": _HOSTILE[0], "publisher": _HOSTILE[2], "url": "javascript:window.hurt=1", "updated": "2025"},
            {"title": "Good", "publisher": "P", "url": "https://example.org/", "updated": None}]},
    }  # fmt: skip
    add = "document.getElementById('log').append(turns.botTurn(event, false))"
    visitor.frame.evaluate(f"event => import('/widget/turns.js').then(turns => {add})", event)
    links = visitor.frame.evaluate("() => [...document.querySelectorAll('#log .turn:last-child a')].map(a => a.href)")
    assert links == ["https://example.org/a?b=1", "tel:112", "https://example.org/"]
    assert visitor.frame.evaluate(_HARM) == [0, 0]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Call 112 now, or 116 117.", ["tel:112", "tel:116117"]),
        ("Rufen Sie 0800 111 0 111 oder 0800 111 0 222 an.", ["tel:08001110111", "tel:08001110222"]),
        ("112 people took part, 1,112 in all, 112 % more, 2112.", []),
        ("112 Menschen, 0.112, 112.5", []),
    ],
)
def test_numbers_to_call_become_links_and_other_numbers_do_not(
    make_visitor: MakeVisitor, text: str, numbers: list[str]
) -> None:
    visitor = make_visitor()
    visitor.go()
    visitor.open()
    hrefs = "rich.inline(text).filter(part => part.href).map(part => part.href)"
    script = f"text => import('/widget/rich.js').then(rich => {hrefs})"
    assert visitor.frame.evaluate(script, text) == numbers
