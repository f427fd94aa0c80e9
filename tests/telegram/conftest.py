"""Fixtures: the channel in this process, with a stand-in behind it."""

from __future__ import annotations

import asyncio
from typing import Iterator

import pytest

from tests.telegram.fake_bot import Parrot, Run
from tests.telegram.in_process import Conversations


@pytest.fixture
def parrot() -> Parrot:
    """The stand-in for the bot."""
    return Parrot()


@pytest.fixture
def telegram(parrot: Parrot, monkeypatch: pytest.MonkeyPatch) -> Conversations:
    """Chats whose updates come from the test."""
    return Conversations(monkeypatch, parrot.handle)


@pytest.fixture
def run() -> Iterator[Run]:
    """Runs a coroutine to its end."""
    loop = asyncio.new_event_loop()
    yield loop.run_until_complete
    loop.close()
