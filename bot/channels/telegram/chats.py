"""What the channel remembers of each chat, in memory only."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Callable, Optional

from bot.channels.telegram.pseudonyms import Pseudonyms
from bot.languages import DEFAULT_LANGUAGE, Language

# Messages wait this long for consent; as long as a conversation lasts without a message (domain.yml).
WAIT_SECONDS = 3600.0
# Of the waiting messages, only the latest are kept.
_MOST_WAITING = 10
_MOST_CHATS = 10_000


@dataclass
class Chat:
    """One private chat. `consent` is None until it is given or refused; `waiting` holds messages from before."""

    chat_id: int
    sender: str
    consent: Optional[bool] = None
    hint: Optional[Language] = None
    spoken: Optional[Language] = None
    notices_sent: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    waiting_since: float = 0.0

    @property
    def language(self) -> Language:
        """The language for the channel's own texts: of the last answer, else of the person's Telegram app."""
        return self.spoken or self.hint or DEFAULT_LANGUAGE

    def is_first(self, notice: str) -> bool:
        """Whether a notice has not been sent yet; it counts as sent from now on."""
        if notice in self.notices_sent:
            return False
        self.notices_sent.add(notice)
        return True


class ChatStore:
    """All chats that have written since the program started, the latest ones last."""

    def __init__(self, pseudonyms: Pseudonyms, clock: Callable[[], float] = time.monotonic) -> None:
        """Know no chat yet."""
        self._pseudonyms = pseudonyms
        self._clock = clock
        self._chats: OrderedDict[str, Chat] = OrderedDict()

    def get(self, chat_id: int) -> Chat:
        """Return what is remembered of a chat; at first nothing."""
        sender = self._pseudonyms.sender_of(chat_id)
        chat = self._chats.setdefault(sender, Chat(chat_id, sender))
        self._chats.move_to_end(sender)
        if len(self._chats) > _MOST_CHATS:
            self._chats.popitem(last=False)
        return chat

    def find(self, sender: str) -> Optional[Chat]:
        """Return the chat behind a pseudonym, None when it has not written since the program started."""
        return self._chats.get(sender)

    def forget(self, chat: Chat) -> None:
        """Forget everything about a chat."""
        chat.waiting.clear()
        self._chats.pop(chat.sender, None)

    def keep_waiting(self, chat: Chat, text: str) -> None:
        """Keep a message until there is consent."""
        self.drop_stale()
        chat.waiting = [*chat.waiting, text][-_MOST_WAITING:]
        chat.waiting_since = self._clock()

    def take_waiting(self, chat: Chat) -> str:
        """Return the waiting messages as one: all that was written, else the last button or command; "" for none."""
        self.drop_stale()
        waiting, chat.waiting = chat.waiting, []
        written = [text for text in waiting if not text.startswith("/")]
        return "\n".join(written) or (waiting[-1] if waiting else "")

    def drop_stale(self) -> None:
        """Forget messages that have waited too long."""
        for chat in self._chats.values():
            if chat.waiting and self._clock() - chat.waiting_since > WAIT_SECONDS:
                chat.waiting.clear()
