"""One turn of the bot, as the browser gets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional

from bot.channels.web.picture_routes import as_picture
from bot.dialogue.reply import Reply
from bot.dialogue.wording import say
from bot.languages import Language, as_language


@dataclass
class BotTurn:
    """Collects what the bot says in one turn."""

    parts: List[Dict[str, Any]] = field(default_factory=list)
    buttons: List[Dict[str, str]] = field(default_factory=list)
    envelope: Optional[Dict[str, Any]] = None

    def add_text(self, text: str) -> None:
        """Add a text."""
        self.parts.append({"text": text})

    def add_buttons(self, buttons: List[Dict[str, Any]]) -> None:
        """Add suggested answers; the newest ones count."""
        self.buttons = [{"title": str(one["title"]), "payload": str(one["payload"])} for one in buttons]

    def add_image(self, address: str) -> None:
        """Add one of our own pictures; nothing is ever loaded from elsewhere."""
        picture = as_picture(address)
        if picture:
            self.parts.append({"image": picture})

    def ensure_reply(self, language: Language) -> None:
        """Say that something went wrong, with the emergency numbers, when nothing was said."""
        if self.parts:
            return
        reply = Reply("system", None, language, [say("trouble", language)])
        self.add_text(reply.texts[0])
        self.envelope = reply.envelope()

    @property
    def deletes(self) -> bool:
        """Whether the bot has just deleted the conversation."""
        return bool(self.envelope) and (self.envelope or {}).get("topic") == "delete_data"

    def as_event(self, answers: str, language: Language) -> Dict[str, Any]:
        """Return the event that the browser draws.

        Args:
            answers: id of the visitor's message.
            language: the visitor's, for a turn that names none.
        """
        envelope = self.envelope or {}
        return {
            "from": "bot",
            "answers": answers,
            "parts": self.parts,
            "buttons": self.buttons,
            "language": as_language(envelope.get("language")) or language,
            "envelope": envelope,
            "forgotten": self.deletes,
        }
