"""Every kind of update from Telegram, and what happens with it. The order of the handlers matters."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Any, Awaitable, Callable, Coroutine, Optional, Sequence

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.channels.telegram.chats import Chat
from bot.channels.telegram.messages import channel_text, command_descriptions
from bot.channels.telegram.private_chats import ACCEPT, DECLINE, PrivateChats
from bot.languages import DEFAULT_LANGUAGE, as_language
from bot.logs import without_message

logger = logging.getLogger(__name__)

# Telegram sends no others.
ALLOWED_UPDATES = ["message", "edited_message", "channel_post", "callback_query", "my_chat_member"]
OLD = timedelta(days=1)
_PRESSED = "✓ "
# Commands that are questions to the bot, and the payloads they stand for.
COMMANDS = {
    "help": "/help",
    "exercises": "/ask_for_exercises",
    "language": "/language_switch",
    "sources": '/ask{"topic":"sources_evidence"}',
}
_KINDS = {
    "voice": ("voice", "audio", "video_note"),
    "picture": ("photo", "video", "animation"),
    "sticker": ("sticker",),
    "document": ("document",),
    "location": ("location", "venue"),
    "contact": ("contact",),
}

_Context = ContextTypes.DEFAULT_TYPE
_Handler = Callable[[Update, _Context], Coroutine[Any, Any, None]]


class _Old(filters.MessageFilter):
    """Messages that have waited for the bot for more than a day."""

    def filter(self, message: Message) -> bool:
        return datetime.now(timezone.utc) - message.date > OLD


class Handlers:
    """Sorts updates and passes them to their private chat."""

    def __init__(self, chats: PrivateChats) -> None:
        """Keep the private chats."""
        self._chats = chats
        self._notified_groups: set[int] = set()

    def add_to(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register all handlers; only the first that matches an update is run."""
        application.add_handlers(self._handlers())
        application.add_error_handler(_log_error)

    def _handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        new = filters.UpdateType.MESSAGE
        return [
            ChatMemberHandler(self._membership, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(~filters.ChatType.PRIVATE, self._group),
            CallbackQueryHandler(self._pressed),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE, self._edited),
            MessageHandler(filters.StatusUpdate.ALL, _ignore),
            MessageHandler(_Old(), self._old),
            CommandHandler("start", self._with_chat(self._chats.start), filters=new),
            CommandHandler("delete", self._with_chat(self._chats.delete), filters=new),
            CommandHandler("privacy", self._with_chat(self._privacy), filters=new),
            *(CommandHandler(name, self._command(payload), filters=new) for name, payload in COMMANDS.items()),
            MessageHandler(filters.TEXT, self._text),
            MessageHandler(filters.ALL, self._unreadable),
        ]

    async def too_many(self, update: Update) -> None:
        """Say that messages were skipped because there were too many at once."""
        chat = self._chat_of(update)
        if chat:
            await self._chats.say(chat, "too_many")

    def _chat_of(self, update: Update) -> Optional[Chat]:
        """Return what is remembered of a private chat, None for any other chat."""
        place, person = update.effective_chat, update.effective_user
        if person is None or (place is not None and place.type != ChatType.PRIVATE):
            return None
        # A private chat has the number of its person; the press of an old button comes without its chat.
        chat = self._chats.store.get(place.id if place else person.id)
        chat.hint = as_language(person.language_code) or chat.hint
        return chat

    def _with_chat(self, answer: Callable[[Chat], Awaitable[None]]) -> _Handler:
        async def handle(update: Update, context: _Context) -> None:
            chat = self._chat_of(update)
            if chat:
                chat.notices_sent.discard("old")
                await answer(chat)

        return handle

    def _command(self, payload: str) -> _Handler:
        return self._with_chat(lambda chat: self._chats.receive(chat, payload))

    async def _privacy(self, chat: Chat) -> None:
        await self._chats.say(chat, "privacy")

    async def _text(self, update: Update, context: _Context) -> None:
        chat, message = self._chat_of(update), update.message
        if chat is None or message is None:
            return
        chat.notices_sent.discard("old")
        text = message.text or ""
        if text.startswith("/") and " " not in text.strip():
            names = ", ".join(f"/{name}" for name, _ in command_descriptions(chat.language))
            await self._chats.say(chat, "unknown_command", commands=names)
        else:
            # Typed text is never a payload: payloads name intents, and anybody could fill slots with them.
            await self._chats.receive(chat, text.lstrip("/ "))

    async def _unreadable(self, update: Update, context: _Context) -> None:
        """Say what cannot be read, once for an album. A caption is answered."""
        chat, message = self._chat_of(update), update.message
        if chat is None or message is None:
            return
        if not message.media_group_id or chat.is_first(f"album {message.media_group_id}"):
            kind = next((kind for kind, names in _KINDS.items() if any(getattr(message, n) for n in names)), "other")
            await self._chats.say(chat, "unreadable." + ("with_caption" if message.caption else kind))
        if message.caption:
            await self._chats.receive(chat, message.caption.lstrip("/ "))

    async def _edited(self, update: Update, context: _Context) -> None:
        """Ask for a new message; a live location changes all the time and is ignored."""
        chat, message = self._chat_of(update), update.edited_message
        if chat and message and (message.text or message.caption):
            await self._chats.say(chat, "edited")

    async def _old(self, update: Update, context: _Context) -> None:
        chat = self._chat_of(update)
        if chat and chat.is_first("old"):
            await self._chats.say(chat, "old")

    async def _pressed(self, update: Update, context: _Context) -> None:
        query, chat = update.callback_query, self._chat_of(update)
        if query is None or chat is None:
            return
        with suppress(TelegramError):  # too late to stop the spinner on the button; the press still counts
            await query.answer()
        await _mark(query)
        if query.data in (ACCEPT, DECLINE):
            await (self._chats.accept(chat) if query.data == ACCEPT else self._chats.decline(chat))
            return
        payload = self._chats.payloads.payload_of(query.data or "")
        if payload is None:
            await self._chats.say(chat, "old_button")
        else:
            await self._chats.receive(chat, payload)

    async def _membership(self, update: Update, context: _Context) -> None:
        """Forget a person who blocks the bot; leave a group that adds it."""
        change = update.my_chat_member
        if change is None:
            return
        is_removed = change.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
        if change.chat.type != ChatType.PRIVATE:
            if not is_removed:
                await self._group(update, context)
        elif is_removed:
            chat = self._chat_of(update)
            if chat:
                await self._chats.forget(chat)

    async def _group(self, update: Update, context: _Context) -> None:
        """Say once in a group that it is no place for questions about health, and leave."""
        place, person = update.effective_chat, update.effective_user
        if place is None:
            return
        language = (as_language(person.language_code) if person else None) or DEFAULT_LANGUAGE
        with suppress(TelegramError):  # the bot may not write there, or has already been removed
            if place.id not in self._notified_groups:
                self._notified_groups.add(place.id)
                await context.bot.send_message(place.id, channel_text("group", language))
        with suppress(TelegramError):
            await context.bot.leave_chat(place.id)


async def _mark(query: CallbackQuery) -> None:
    """Tick the button that was pressed; of the two for consent, only that one stays."""
    keyboard = getattr(query.message, "reply_markup", None)
    if keyboard is None:
        return
    rows = [[_ticked(button, query.data) for button in row] for row in keyboard.inline_keyboard]
    if query.data in (ACCEPT, DECLINE):
        rows = [row for row in rows if any(button.callback_data == query.data for button in row)]
    with suppress(TelegramError):  # pressed twice, or the message is gone
        await query.edit_message_reply_markup(InlineKeyboardMarkup(rows))


def _ticked(button: InlineKeyboardButton, data: Optional[str]) -> InlineKeyboardButton:
    if button.callback_data != data or button.text.startswith(_PRESSED):
        return button
    return InlineKeyboardButton(_PRESSED + button.text, callback_data=data)


async def _ignore(update: Update, context: _Context) -> None:
    """Ignore service messages ("the auto-delete timer was changed")."""


async def _log_error(update: object, context: _Context) -> None:
    error = context.error
    if isinstance(error, Exception):
        logger.error("An update failed with %s", type(error).__name__, exc_info=without_message(error))
