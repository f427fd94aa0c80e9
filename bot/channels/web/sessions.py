"""Conversations of the website: who may resume which, and what was said in them. In memory only."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional

from bot.channels.web.rate_limiter import MOST_SESSIONS, LeakyBucket

# After this much silence a conversation is deleted (texts.yml and the README promise it).
SILENCE_SECONDS = 60 * 60
# Events that can be shown again after a reload; older ones are dropped.
MOST_EVENTS = 400

Event = Dict[str, Any]


class ServerFullError(RuntimeError):
    """There are as many conversations as the server takes."""


@dataclass
class Session:
    """One visitor's conversation. `id` is the secret that the browser holds; `conversation` is its name in the bot."""

    id: str
    conversation: str
    used_at: float
    events: List[Event] = field(default_factory=list)
    bucket: LeakyBucket = field(default_factory=LeakyBucket)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    forgotten: bool = False
    _last: int = 0
    _heard: Dict[str, int] = field(default_factory=dict)

    def add(self, event: Event) -> Event:
        """Number an event and keep it for a reload."""
        self._last += 1
        numbered = {**event, "n": self._last}
        self.events.append(numbered)
        del self.events[:-MOST_EVENTS]
        return numbered

    def handle(self, message_id: str, event: Event) -> Event:
        """Keep a visitor's message, so that the same one sent again is recognised."""
        numbered = self.add({**event, "id": message_id})
        self._heard[message_id] = numbered["n"]
        for old in list(self._heard)[:-MOST_EVENTS]:
            del self._heard[old]
        return numbered

    def heard(self, message_id: str) -> Optional[int]:
        """Return the number of a message that arrived before, else None."""
        return self._heard.get(message_id)

    def since(self, number: int) -> List[Event]:
        """Return the events after a number, oldest first."""
        return [event for event in self.events if event["n"] > number]


class SessionStore:
    """All conversations of this process."""

    def __init__(self, most: int = MOST_SESSIONS, silence: float = SILENCE_SECONDS) -> None:
        """Begin empty."""
        self._most = most
        self._silence = silence
        self._sessions: Dict[str, Session] = {}

    def open(self, offered: Optional[str], now: float) -> tuple[Session, bool]:
        """Return the session for an id that this server gave out, or a new one; and whether it is the old one.

        Raises:
            ServerFullError: there is no room for another conversation.
        """
        known = self._sessions.get(offered or "")
        if known is not None and not self._is_over(known, now):
            known.used_at = now
            return known, True
        if len(self._sessions) >= self._most:
            raise ServerFullError
        new = Session(secrets.token_urlsafe(32), f"web-{secrets.token_urlsafe(16)}", now)
        self._sessions[new.id] = new
        return new, False

    def forget(self, session: Session) -> None:
        """Drop a conversation and everything said in it."""
        session.forgotten = True
        session.events.clear()
        self._sessions.pop(session.id, None)

    def expire_idle(self, now: float) -> List[Session]:
        """Drop the conversations in which nobody has written for an hour, and return them."""
        over = [session for session in self._sessions.values() if self._is_over(session, now)]
        for session in over:
            self.forget(session)
        return over

    def _is_over(self, session: Session, now: float) -> bool:
        return now - session.used_at > self._silence and not session.waiting
