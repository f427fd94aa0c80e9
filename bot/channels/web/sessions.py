"""Conversations of the website: who may resume which, and what was said in them. In memory only."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional

from bot.channels.web.rate_limiter import MOST_SESSIONS, LeakyBucket

# After this long without a message a conversation is deleted; widget_texts.yml and the README promise it.
IDLE_SECONDS = 60 * 60
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
    _received: Dict[str, None] = field(default_factory=dict)

    def add(self, event: Event) -> Event:
        """Number an event and keep it for a reload."""
        self._last += 1
        numbered = {**event, "n": self._last}
        self.events.append(numbered)
        del self.events[:-MOST_EVENTS]
        return numbered

    def add_message(self, message_id: str, event: Event) -> Event:
        """Number and keep a visitor's message; the same one is recognised when it is sent again."""
        self._received[message_id] = None
        for old in list(self._received)[:-MOST_EVENTS]:
            del self._received[old]
        return self.add({**event, "id": message_id})

    def has_received(self, message_id: str) -> bool:
        """Whether a message arrived before."""
        return message_id in self._received

    def since(self, number: int) -> List[Event]:
        """Return the events after a number, oldest first."""
        return [event for event in self.events if event["n"] > number]


class SessionStore:
    """All conversations of this process."""

    def __init__(self, most: int = MOST_SESSIONS, idle_seconds: float = IDLE_SECONDS) -> None:
        """Begin empty."""
        self._most = most
        self._idle_seconds = idle_seconds
        self._sessions: Dict[str, Session] = {}

    def open(self, offered: Optional[str], now: float) -> tuple[Session, bool]:
        """Return the session for an id that this server issued, else a new one; and whether it was resumed.

        Raises:
            ServerFullError: there is no room for another conversation.
        """
        known = self._sessions.get(offered or "")
        if known is not None and not self._is_idle(known, now):
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
        idle = [session for session in self._sessions.values() if self._is_idle(session, now)]
        for session in idle:
            self.forget(session)
        return idle

    def _is_idle(self, session: Session, now: float) -> bool:
        return now - session.used_at > self._idle_seconds and not session.waiting
