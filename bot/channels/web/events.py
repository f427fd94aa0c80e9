"""One turn of the bot, as the browser gets it."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping

from bot.channels.deletion import has_deleted
from bot.channels.exchange import Messages, envelope_of
from bot.channels.web.picture_routes import as_picture
from bot.languages import Language, as_language


def bot_event(messages: Messages, answers: str, language: Language) -> Dict[str, Any]:
    """Return the event that the browser draws.

    Args:
        messages: the turn in Rasa's shape.
        answers: id of the visitor's message.
        language: the visitor's, for a turn that names none.
    """
    envelope = envelope_of(messages)
    return {
        "from": "bot",
        "answers": answers,
        "parts": [part for message in messages for part in _parts(message)],
        "buttons": _buttons(messages),
        "language": as_language(envelope.get("language")) or language,
        "envelope": envelope,
        "forgotten": has_deleted(envelope),
    }


def _parts(message: Mapping[str, Any]) -> Iterator[Dict[str, Any]]:
    if message.get("text"):
        yield {"text": message["text"]}
    # Only our own pictures are shown; nothing is ever loaded from elsewhere.
    picture = as_picture(message["image"]) if message.get("image") else None
    if picture:
        yield {"image": picture}


def _buttons(messages: Messages) -> List[Dict[str, str]]:
    """Return the suggested answers; only the latest of a turn count."""
    latest: List[Dict[str, Any]] = next(
        (message["buttons"] for message in reversed(messages) if message.get("buttons")), []
    )
    return [{"title": str(button["title"]), "payload": str(button["payload"])} for button in latest]
