"""Whatever a browser sends is read safely."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.incoming import read_hello, read_message

_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=10), children, max_size=4),
    max_leaves=8,
)


@given(_ANYTHING, _ANYTHING, _ANYTHING)
def test_nothing_breaks_the_readers(one: Any, two: Any, three: Any) -> None:
    for raw in (one, {"id": one, "text": two, "title": three}, {"session": one, "since": two, "language": three}):
        read_message(raw)
        hello = read_hello(raw)
        assert hello.since >= 0


def test_a_typed_message() -> None:
    incoming = read_message({"id": "abcd-1234", "text": "Mein Rücken\x00 schmerzt", "language": "de-AT"})
    assert incoming is not None
    assert (incoming.message.text, incoming.shown, incoming.language) == (
        "Mein Rücken schmerzt",
        "Mein Rücken\x00 schmerzt",
        "de",
    )


def test_a_button_shows_its_title_and_sends_its_payload() -> None:
    incoming = read_message({"id": "abcd-1234", "text": "/more", "title": "More", "language": "en"})
    assert incoming is not None and (incoming.message.text, incoming.shown) == ("/more", "More")


def test_a_title_cannot_hide_typed_words() -> None:
    incoming = read_message({"id": "abcd-1234", "text": "my legs are weak", "title": "hello"})
    assert incoming is not None and incoming.shown == "my legs are weak"


def test_only_the_greeting_can_be_quiet() -> None:
    greeting = read_message({"id": "abcd-1234", "text": "/greet", "quiet": True})
    typed = read_message({"id": "abcd-1234", "text": "hello", "quiet": True})
    assert greeting is not None and greeting.shown is None
    assert typed is not None and typed.shown == "hello"


@pytest.mark.parametrize("text", ['/report_fracture{"exercise": "<img>"}', "/session_start", '/nlu_fallback{"a":1}'])
def test_nobody_fills_slots_or_names_intents_that_no_button_has(text: str) -> None:
    incoming = read_message({"id": "abcd-1234", "text": text})
    assert incoming is not None and incoming.message.text == ""


@pytest.mark.parametrize("raw", [{"id": "short", "text": "x"}, {"id": "a" * 65, "text": "x"}, {"id": "abcd-1234"}, "x"])
def test_invalid_messages_are_refused(raw: Any) -> None:
    assert read_message(raw) is None


def test_ten_thousand_characters_are_shortened_and_said_so() -> None:
    incoming = read_message({"id": "abcd-1234", "text": "x" * 10_000})
    assert incoming is not None and incoming.message.shortened and len(incoming.message.text) < 9_100
