"""Reads what a browser sent, whatever it is: the result is usable, or None."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Optional

from bot.channels.incoming_text import GREETING, CleanMessage, clean_message
from bot.languages import DEFAULT_LANGUAGE, Language, as_language

_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
# A visitor sees at most this much of their own message.
SHOWN_CHARACTERS = 12_000


@dataclass(frozen=True)
class Hello:
    """A page that connects: the session it had, and the number of the last event that it has."""

    session: Optional[str]
    since: int


@dataclass(frozen=True)
class Incoming:
    """A visitor's message: `shown` is what they see in their chat, None for the automatic greeting."""

    id: str
    message: CleanMessage
    shown: Optional[str]
    language: Language


def read_hello(raw: Any) -> Hello:
    """Read the `hello` of a page; unusable values count as missing."""
    given = raw if isinstance(raw, dict) else {}
    session, since = given.get("session"), given.get("since")
    return Hello(
        session=session if isinstance(session, str) and _ID.fullmatch(session) else None,
        since=since if isinstance(since, int) and not isinstance(since, bool) and since > 0 else 0,
    )


def read_message(raw: Any) -> Optional[Incoming]:
    """Read a message; return None when the data is not one."""
    given = raw if isinstance(raw, dict) else {}
    identifier, text = given.get("id"), given.get("text")
    if not isinstance(identifier, str) or not _ID.fullmatch(identifier) or not isinstance(text, str):
        return None
    message = clean_message(text[:SHOWN_CHARACTERS])
    return Incoming(identifier, message, _shown(given, text), as_language(given.get("language")) or DEFAULT_LANGUAGE)


def _shown(given: dict[str, Any], text: str) -> Optional[str]:
    """Return the title of a pressed button, not its payload, and nothing for the automatic greeting."""
    if given.get("quiet") is True and text == GREETING:
        return None
    title = given.get("title")
    if text.startswith("/") and isinstance(title, str) and title.strip():
        return title.strip()[:200]
    return text[:SHOWN_CHARACTERS]
