"""The order of updates: of one chat one after the other, of different chats side by side, and each only once."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from typing import Any, Awaitable, Callable, Coroutine, cast
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

MOST_AT_ONCE = 1000
# More than this waiting from one chat is nobody writing by hand.
MOST_PER_CHAT = 30
_REMEMBERED = 10_000


class PerChatUpdateProcessor(BaseUpdateProcessor):
    """Tells the library when to handle which update."""

    def __init__(self, too_many: Callable[[Update], Awaitable[None]]) -> None:
        """Keep what to do, once, when one chat sends too many messages to handle."""
        super().__init__(MOST_AT_ONCE)
        self._too_many = too_many
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._waiting: Counter[int] = Counter()
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def initialize(self) -> None:
        """Do nothing (see parent class)."""

    async def shutdown(self) -> None:
        """Do nothing (see parent class)."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle one update when it is its chat's turn (see parent class)."""
        if not isinstance(update, Update) or self._is_repeated(update.update_id):
            cast(Coroutine[Any, Any, Any], coroutine).close()
            return
        chat = update.effective_chat or update.effective_user
        key = chat.id if chat else 0
        self._waiting[key] += 1
        try:
            await self._when_it_is_its_turn(update, key, coroutine)
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]

    async def _when_it_is_its_turn(self, update: Update, key: int, coroutine: Awaitable[Any]) -> None:
        if self._waiting[key] > MOST_PER_CHAT:
            cast(Coroutine[Any, Any, Any], coroutine).close()
            coroutine = self._too_many(update) if self._waiting[key] == MOST_PER_CHAT + 1 else _nothing()
        async with self._turns.setdefault(key, asyncio.Lock()):
            await coroutine

    def _is_repeated(self, update_id: int) -> bool:
        if update_id in self._seen:
            return True
        self._seen[update_id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return False


async def _nothing() -> None:
    """Stand for an update that is left out."""
