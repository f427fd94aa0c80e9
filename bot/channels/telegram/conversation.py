"""What happens with a message in a private chat: consent first, then the conversation."""

from __future__ import annotations

import logging
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.channels.incoming_text import clean_message
from bot.channels.telegram.callback_data import Payloads
from bot.channels.telegram.chats import Chat, ChatStore
from bot.channels.telegram.messages import tell
from bot.channels.telegram.output import TelegramOutput
from bot.channels.telegram.rendering import Key, Send, render, simple
from bot.channels.telegram.sender import ChatGone, MessageSender
from bot.dialogue.preconsent import check_before_consent
from bot.dialogue.wording import say
from bot.languages import as_language
from bot.server.logs import without_message

logger = logging.getLogger(__name__)

ACCEPT, DECLINE = "consent:yes", "consent:no"
DELETE = "/delete_data"
_GREET = "/greet"
_NOTICE = "notice"
_NAME = "telegram"


class Dialogue:
    """Talks with people in private chats."""

    def __init__(
        self, on_new_message: Callable[[UserMessage], Awaitable[Any]], chats: ChatStore, payloads: Payloads
    ) -> None:
        """Keep the way to Rasa and the memories."""
        self._on_new_message = on_new_message
        self.chats = chats
        self.payloads = payloads
        self.courier: Optional[MessageSender] = None

    async def receive(self, chat: Chat, text: str) -> None:
        """Take what was written, or the payload of a button or command, and answer it."""
        if chat.consent:
            await self.answer(chat, text)
        else:
            await self._before_consent(chat, text)

    async def start(self, chat: Chat) -> None:
        """Answer /start: the notice, or a greeting where it was agreed to already."""
        if chat.consent:
            await self.answer(chat, _GREET)
        else:
            chat.consent = None
            await self._ask_for_consent(chat, full=True)

    async def accept(self, chat: Chat) -> None:
        """Begin the conversation with what was written before, else with a greeting."""
        chat.consent = True
        await self.answer(chat, self.chats.take_waiting(chat) or _GREET)

    async def decline(self, chat: Chat) -> None:
        """Forget what was said, and say where help is."""
        if chat.consent:
            await self._delete_conversation(chat)
        chat.consent = False
        chat.waiting.clear()
        await self.say(chat, "consent.declined")

    async def delete(self, chat: Chat) -> None:
        """Answer /delete."""
        if chat.consent:
            await self.answer(chat, DELETE)
        else:
            self.chats.forget(chat)
            await self._send(chat, simple(say("deleted", chat.language)))

    async def forget(self, chat: Chat) -> None:
        """Forget the chat and its conversation without a word: there is nobody to talk to."""
        await self._delete_conversation(chat)
        self.chats.forget(chat)

    async def say(self, chat: Chat, key: str, **values: str) -> None:
        """Say one of the channel's own texts."""
        await self._send(chat, simple(tell(key, chat.language, **values)))

    async def answer(self, chat: Chat, text: str) -> None:
        """Hand a message to Rasa and send what comes back."""
        message = clean_message(text)
        output = TelegramOutput(self.deliver, hold=True)
        metadata = {"language": chat.spoken or chat.hint, "shortened": message.shortened}
        assert self.courier is not None
        async with self.courier.typing(chat.chat_id):
            await self._hand_over(
                UserMessage(message.text, output, chat.sender, input_channel=_NAME, metadata=metadata)
            )
        messages = output.take(chat.sender) or [{"text": say("trouble", chat.language)}]
        await self.deliver(chat.sender, messages)

    async def deliver(self, sender: str, messages: List[Dict[str, Any]]) -> None:
        """Send one turn to the person behind a pseudonym; also for turns that nobody asked for, such as reminders."""
        chat = self.chats.named(sender)
        if chat is None:
            logger.warning("A message was dropped: its chat has not been heard of since the program started.")
            return
        envelope: Dict[str, Any] = next((message["custom"] for message in messages if message.get("custom")), {})
        chat.spoken = as_language(envelope.get("language")) or chat.spoken
        await self._send(chat, render(messages, self.payloads.data_for))
        if envelope.get("topic") == "delete_data":
            self.chats.forget(chat)

    async def _before_consent(self, chat: Chat, text: str) -> None:
        """Answer a warning sign at once; let everything else wait for a yes."""
        if chat.consent is None:
            self.chats.keep_waiting(chat, text)
        danger = None if text.startswith("/") else check_before_consent(text, chat.language)
        if danger:
            chat.spoken = danger.language
            turn: List[Dict[str, Any]] = [*({"text": part} for part in danger.texts), {"custom": danger.envelope()}]
            await self._send(chat, render(turn, self.payloads.data_for))
        if chat.consent is False and not danger:
            await self.say(chat, "consent.declined")
        elif chat.consent is None:
            await self._ask_for_consent(chat, full=False)

    async def _ask_for_consent(self, chat: Chat, full: bool) -> None:
        key = "consent.notice" if chat.tell_once(_NOTICE) or full else "consent.first"
        keys = [Key(tell(f"consent.{name}", chat.language), data) for name, data in _CHOICES.items()]
        await self._send(chat, simple(tell(key, chat.language), keys))

    async def _hand_over(self, message: UserMessage) -> None:
        try:
            await self._on_new_message(message)
        except Exception as error:
            # Neither the words nor an exception's text, which may quote them, go to the log.
            logger.error("A message failed with %s", type(error).__name__, exc_info=without_message(error))

    async def _delete_conversation(self, chat: Chat) -> None:
        await self._hand_over(UserMessage(DELETE, CollectingOutputChannel(), chat.sender, input_channel=_NAME))

    async def _send(self, chat: Chat, sends: List[Send]) -> None:
        assert self.courier is not None
        try:
            await self.courier.send(chat.chat_id, sends)
        except ChatGone:
            await self.forget(chat)


_CHOICES = {"accept": ACCEPT, "decline": DECLINE}
