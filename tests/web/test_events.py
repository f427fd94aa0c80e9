"""One turn of the bot becomes one event for the browser."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.exchange import ensure_reply
from bot.channels.web.events import bot_event
from bot.channels.web.picture_routes import served_picture
from bot.languages import LANGUAGES, Language
from bot.pictures.urls import FOLDER, alt_text

pytestmark = pytest.mark.rasa


def _parts(*messages: dict[str, Any]) -> Any:
    return bot_event(list(messages), "message-1", "en")["parts"]


def test_texts_buttons_and_envelope_make_one_event() -> None:
    button = {"title": "More", "payload": "/more", "type": "postback"}
    envelope = {"kind": "answer", "language": "de", "topic": "exercise_why"}
    event = bot_event([{"text": "Hello", "buttons": [button]}, {"custom": envelope}], "message-1", "en")
    assert event["parts"] == [{"text": "Hello"}]
    assert event["buttons"] == [{"title": "More", "payload": "/more"}]
    assert (event["language"], event["answers"], event["forgotten"]) == ("de", "message-1", False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_turn_without_words_becomes_an_apology_with_the_numbers(language: Language) -> None:
    event = bot_event(ensure_reply([{"custom": {"kind": "answer"}}], language), "message-1", "de")
    assert "112" in event["parts"][0]["text"] and event["envelope"]["language"] == language


def test_the_envelope_shows_a_deletion() -> None:
    assert bot_event([{"custom": {"topic": "delete_data", "kind": "system"}}], "message-1", "en")["forgotten"]


def test_our_pictures_come_with_alt_text() -> None:
    picture = {"src": "/pictures/bridge.de.svg", "alt": alt_text(FOLDER / "bridge.de.svg")}
    assert _parts({"image": "/pictures/bridge.de.svg"}) == [{"image": picture}]


@pytest.mark.parametrize(
    "address",
    [
        *("https://evil.example/x.svg", "//evil.example/pictures/bridge.de.svg", "/pictures/../x.de.svg"),
        *("javascript:alert(1)", "/pictures/bridge.fr.svg", "/pictures/unknown.de.svg", "data:image/svg+xml,x"),
    ],
)
def test_no_other_picture_is_shown(address: str) -> None:
    assert _parts({"image": address}) == []


def test_a_drawing_is_served_as_a_file() -> None:
    for name, start in (("bridge.en.svg", b"<svg"), ("effect_chart.de.svg", b"<svg"), ("bridge.en.png", b"\x89PNG")):
        served = served_picture(name)
        assert served is not None and served.content.startswith(start), name
    assert served_picture("unknown.en.svg") is None
    assert served_picture("../bridge.en.svg") is None
