"""One turn of the bot becomes one event for the browser."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.channels.web import pictures
from bot.channels.web.turn import BotTurn


def test_texts_buttons_and_envelope_make_one_event() -> None:
    turn = BotTurn()
    turn.add_text("Hello")
    turn.add_buttons([{"title": "More", "payload": "/more", "type": "postback"}])
    turn.envelope = {"kind": "answer", "language": "de", "topic": "exercise_why"}
    event = turn.as_event("message-1", "en")
    assert event["parts"] == [{"text": "Hello"}]
    assert event["buttons"] == [{"title": "More", "payload": "/more"}]
    assert (event["language"], event["answers"], event["forgotten"]) == ("de", "message-1", False)


@pytest.mark.parametrize("language", ["en", "de"])
def test_silence_becomes_an_apology_with_the_numbers(language: str) -> None:
    turn = BotTurn()
    turn.make_up_for_silence("de" if language == "de" else "en")
    event = turn.as_event("message-1", "de" if language == "de" else "en")
    assert "112" in event["parts"][0]["text"] and event["envelope"]["language"] == language


def test_deleting_is_seen_in_the_envelope() -> None:
    turn = BotTurn(envelope={"topic": "delete_data", "kind": "system"})
    assert turn.deletes and turn.as_event("message-1", "en")["forgotten"]


def _alt(name: str, language: str) -> str:
    if name != "bridge":
        raise KeyError(name)
    return f"{name} in {language}"


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = SimpleNamespace(
        picture_alt=_alt,
        picture_svg=lambda name, language: f"<svg>{_alt(name, language)}</svg>",
        picture_png=lambda name, language: _alt(name, language).encode(),
    )
    monkeypatch.setattr(pictures, "_drawings", lambda: fake)


def test_our_pictures_come_with_words(drawings: None) -> None:
    turn = BotTurn()
    turn.add_image("/pictures/bridge.de.svg")
    assert turn.parts == [{"image": {"src": "/pictures/bridge.de.svg", "alt": "bridge in de"}}]


@pytest.mark.parametrize(
    "address",
    [
        *("https://evil.example/x.svg", "//evil.example/pictures/bridge.de.svg", "/pictures/../x.de.svg"),
        *("javascript:alert(1)", "/pictures/bridge.fr.svg", "/pictures/unknown.de.svg", "data:image/svg+xml,x"),
    ],
)
def test_no_other_picture_is_shown(drawings: None, address: str) -> None:
    turn = BotTurn()
    turn.add_image(address)
    assert turn.parts == []


def test_drawing_a_file(drawings: None) -> None:
    assert pictures.draw("bridge.en.svg") == (b"<svg>bridge in en</svg>", "image/svg+xml; charset=utf-8")
    assert pictures.draw("bridge.en.png") == (b"bridge in en", "image/png")
    assert pictures.draw("unknown.en.svg") is None
    assert pictures.draw("../bridge.en.svg") is None
