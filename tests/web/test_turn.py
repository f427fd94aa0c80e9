"""One turn of the bot becomes one event for the browser."""

from __future__ import annotations

import pytest

from bot.channels.web.ensure_reply import BotTurn
from bot.channels.web.picture_routes import served_picture
from bot.pictures.urls import FOLDER, alt_text


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
    assert turn.parts == [{"image": {"src": "/pictures/bridge.de.svg", "alt": alt_text(FOLDER / "bridge.de.svg")}}]


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


def test_a_drawing_is_served_as_a_file() -> None:
    for name, start in (("bridge.en.svg", b"<svg"), ("effect_chart.de.svg", b"<svg"), ("bridge.en.png", b"\x89PNG")):
        served = served_picture(name)
        assert served is not None and served.content.startswith(start), name
    assert served_picture("unknown.en.svg") is None
    assert served_picture("../bridge.en.svg") is None
