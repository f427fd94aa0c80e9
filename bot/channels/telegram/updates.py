"""The order of updates: one at a time for each chat, different chats in parallel, and none twice."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from typing import Any, Awaitable, Callable, Coroutine, cast
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

MOST_AT_ONCE = 1000
# Nobody has more messages than this waiting when writing by hand.
MOST_PER_CHAT = 30
_REMEMBERED = 10_000


class PerChatUpdateProcessor(BaseUpdateProcessor):
    """Decides when the library handles which update."""

    def __init__(self, too_many: Callable[[Update], Awaitable[None]]) -> None:
        """Keep what is called once when a chat sends too many messages to handle."""
        super().__init__(MOST_AT_ONCE)
        self._too_many = too_many
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._waiting: Counter[int] = Counter()
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def initialize(self) -> None:
        """Do nothing (see parent class)."""

    async def shutdown(self) -> None:
        """Do nothing (see parent class)."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle one update after the earlier ones of its chat (see parent class)."""
        if not isinstance(update, Update) or self._is_repeated(update.update_id):
            cast(Coroutine[Any, Any, Any], coroutine).close()
            return
        chat = update.effective_chat or update.effective_user
        key = chat.id if chat else 0
        self._waiting[key] += 1
        try:
            await self._after_earlier_ones(update, key, coroutine)
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]

    async def _after_earlier_ones(self, update: Update, key: int, coroutine: Awaitable[Any]) -> None:
        if self._waiting[key] > MOST_PER_CHAT:
            cast(Coroutine[Any, Any, Any], coroutine).close()
            coroutine = self._too_many(update) if self._waiting[key] == MOST_PER_CHAT + 1 else _nothing()
        async with self._locks.setdefault(key, asyncio.Lock()):
            await coroutine

    def _is_repeated(self, update_id: int) -> bool:
        if update_id in self._seen:
            return True
        self._seen[update_id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return False


async def _nothing() -> None:
    """Replace an update that is skipped."""
