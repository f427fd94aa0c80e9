"""What happens with a message in a private chat: consent first, then the conversation."""

from __future__ import annotations

import logging
from typing import List, Mapping

from bot.channels.deletion import Delete, Slots, confirm_deletion, has_deleted
from bot.channels.exchange import Messages, OnNewMessage, as_messages, ensure_reply, envelope_of, hand_over, trouble
from bot.channels.incoming_text import GREETING, clean_message
from bot.channels.telegram.callback_data import Payloads
from bot.channels.telegram.chats import Chat, ChatStore
from bot.channels.telegram.messages import channel_text
from bot.channels.telegram.output import TelegramOutput
from bot.channels.telegram.rendering import InlineButton, OutgoingMessage, render, render_text
from bot.channels.telegram.sender import ChatGone, MessageSender
from bot.dialogue.preconsent import check_before_consent
from bot.dialogue.reply import Reply
from bot.languages import as_language

logger = logging.getLogger(__name__)

ACCEPT, DECLINE = "consent:yes", "consent:no"
_CHOICES: Mapping[str, str] = {"accept": ACCEPT, "decline": DECLINE}
_NOTICE = "notice"


class PrivateChats:
    """Answers people in private chats."""

    def __init__(
        self,
        on_new_message: OnNewMessage,
        delete: Delete,
        sender: MessageSender,
        store: ChatStore,
    ) -> None:
        """Keep the ways to Rasa and to Telegram, and the memories."""
        self._on_new_message = on_new_message
        self._delete = delete
        self._sender = sender
        self.store = store
        self.payloads = Payloads()

    async def receive(self, chat: Chat, text: str) -> None:
        """Take what was written, or the payload of a button or command, and answer it."""
        if chat.consent:
            await self._answer(chat, text)
        else:
            await self._before_consent(chat, text)

    async def start(self, chat: Chat) -> None:
        """Answer /start: the notice, or a greeting where it was agreed to already."""
        if chat.consent:
            await self._answer(chat, GREETING)
        else:
            chat.consent = None
            await self._ask_for_consent(chat, full=True)

    async def accept(self, chat: Chat) -> None:
        """Begin the conversation with what was written before, else with a greeting."""
        chat.consent = True
        await self._answer(chat, self.store.take_waiting(chat) or GREETING)

    async def decline(self, chat: Chat) -> None:
        """Delete what was said, and say where to find help."""
        chat.consent = False
        chat.waiting.clear()
        if await self._delete(chat.sender) is None:
            await self._reply(chat, trouble(chat.language))
        else:
            await self.say(chat, "consent.declined")

    async def delete(self, chat: Chat) -> None:
        """Answer /delete."""
        slots = await self.forget(chat)
        await self._reply(chat, confirm_deletion(slots, chat.language))

    async def forget(self, chat: Chat) -> Slots:
        """Forget the chat and delete its conversation; the slots it had are returned, None if that failed."""
        slots = await self._delete(chat.sender)
        if slots is not None:
            self.store.forget(chat)
        return slots

    async def say(self, chat: Chat, key: str, **values: str) -> None:
        """Say one of the channel's own texts."""
        await self._send(chat, render_text(channel_text(key, chat.language, **values)))

    async def deliver(self, sender: str, messages: Messages) -> None:
        """Send one turn to the person behind a pseudonym; also turns that nobody asked for, such as reminders."""
        chat = self.store.find(sender)
        if chat is None:
            logger.warning("A message was dropped: its chat has not written since the program started.")
            return
        envelope = envelope_of(messages)
        chat.spoken = as_language(envelope.get("language")) or chat.spoken
        await self._send(chat, render(messages, self.payloads.data_for))
        if has_deleted(envelope):
            self.store.forget(chat)

    async def _answer(self, chat: Chat, text: str) -> None:
        """Hand a message to Rasa and send what comes back."""
        output = TelegramOutput(self.deliver, hold=True)
        hint = chat.spoken or chat.hint
        async with self._sender.typing(chat.chat_id):
            await hand_over(self._on_new_message, clean_message(text), chat.sender, output, output.name(), hint)
        await self.deliver(chat.sender, ensure_reply(output.take(chat.sender), chat.language))

    async def _before_consent(self, chat: Chat, text: str) -> None:
        """Answer a warning sign at once; let everything else wait for a yes."""
        if chat.consent is None:
            self.store.keep_waiting(chat, text)
        advice = None if text.startswith("/") else check_before_consent(text, chat.language)
        if advice:
            await self.deliver(chat.sender, as_messages(advice))
        if chat.consent is False and not advice:
            await self.say(chat, "consent.declined")
        elif chat.consent is None:
            await self._ask_for_consent(chat, full=False)

    async def _ask_for_consent(self, chat: Chat, full: bool) -> None:
        key = "consent.notice" if chat.is_first(_NOTICE) or full else "consent.first"
        buttons = [
            InlineButton(channel_text(f"consent.{name}", chat.language), data) for name, data in _CHOICES.items()
        ]
        await self._send(chat, render_text(channel_text(key, chat.language), buttons))

    async def _reply(self, chat: Chat, reply: Reply) -> None:
        await self._send(chat, render(as_messages(reply), self.payloads.data_for))

    async def _send(self, chat: Chat, messages: List[OutgoingMessage]) -> None:
        try:
            await self._sender.send(chat.chat_id, messages)
        except ChatGone:
            await self.forget(chat)
