"""The Telegram channel as Rasa sees it: starts and stops the bot with the server, and serves the webhook."""

from __future__ import annotations

import logging
from typing import Any, Optional

from rasa.core.channels.channel import InputChannel, OutputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.deletion import delete_conversation
from bot.channels.exchange import OnNewMessage
from bot.channels.telegram.bot import TelegramBot
from bot.channels.telegram.output import TelegramOutput
from bot.channels.telegram.pseudonyms import Pseudonyms, read_key
from bot.settings import Settings

logger = logging.getLogger(__name__)

_SECRET = "X-Telegram-Bot-Api-Secret-Token"


class TelegramChannel(InputChannel):
    """Polls; with TELEGRAM_WEBHOOK_URL it serves `POST /webhooks/telegram/webhook` instead."""

    def __init__(self, settings: Settings) -> None:
        """Keep the settings and read the key for pseudonyms.

        Raises:
            SettingsError: the key cannot be used.
        """
        self._settings = settings
        self._pseudonyms = Pseudonyms(read_key(settings.telegram_id_key))
        self._bot: Optional[TelegramBot] = None

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is part of the webhook's address."""
        return "telegram"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the webhook's route, if there is one, and what starts and stops the bot (see parent class)."""
        routes = Blueprint("telegram_channel")

        @routes.listener("after_server_start")
        async def start(app: Any, loop: Any) -> None:
            self._bot = TelegramBot(self._settings, self._pseudonyms, on_new_message, delete_conversation)
            self._bot.start()

        @routes.listener("before_server_stop")
        async def stop(app: Any, loop: Any) -> None:
            if self._bot:
                await self._bot.stop()

        if self._settings.telegram_webhook_url:

            @routes.route("/webhook", methods=["POST"])
            async def receive(request: Request) -> HTTPResponse:
                return await self._receive(request)

        return routes

    def get_output_channel(self) -> Optional[OutputChannel]:
        """Return the output for turns that nobody asked for, such as reminders (see parent class)."""
        return TelegramOutput(self._bot.chats.deliver) if self._bot else None

    async def _receive(self, request: Request) -> HTTPResponse:
        """Take an update and reply at once; Telegram repeats what is not answered quickly."""
        if self._bot is None:
            return response.empty(status=503)
        if not self._bot.is_secret(request.headers.get(_SECRET) or ""):
            return response.empty(status=403)
        try:
            await self._bot.take(request.json)
        except Exception as error:
            # Telegram would deliver it again and again.
            logger.error("Telegram delivered something unreadable: %s", type(error).__name__)
        return response.empty(status=200)
