"""The running bot: connects to Telegram, receives by polling or webhook, and stops cleanly."""

from __future__ import annotations

import asyncio
import hmac
import logging
from contextlib import suppress
from typing import Any, Awaitable, Callable, Optional

from rasa.core.channels.channel import UserMessage
from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import AIORateLimiter, Application

from bot.channels.telegram.callback_data import Payloads
from bot.channels.telegram.chats import ChatStore
from bot.channels.telegram.connection import WatchedRequest, keep_secrets_out_of_logs, until_it_works
from bot.channels.telegram.conversation import Dialogue
from bot.channels.telegram.handlers import ALLOWED_UPDATES, Handlers
from bot.channels.telegram.messages import command_descriptions
from bot.channels.telegram.photos import photo_of
from bot.channels.telegram.pseudonyms import Pseudonyms
from bot.channels.telegram.sender import MessageSender
from bot.channels.telegram.updates import PerChatUpdateProcessor
from bot.server.settings import TelegramSettings

logger = logging.getLogger(__name__)

# Seconds that Telegram holds the question for new messages open.
POLL = 25
_LAST_ANSWERS = 5.0


class TelegramBot:
    """One bot of Telegram."""

    def __init__(
        self,
        settings: TelegramSettings,
        pseudonyms: Pseudonyms,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
    ) -> None:
        """Prepare everything; nothing is sent yet. Must be called inside the running event loop."""
        keep_secrets_out_of_logs()
        self._settings = settings
        self._secret = pseudonyms.webhook_secret(settings.token)
        self.dialogue = Dialogue(on_new_message, ChatStore(pseudonyms), Payloads())
        handlers = Handlers(self.dialogue)
        self.application = self._application(handlers)
        handlers.add_to(self.application)
        self.dialogue.courier = MessageSender(self.application.bot, photo_of)
        self._connecting: Optional[asyncio.Task[None]] = None

    def _application(self, handlers: Handlers) -> Application[Any, Any, Any, Any, Any, Any]:
        builder = (
            Application.builder()
            .token(self._settings.token)
            .base_url(f"{self._settings.api_url}/bot")
            .base_file_url(f"{self._settings.api_url}/file/bot")
            .request(WatchedRequest("sending", connection_pool_size=64, read_timeout=20, pool_timeout=30))
            .get_updates_request(WatchedRequest("receiving", connection_pool_size=2, read_timeout=10))
            .rate_limiter(AIORateLimiter(max_retries=10))
            .concurrent_updates(PerChatUpdateProcessor(handlers.too_many))
            .job_queue(None)
        )
        return (builder.updater(None) if self._settings.webhook_url else builder).build()

    def start(self) -> None:
        """Connect in the background: the web channel does not wait for Telegram."""
        self._connecting = asyncio.create_task(self._connect())

    async def stop(self) -> None:
        """Stop receiving, let running answers finish for some seconds, and take the webhook down."""
        if self._connecting:
            self._connecting.cancel()
            with suppress(asyncio.CancelledError):
                await self._connecting
        app = self.application
        try:
            if app.updater and app.updater.running:
                await app.updater.stop()
            if app.running:
                if self._settings.webhook_url:
                    await app.bot.delete_webhook()
                await asyncio.wait_for(app.stop(), _LAST_ANSWERS)
        except (asyncio.TimeoutError, TelegramError) as error:
            logger.warning("Telegram was not left cleanly: %s", type(error).__name__)
        await app.shutdown()

    async def _connect(self) -> None:
        app = self.application
        try:
            await until_it_works(app.initialize)
            await app.start()
            if app.updater:
                await app.updater.start_polling(
                    timeout=POLL, bootstrap_retries=-1, allowed_updates=ALLOWED_UPDATES, error_callback=_said_already
                )
            else:
                await until_it_works(self._set_webhook)
            print(f"Telegram: @{app.bot.username} is answering.", flush=True)
            await until_it_works(self._set_commands)
        except InvalidToken:
            logger.error("Telegram does not know this token. Copy TELEGRAM_TOKEN from BotFather once more and restart.")
        except Exception as error:
            logger.error("Telegram could not be started: %s", type(error).__name__)

    async def _set_webhook(self) -> None:
        await self.application.bot.set_webhook(
            self._settings.webhook_url, allowed_updates=ALLOWED_UPDATES, secret_token=self._secret
        )

    async def _set_commands(self) -> None:
        """Show the commands in Telegram's menu: German for German Telegrams, English for all others."""
        await self.application.bot.set_my_commands(command_descriptions("en"))
        await self.application.bot.set_my_commands(command_descriptions("de"), language_code="de")

    def is_secret(self, given: str) -> bool:
        """Whether a request to the webhook comes from Telegram."""
        return hmac.compare_digest(given.encode(), self._secret.encode())

    async def take(self, data: Any) -> None:
        """Take an update that Telegram delivered to the webhook."""
        update = Update.de_json(data, self.application.bot)
        await self.application.update_queue.put(update)


def _said_already(error: TelegramError) -> None:
    """Do nothing: `WatchedRequest` has logged it."""
