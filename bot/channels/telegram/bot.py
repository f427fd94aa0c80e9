"""The running bot: connects to Telegram, receives by polling or webhook, and stops cleanly."""

from __future__ import annotations

import asyncio
import hmac
import logging
from contextlib import suppress
from typing import Any, Optional

from pydantic import SecretStr
from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import AIORateLimiter, Application, ExtBot

from bot.channels.deletion import Delete
from bot.channels.exchange import OnNewMessage
from bot.channels.telegram.chats import ChatStore
from bot.channels.telegram.connection import WatchedRequest, keep_secrets_out_of_logs, retry_until_connected
from bot.channels.telegram.handlers import ALLOWED_UPDATES, Handlers
from bot.channels.telegram.messages import command_descriptions
from bot.channels.telegram.photos import photo_of
from bot.channels.telegram.private_chats import PrivateChats
from bot.channels.telegram.pseudonyms import Pseudonyms
from bot.channels.telegram.sender import MessageSender
from bot.channels.telegram.updates import PerChatUpdateProcessor
from bot.settings import Settings

logger = logging.getLogger(__name__)

# Seconds that Telegram waits for new messages before it answers that there are none.
POLL_SECONDS = 25
_STOP_SECONDS = 5.0


class TelegramBot:
    """One Telegram bot."""

    def __init__(
        self, settings: Settings, pseudonyms: Pseudonyms, on_new_message: OnNewMessage, delete: Delete
    ) -> None:
        """Prepare everything; nothing is sent yet. Must be called inside the running event loop."""
        keep_secrets_out_of_logs()
        token = settings.telegram_token or SecretStr("")
        self._webhook_url = settings.telegram_webhook_url
        self._secret = pseudonyms.webhook_secret(token.get_secret_value())
        client = _client(token.get_secret_value(), settings.telegram_api_url)
        self.chats = PrivateChats(on_new_message, delete, MessageSender(client, photo_of), ChatStore(pseudonyms))
        self.application = _application(client, Handlers(self.chats), polling=not self._webhook_url)
        self._connecting: Optional[asyncio.Task[None]] = None

    def start(self) -> None:
        """Connect in the background: the web channel does not wait for Telegram."""
        self._connecting = asyncio.create_task(self._connect())

    async def stop(self) -> None:
        """Stop receiving, give running answers some seconds to finish, and remove the webhook."""
        if self._connecting:
            self._connecting.cancel()
            with suppress(asyncio.CancelledError):
                await self._connecting
        app = self.application
        try:
            if app.updater and app.updater.running:
                await app.updater.stop()
            if app.running:
                if self._webhook_url:
                    await app.bot.delete_webhook()
                await asyncio.wait_for(app.stop(), _STOP_SECONDS)
        except (asyncio.TimeoutError, TelegramError) as error:
            logger.warning("The connection to Telegram was not closed cleanly: %s", type(error).__name__)
        await app.shutdown()

    async def _connect(self) -> None:
        app = self.application
        try:
            await retry_until_connected(app.initialize)
            await app.start()
            if app.updater:
                await app.updater.start_polling(
                    timeout=POLL_SECONDS,
                    bootstrap_retries=-1,
                    allowed_updates=ALLOWED_UPDATES,
                    error_callback=_logged_already,
                )
            else:
                await retry_until_connected(self._set_webhook)
            print(f"Telegram: @{app.bot.username} is answering.", flush=True)
            await retry_until_connected(self._set_commands)
        except InvalidToken:
            logger.error("Telegram does not know this token. Copy TELEGRAM_TOKEN from BotFather once more and restart.")
        except Exception as error:
            logger.error("Telegram could not be started: %s", type(error).__name__)

    async def _set_webhook(self) -> None:
        await self.application.bot.set_webhook(
            self._webhook_url, allowed_updates=ALLOWED_UPDATES, secret_token=self._secret
        )

    async def _set_commands(self) -> None:
        """Fill Telegram's menu of commands: German where the app is set to German, English everywhere else."""
        await self.application.bot.set_my_commands(command_descriptions("en"))
        await self.application.bot.set_my_commands(command_descriptions("de"), language_code="de")

    def is_secret(self, given: str) -> bool:
        """Whether a request to the webhook comes from Telegram."""
        return hmac.compare_digest(given.encode(), self._secret.encode())

    async def take(self, data: Any) -> None:
        """Take an update that Telegram delivered to the webhook."""
        update = Update.de_json(data, self.application.bot)
        await self.application.update_queue.put(update)


def _client(token: str, api_url: str) -> ExtBot[Any]:
    return ExtBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=WatchedRequest("sending", connection_pool_size=64, read_timeout=20, pool_timeout=30),
        get_updates_request=WatchedRequest("receiving", connection_pool_size=2, read_timeout=10),
        rate_limiter=AIORateLimiter(max_retries=10),
    )


def _application(client: ExtBot[Any], handlers: Handlers, polling: bool) -> Application[Any, Any, Any, Any, Any, Any]:
    builder = Application.builder().bot(client).job_queue(None)
    builder = builder.concurrent_updates(PerChatUpdateProcessor(handlers.too_many))
    application = (builder if polling else builder.updater(None)).build()
    handlers.add_to(application)
    return application


def _logged_already(error: TelegramError) -> None:
    """Do nothing: `WatchedRequest` has logged it."""
