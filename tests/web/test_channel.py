"""The channel itself, with a bot that records instead of answering."""

from __future__ import annotations

import asyncio

import pytest
from rasa.core.channels.channel import UserMessage
from socketio.exceptions import ConnectionRefusedError as Refused

from bot.channels.web import channel as channel_module
from bot.channels.web.channel import WebChannel
from bot.channels.web.origins import Addresses
from bot.channels.web.sessions import SessionStore
from tests.web.loops import in_own_loop

_ADDRESSES = Addresses("http://127.0.0.1:5005", frozenset({"http://127.0.0.1:5005"}), frozenset())


def test_an_hour_of_silence_deletes_in_the_bot_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_module, "_LOOK_FOR_SILENCE_SECONDS", 0)
    channel = WebChannel(_ADDRESSES)
    channel._book = SessionStore(silence=-1)
    session, _ = channel._book.open(None, 0.0)
    heard: list[tuple[str, str]] = []

    async def bot(message: UserMessage) -> None:
        heard.append((str(message.text), str(message.sender_id)))

    async def a_while() -> None:
        task = asyncio.ensure_future(channel._forget_silent(bot))
        for _ in range(10):
            await asyncio.sleep(0)
        task.cancel()

    in_own_loop(a_while)
    assert heard == [("/delete_data", session.conversation)]
    assert session.forgotten


def test_a_full_server_says_so() -> None:
    channel = WebChannel(_ADDRESSES)
    channel._book = SessionStore(most=0)

    async def hello() -> None:
        assert await channel._hello("sid", {"session": None, "since": 0}) == {"ok": False, "reason": "full"}

    in_own_loop(hello)


def test_connections_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_module, "MOST_CONNECTIONS", 1)
    channel = WebChannel(_ADDRESSES)
    visitor = {"HTTP_HOST": "127.0.0.1:5005"}

    async def connect() -> None:
        await channel._connect("one", visitor)
        with pytest.raises(Refused, match="full"):
            await channel._connect("two", visitor)
        await channel._disconnect("one")
        await channel._connect("two", visitor)

    in_own_loop(connect)
