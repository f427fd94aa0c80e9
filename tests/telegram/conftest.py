"""Fixtures: the channel in this process, with a fake bot behind it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Iterator

import pytest

if TYPE_CHECKING:
    from tests.telegram.fake_bot import FakeBot, Run
    from tests.telegram.in_process import Conversations


@pytest.fixture
def fake_bot() -> FakeBot:
    """A bot that repeats what it receives."""
    from tests.telegram.fake_bot import FakeBot

    return FakeBot()


@pytest.fixture
def telegram(fake_bot: FakeBot, monkeypatch: pytest.MonkeyPatch) -> Conversations:
    """Chats whose updates come from the test."""
    from tests.telegram.in_process import Conversations

    return Conversations(monkeypatch, fake_bot.handle, fake_bot.delete)


@pytest.fixture
def run() -> Iterator[Run]:
    """Runs a coroutine to its end."""
    loop = asyncio.new_event_loop()
    yield loop.run_until_complete
    loop.close()
