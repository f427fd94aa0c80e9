"""The channel's handlers and an emulated Telegram in one process, without a network."""

from __future__ import annotations

import json
from typing import Any, Optional

import pytest
from pydantic import SecretStr
from telegram import Update
from telegram.ext import AIORateLimiter
from telegram.request import BaseRequest, RequestData

import bot.channels.telegram.bot as module
from bot.channels.deletion import Delete, delete_conversation
from bot.channels.exchange import OnNewMessage
from bot.channels.telegram.bot import TelegramBot
from bot.channels.telegram.chats import Chat
from bot.channels.telegram.pseudonyms import Pseudonyms
from bot.settings import Settings
from tests.telegram.botapi import TOKEN, BotApi, Refused, Sent
from tests.telegram.emulator import message, person


class EmulatedRequest(BaseRequest):
    """Hands calls to the emulator instead of sending them."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    @property
    def read_timeout(self) -> Optional[float]:
        """No time limit."""
        return None

    async def initialize(self) -> None:
        """Do nothing."""

    async def shutdown(self) -> None:
        """Do nothing."""

    async def do_request(  # type: ignore[override]
        self, url: str, method: str, request_data: Optional[RequestData] = None, **timeouts: Any
    ) -> tuple[int, bytes]:
        """Answer one request."""
        parameters = dict(request_data.json_parameters) if request_data else {}
        files = list((request_data.multipart_data or {}).values()) if request_data else []
        try:
            result = await self._api.call(url.rsplit("/", 1)[-1], parameters, _bytes(files[0][1]) if files else None)
        except Refused as refused:
            return refused.status, json.dumps(refused.body).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()


class Conversations:
    """A bot whose updates come from a test."""

    def __init__(
        self, patch: pytest.MonkeyPatch, on_new_message: OnNewMessage, delete: Delete = delete_conversation
    ) -> None:
        self.api = BotApi()
        self._update = 0
        with patch.context() as here:
            here.setattr(module, "WatchedRequest", lambda purpose, **options: EmulatedRequest(self.api))
            # Tests need not wait for Telegram's thirty messages a second.
            here.setattr(module, "AIORateLimiter", lambda max_retries: AIORateLimiter(0, max_retries=max_retries))
            settings = Settings(telegram_token=SecretStr(TOKEN), telegram_webhook_url="")
            self.bot = TelegramBot(settings, Pseudonyms("k" * 16), on_new_message, delete)

    def chat(self, number: int, agreed: bool = True) -> Chat:
        """Return the stored state of a chat, by default with consent given."""
        chat = self.bot.chats.store.get(number)
        chat.consent = agreed or None
        return chat

    async def update(self, **content: Any) -> list[Sent]:
        """Process an update, and return what the bot sent in answer."""
        self._update += 1
        known = {int(part["chat"]["id"]) for part in content.values() if isinstance(part, dict) and "chat" in part}
        self.api.known_chats |= known
        before = len(self.api.sent)
        await self.bot.application.initialize()
        update = Update.de_json({"update_id": self._update, **content}, self.bot.application.bot)
        await self.bot.application.process_update(update)
        return self.api.sent[before:]

    async def write(self, chat_id: int, text: str = "", language: str = "en", **content: Any) -> list[Sent]:
        """Let a person write."""
        return await self.update(message=message(chat_id, text, language, **content))

    async def press(self, chat_id: int, data: str, language: str = "en", under: Optional[Sent] = None) -> list[Sent]:
        """Let a person press a button with this callback data."""
        self.api.known_chats.add(chat_id)
        self._update += 1
        self.api.open_queries.add(str(self._update))
        query = {"id": str(self._update), "from": person(chat_id, language), "chat_instance": "1", "data": data}
        return await self.update(callback_query={**query, **({"message": under.raw} if under else {})})


def _bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else bytes(content.read())
