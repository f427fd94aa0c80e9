"""One turn of the bot becomes one event for the browser."""

from __future__ import annotations

import pytest

from bot.channels.web import picture_routes as pictures
from bot.channels.web.ensure_reply import BotTurn
from bot.pictures.draw import picture_alt


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
    turn.ensure_reply("de" if language == "de" else "en")
    event = turn.as_event("message-1", "de" if language == "de" else "en")
    assert "112" in event["parts"][0]["text"] and event["envelope"]["language"] == language


def test_deleting_is_seen_in_the_envelope() -> None:
    turn = BotTurn(envelope={"topic": "delete_data", "kind": "system"})
    assert turn.deletes and turn.as_event("message-1", "en")["forgotten"]


def test_our_pictures_come_with_words() -> None:
    turn = BotTurn()
    turn.add_image("/pictures/bridge.de.svg")
    assert turn.parts == [{"image": {"src": "/pictures/bridge.de.svg", "alt": picture_alt("bridge", "de")}}]


@pytest.mark.parametrize(
    "address",
    [
        *("https://evil.example/x.svg", "//evil.example/pictures/bridge.de.svg", "/pictures/../x.de.svg"),
        *("javascript:alert(1)", "/pictures/bridge.fr.svg", "/pictures/unknown.de.svg", "data:image/svg+xml,x"),
    ],
)
def test_no_other_picture_is_shown(address: str) -> None:
    turn = BotTurn()
    turn.add_image(address)
    assert turn.parts == []


def test_drawing_a_file() -> None:
    for name, start in (("bridge.en.svg", b"<svg"), ("effect_chart.de.svg", b"<svg"), ("bridge.en.png", b"\x89PNG")):
        drawn = pictures.draw(name)
        assert drawn is not None and drawn[0].startswith(start), name
    assert pictures.draw("unknown.en.svg") is None
    assert pictures.draw("../bridge.en.svg") is None
