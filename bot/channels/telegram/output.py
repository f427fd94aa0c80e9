"""The way out of Rasa: collects the messages of one turn and hands them on together."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Awaitable, Callable, Dict, List

from rasa.core.channels.channel import OutputChannel

Deliver = Callable[[str, List[Dict[str, Any]]], Awaitable[None]]


class TelegramOutput(OutputChannel):
    """Hands a turn on when its envelope comes, as for reminders; an answer is held until it is taken.

    The conversation is locked while Rasa speaks, and sending may take long, so an answer is sent after that.
    """

    def __init__(self, deliver: Deliver, hold: bool = False) -> None:
        """Keep what to do with the messages of a turn, given a pseudonym."""
        self._deliver = deliver
        self._hold = hold
        self._messages: Dict[str, List[Dict[str, Any]]] = defaultdict(list)

    @classmethod
    def name(cls) -> str:
        """Return the name of the channel."""
        return "telegram"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Take one message of the turn (see parent class)."""
        self._messages[recipient_id].append(dict(message))
        if message.get("custom") and not self._hold:
            await self._deliver(recipient_id, self._messages.pop(recipient_id))

    def take(self, recipient_id: str) -> List[Dict[str, Any]]:
        """Return what was held; from now on, later turns through this object are delivered at once."""
        self._hold = False
        return self._messages.pop(recipient_id, [])
