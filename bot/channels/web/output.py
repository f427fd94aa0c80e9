"""Takes what the bot says in one turn, for Rasa."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.core.channels.channel import OutputChannel

from bot.channels.web.ensure_reply import BotTurn


class TurnOutput(OutputChannel):
    """Collects one turn; the channel sends it as one event."""

    def __init__(self) -> None:
        """Begin empty."""
        self.turn = BotTurn()

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return "web"

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Take a text (see parent class)."""
        self.turn.add_text(text)

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: List[Dict[str, Any]], **kwargs: Any
    ) -> None:
        """Take a text with suggested answers (see parent class)."""
        self.turn.add_text(text)
        self.turn.add_buttons(buttons)

    async def send_image_url(self, recipient_id: str, image: str, **kwargs: Any) -> None:
        """Take a picture (see parent class)."""
        self.turn.add_image(image)

    async def send_custom_json(self, recipient_id: str, json_message: Dict[str, Any], **kwargs: Any) -> None:
        """Take the envelope (see parent class)."""
        self.turn.envelope = json_message
