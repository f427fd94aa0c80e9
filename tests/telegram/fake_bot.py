"""A fake of the bot behind the channel: it repeats what it receives."""

from __future__ import annotations

import time
from typing import Any, Callable, Coroutine, Optional

from rasa.core.channels.channel import UserMessage

from bot.channels.deletion import Slots
from bot.languages import Language
from tests.telegram.botapi import Sent
from tests.telegram.emulator import person

LANGUAGES: list[Language] = ["en", "de"]
Run = Callable[[Coroutine[Any, Any, Any]], Any]


class FakeBot:
    """Repeats messages; records what reached it."""

    def __init__(self) -> None:
        self.received: list[UserMessage] = []
        self.deleted: list[str] = []
        self.extra: dict[str, Any] = {}
        self.error: Optional[Exception] = None
        self.slots: Slots = {}

    async def handle(self, message: UserMessage) -> None:
        """Answer as Rasa does."""
        self.received.append(message)
        if self.error:
            raise self.error
        assert message.output_channel is not None
        topic = "delete_data" if message.text == "delete my data" else None
        hint = (message.metadata or {}).get("language")
        envelope: dict[str, Any] = {"kind": "answer", "topic": topic, "language": hint, "urgency": None, "sources": []}
        await message.output_channel.send_response(message.sender_id, {"text": f"echo: {message.text}", **self.extra})
        await message.output_channel.send_response(message.sender_id, {"custom": envelope})

    async def delete(self, sender: str) -> Slots:
        """Delete a conversation as the tracker store does."""
        self.deleted.append(sender)
        return self.slots

    @property
    def texts(self) -> list[str]:
        """The texts that reached the bot."""
        return [message.text or "" for message in self.received]


def texts(sent: list[Sent]) -> list[str]:
    """Return the texts that people see."""
    return [message.text for message in sent]


def membership(chat: dict[str, Any], old: str, new: str, language: str) -> dict[str, Any]:
    """Return the update that the bot was added or removed."""
    me = {"id": 123456789, "is_bot": True, "first_name": "Rückenwind"}
    states = {"left": {}, "member": {}, "kicked": {"until_date": 0}}
    return {
        "chat": chat,
        "from": person(1, language),
        "date": int(time.time()),
        "old_chat_member": {"user": me, "status": old, **states[old]},
        "new_chat_member": {"user": me, "status": new, **states[new]},
    }
