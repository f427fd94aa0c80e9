"""The entry for Telegram in credentials.yml: the channel when there is a token, nothing at all otherwise."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Dict, Optional

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint

from bot.server.settings import load_settings


class OptionalTelegram(InputChannel):
    """Stands in for Telegram while `TELEGRAM_TOKEN` is not set; it has no routes and does nothing."""

    @classmethod
    def name(cls) -> str:
        """Return the name of the channel it stands for."""
        return "telegram"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> InputChannel:
        """Return the Telegram channel if a token is set; only then is anything of it imported.

        Raises:
            SettingsError: a setting is unusable; the message names it.
        """
        settings = load_settings().telegram
        if settings is None:
            return cls()
        from bot.channels.telegram.channel import TelegramChannel

        return TelegramChannel(settings)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return a blueprint without routes (see parent class)."""
        return Blueprint("no_telegram")
