"""Sends messages to Telegram and retries for about ten minutes: an answer must arrive, even after an outage."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import Any, AsyncIterator, Awaitable, Callable, Optional, Sequence

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    retry_if_not_exception_type,
    stop_after_attempt,
    wait_exponential,
)

from bot.channels.telegram.connection import LONGEST_WAIT
from bot.channels.telegram.markup import without_markup
from bot.channels.telegram.rendering import InlineButton, OutgoingMessage

logger = logging.getLogger(__name__)

# About ten minutes.
ATTEMPTS = 25
# Telegram shows "typing" for five seconds.
_TYPING_EVERY = 4.5
# Seconds: making an answer keeps the processor busy, so the first "typing" is sent before it begins.
_TYPING_FIRST = 0.3
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "peer_id_invalid")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class ChatGone(Exception):
    """The person has blocked the bot or deleted the account."""


class MessageSender:
    """Sends the messages of one bot."""

    def __init__(self, bot: Bot, photo_of: Callable[[str], Awaitable[Optional[bytes]]]) -> None:
        """Keep the bot, and how to get the PNG for a picture's path."""
        self._bot = bot
        self._photo_of = photo_of

    async def send(self, chat_id: int, messages: Sequence[OutgoingMessage]) -> None:
        """Send messages in order.

        Raises:
            ChatGone: nobody can be reached in this chat any more.
        """
        for message in messages:
            photo = await self._photo_of(message.photo) if message.photo else None
            if not photo and not message.text:
                continue
            try:
                await _with_retry(self._send_formatted, chat_id, message, photo)
            except BadRequest:
                # Telegram refused something about the form. The words must arrive all the same.
                logger.error("Telegram refused a message; it is sent again without formatting, picture and buttons.")
                await _with_retry(self._send_plain, chat_id, message)

    async def _send_formatted(self, chat_id: int, message: OutgoingMessage, photo: Optional[bytes]) -> None:
        keyboard = keyboard_of(message.buttons)
        if photo:
            await self._bot.send_photo(
                chat_id,
                photo,
                caption=message.text or None,
                filename="picture.png",
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
            )
            return
        await self._bot.send_message(
            chat_id, message.text, parse_mode=ParseMode.HTML, reply_markup=keyboard, link_preview_options=_NO_PREVIEW
        )

    async def _send_plain(self, chat_id: int, message: OutgoingMessage) -> None:
        await self._bot.send_message(chat_id, without_markup(message.text) or "…", link_preview_options=_NO_PREVIEW)

    @asynccontextmanager
    async def typing(self, chat_id: int) -> AsyncIterator[None]:
        """Show that the bot is typing while an answer is made."""
        shown = asyncio.Event()
        showing = asyncio.create_task(self._show_typing(chat_id, shown))
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(shown.wait(), _TYPING_FIRST)
        try:
            yield
        finally:
            showing.cancel()
            with suppress(asyncio.CancelledError):
                await showing

    async def _show_typing(self, chat_id: int, shown: asyncio.Event) -> None:
        try:
            while True:
                await self._bot.send_chat_action(chat_id, ChatAction.TYPING)
                shown.set()
                await asyncio.sleep(_TYPING_EVERY)
        except TelegramError:
            shown.set()  # it is only decoration; the answer does not wait for it


def keyboard_of(buttons: Sequence[InlineButton]) -> Optional[InlineKeyboardMarkup]:
    """Return the keyboard, one button to a row because they hold whole sentences; None without buttons."""
    rows = [[InlineKeyboardButton(button.title, callback_data=button.data)] for button in buttons]
    return InlineKeyboardMarkup(rows) if rows else None


async def _with_retry(send: Callable[..., Awaitable[None]], *arguments: Any) -> None:
    """Send, and try again while Telegram is down, slow or asks to wait.

    Raises:
        ChatGone: nobody can be reached in this chat any more.
        BadRequest: Telegram refuses the message as it is.
    """
    # After a timeout the message may have arrived. Twice is better than never.
    retrying = AsyncRetrying(
        retry=retry_if_exception_type((NetworkError, RetryAfter)) & retry_if_not_exception_type(BadRequest),
        stop=stop_after_attempt(ATTEMPTS),
        wait=_wait,
        reraise=True,
    )
    try:
        await retrying(send, *arguments)
    except TelegramError as error:
        if isinstance(error, Forbidden) or any(words in str(error).lower() for words in _GONE):
            raise ChatGone from error
        if isinstance(error, BadRequest):
            raise
        logger.error("A message could not be delivered to Telegram: %s", type(error).__name__)


def _wait(state: RetryCallState) -> float:
    """Return the seconds that Telegram asks for, else longer ones each time."""
    error = state.outcome.exception() if state.outcome else None
    seconds = getattr(error, "retry_after", 0)
    asked = float(seconds.total_seconds() if hasattr(seconds, "total_seconds") else seconds)
    return asked or wait_exponential(max=LONGEST_WAIT)(state)
