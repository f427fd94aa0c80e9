"""Rasa's output: collects the messages of one turn and delivers them together."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Awaitable, Callable, Dict

from rasa.core.channels.channel import OutputChannel

from bot.channels.exchange import Messages

Deliver = Callable[[str, Messages], Awaitable[None]]


class TelegramOutput(OutputChannel):
    """Delivers a turn as soon as its envelope comes, as for reminders; an answer is held until it is taken.

    The conversation is locked while Rasa speaks, and sending may take long, so an answer is sent after that.
    """

    def __init__(self, deliver: Deliver, hold: bool = False) -> None:
        """Keep what delivers the messages of a turn to the person behind a pseudonym."""
        self._deliver = deliver
        self._hold = hold
        self._messages: Dict[str, Messages] = defaultdict(list)

    @classmethod
    def name(cls) -> str:
        """Return the name of the channel."""
        return "telegram"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Take one message of the turn (see parent class)."""
        self._messages[recipient_id].append(dict(message))
        if message.get("custom") and not self._hold:
            await self._deliver(recipient_id, self._messages.pop(recipient_id))

    def take(self, recipient_id: str) -> Messages:
        """Return what was held; from now on, later turns through this object are delivered at once."""
        self._hold = False
        return self._messages.pop(recipient_id, [])
