"""Brings messages to Telegram, with patience: an answer must arrive, even after an outage."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import Any, AsyncIterator, Awaitable, Callable, Optional, Sequence

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram.connection import LONGEST_WAIT
from bot.channels.telegram.markup import without_markup
from bot.channels.telegram.rendering import Key, Send

logger = logging.getLogger(__name__)

# About ten minutes.
ATTEMPTS = 25
# Telegram shows "typing" for five seconds.
_TYPING_EVERY = 4.5
# Seconds: making an answer keeps the processor busy, so the first one is sent before.
_TYPING_FIRST = 0.3
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "peer_id_invalid")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class ChatGone(Exception):
    """The person has blocked the bot or deleted the account."""


class MessageSender:
    """Sends messages of one bot."""

    def __init__(self, bot: Bot, photo_of: Callable[[str], Awaitable[Optional[bytes]]]) -> None:
        """Keep the bot, and how to get the PNG for a picture's path."""
        self._bot = bot
        self._photo_of = photo_of

    async def send(self, chat_id: int, sends: Sequence[Send]) -> None:
        """Send messages in order.

        Raises:
            ChatGone: nobody can be reached in this chat any more.
        """
        for send in sends:
            photo = await self._photo_of(send.photo) if send.photo else None
            if not photo and not send.text:
                continue
            try:
                await _with_retry(lambda send=send, photo=photo: self._once(chat_id, send, photo))  # type: ignore[misc]
            except BadRequest:
                # Something about the form was refused. The words must arrive all the same.
                logger.error("Telegram refused a message; it is sent again without formatting, picture and buttons.")
                await _with_retry(lambda send=send: self._plainly(chat_id, send))  # type: ignore[misc]

    async def _once(self, chat_id: int, send: Send, photo: Optional[bytes]) -> None:
        keyboard = keyboard_of(send.keys)
        if photo:
            await self._bot.send_photo(
                chat_id,
                photo,
                caption=send.text or None,
                filename="picture.png",
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
            )
            return
        await self._bot.send_message(
            chat_id, send.text, parse_mode=ParseMode.HTML, reply_markup=keyboard, link_preview_options=_NO_PREVIEW
        )

    async def _plainly(self, chat_id: int, send: Send) -> None:
        await self._bot.send_message(chat_id, without_markup(send.text) or "…", link_preview_options=_NO_PREVIEW)

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
            shown.set()  # nobody waits for an ornament


def keyboard_of(keys: Sequence[Key]) -> Optional[InlineKeyboardMarkup]:
    """Return the keyboard, one button to a row because they hold whole sentences; None without buttons."""
    rows = [[InlineKeyboardButton(key.title, callback_data=key.data)] for key in keys]
    return InlineKeyboardMarkup(rows) if rows else None


async def _with_retry(call: Callable[[], Awaitable[Any]]) -> None:
    """Send, and try again while Telegram is down, slow or asks to wait."""
    wait = 1.0
    for attempt in range(ATTEMPTS):
        try:
            await call()
            return
        except Forbidden as error:
            raise ChatGone from error
        except BadRequest as error:
            if any(words in str(error).lower() for words in _GONE):
                raise ChatGone from error
            raise
        except (NetworkError, RetryAfter) as error:
            # After a timeout the message may have arrived. Twice is better than never.
            if attempt < ATTEMPTS - 1:
                await asyncio.sleep(_seconds(error) or wait)
                wait = min(LONGEST_WAIT, wait * 2)
        except TelegramError as error:
            logger.error("Telegram did not take a message: %s", type(error).__name__)
            return
    logger.error("A message could not be delivered: Telegram was out of reach for too long.")


def _seconds(error: TelegramError) -> float:
    wait = getattr(error, "retry_after", 0)
    return float(wait.total_seconds() if hasattr(wait, "total_seconds") else wait)
