"""The entry for Telegram in credentials.yml: the channel if there is a token, otherwise nothing at all."""

from __future__ import annotations

from typing import Any, Dict, Optional

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint

from bot.channels.exchange import OnNewMessage
from bot.settings import load_settings


class OptionalTelegram(InputChannel):
    """Takes Telegram's place while `TELEGRAM_TOKEN` is not set; it has no routes and does nothing."""

    @classmethod
    def name(cls) -> str:
        """Return the name of the Telegram channel."""
        return "telegram"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> InputChannel:
        """Return the Telegram channel if a token is set; only then is anything of it imported.

        Raises:
            SettingsError: a setting is unusable; the message names it.
        """
        settings = load_settings()
        if not settings.telegram_token:
            return cls()
        from bot.channels.telegram.channel import TelegramChannel

        return TelegramChannel(settings)

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return a blueprint without routes (see parent class)."""
        return Blueprint("no_telegram")
