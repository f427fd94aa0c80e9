"""What the channel remembers of each chat, in memory only."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Callable, Optional

from bot.channels.telegram.pseudonyms import Pseudonyms
from bot.languages import DEFAULT_LANGUAGE, Language

# Seconds that messages wait for consent; as long as a conversation lasts in silence (domain.yml).
PATIENCE = 3600.0
# Of what waits, only the end is kept.
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
        """The language for what the channel says itself: of the last answer, else of the person's Telegram."""
        return self.spoken or self.hint or DEFAULT_LANGUAGE

    def tell_once(self, what: str) -> bool:
        """Whether something was not told yet; it counts as told from now on."""
        if what in self.notices_sent:
            return False
        self.notices_sent.add(what)
        return True


class ChatStore:
    """All chats that have been heard of since the start, the latest ones last."""

    def __init__(self, pseudonyms: Pseudonyms, clock: Callable[[], float] = time.monotonic) -> None:
        """Know no chat yet."""
        self._pseudonyms = pseudonyms
        self._clock = clock
        self._chats: OrderedDict[str, Chat] = OrderedDict()

    def of(self, chat_id: int) -> Chat:
        """Return the memory of a chat; it begins empty."""
        sender = self._pseudonyms.sender_of(chat_id)
        chat = self._chats.setdefault(sender, Chat(chat_id, sender))
        self._chats.move_to_end(sender)
        if len(self._chats) > _MOST_CHATS:
            self._chats.popitem(last=False)
        return chat

    def named(self, sender: str) -> Optional[Chat]:
        """Return the chat behind a pseudonym, None when it has not been heard of since the start."""
        return self._chats.get(sender)

    def forget(self, chat: Chat) -> None:
        """Remember nothing of a chat."""
        chat.waiting.clear()
        self._chats.pop(chat.sender, None)

    def keep_waiting(self, chat: Chat, text: str) -> None:
        """Keep a message until there is consent."""
        self.drop_stale()
        chat.waiting = [*chat.waiting, text][-_MOST_WAITING:]
        chat.waiting_since = self._clock()

    def take_waiting(self, chat: Chat) -> str:
        """Return what waited as one message: all that was written, else the last button or command; "" for nothing."""
        self.drop_stale()
        waiting, chat.waiting = chat.waiting, []
        written = [text for text in waiting if not text.startswith("/")]
        return "\n".join(written) or (waiting[-1] if waiting else "")

    def drop_stale(self) -> None:
        """Forget messages that have waited too long."""
        for chat in self._chats.values():
            if chat.waiting and self._clock() - chat.waiting_since > PATIENCE:
                chat.waiting.clear()
