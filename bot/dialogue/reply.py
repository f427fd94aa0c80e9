"""The bot's reply in one turn, and the envelope from which channels and tests read what kind of reply it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Optional

from bot.dialogue.state import LastAnswer
from bot.languages import Language
from bot.reading.person_facts import About
from bot.red_flags.urgency import Urgency

Kind = Literal[
    "answer",
    "exercise",
    "exercise_list",
    "screening",
    "question",
    "escalation",
    "clarification",
    "smalltalk",
    "fallback",
    "out_of_scope",
    "system",
]


@dataclass(frozen=True)
class Button:
    """A suggested answer; the payload is sent when it is pressed (at most 64 bytes, Telegram's limit)."""

    title: str
    payload: str

    def as_rasa(self) -> dict[str, str]:
        """Return the button in Rasa's format."""
        return {"title": self.title, "payload": self.payload}


@dataclass(frozen=True)
class Reply:
    """One turn of the bot: texts, buttons under the last text, the envelope's fields, and what the next turn needs."""

    kind: Kind
    topic: Optional[str]
    language: Language
    texts: list[str]
    buttons: list[Button] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    urgency: Optional[Urgency] = None
    red_flags: list[str] = field(default_factory=list)
    # Paths on this server, such as "/pictures/bridge.en.svg"; they are sent before the last text.
    pictures: list[str] = field(default_factory=list)
    # What this turn was about; None leaves `ConversationState.last` as it was.
    last: Optional[LastAnswer] = None
    # The topic that a "yes" to this turn accepts.
    offer: Optional[str] = None
    # The statements whose questions this turn offers because none surely answers, or the topics.
    offered: tuple[str, ...] = ()
    # For the envelope: whom the reply is about, what it used of what is known about them, the statements it told.
    about: About = "me"
    facts_used: list[str] = field(default_factory=list)
    answer_ids: list[str] = field(default_factory=list)

    def envelope(self) -> dict[str, Any]:
        """Return the machine-readable end of the turn (envelope version 1)."""
        return {
            "v": 1,
            "kind": self.kind,
            "topic": self.topic,
            "language": self.language,
            "urgency": self.urgency,
            "red_flags": self.red_flags,
            "options": self.options,
            "sources": self.sources,
            "about": self.about,
            "facts_used": self.facts_used,
            "answer_ids": self.answer_ids,
        }
