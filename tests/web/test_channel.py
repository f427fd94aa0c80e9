"""The channel, with a bot that records messages instead of answering."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from socketio.exceptions import ConnectionRefusedError as Refused

from bot.channels.deletion import Delete, Slots
from bot.channels.web import channel as channel_module
from bot.channels.web.channel import WebChannel
from bot.channels.web.incoming import read_message
from bot.channels.web.origins import Addresses
from bot.channels.web.sessions import SessionStore
from bot.dialogue.wording import say
from tests.web.loops import in_own_loop

pytestmark = pytest.mark.rasa

_ADDRESSES = Addresses("http://127.0.0.1:5005", frozenset({"http://127.0.0.1:5005"}), frozenset())


def test_idle_conversations_are_deleted_in_the_bot_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_module, "_EXPIRE_EVERY_SECONDS", 0)
    deleted: list[str] = []
    channel = WebChannel(_ADDRESSES, _delete_into(deleted))
    channel._store = SessionStore(idle_seconds=-1)
    session, _ = channel._store.open(None, 0.0)

    async def a_while() -> None:
        task = asyncio.ensure_future(channel._expire_idle())
        for _ in range(10):
            await asyncio.sleep(0)
        task.cancel()

    in_own_loop(a_while)
    assert deleted == [session.conversation]
    assert session.forgotten


@pytest.mark.parametrize("fails", [False, True])
def test_the_delete_button_deletes_at_once_and_never_reaches_the_dialogue(fails: bool) -> None:
    deleted: list[str] = []
    channel = WebChannel(_ADDRESSES, _delete_into(deleted, None if fails else {"language": "de"}))
    session, _ = channel._store.open(None, 0.0)
    incoming = read_message({"id": "message-1", "text": "/delete_data", "title": "Delete", "language": "en"})
    assert incoming is not None
    sent: list[dict[str, Any]] = []

    async def keep(name: str, event: dict[str, Any], room: str) -> None:
        sent.append(event)

    channel._server.emit = keep

    async def press() -> None:
        await channel._answer(session, incoming, _never)

    in_own_loop(press)
    assert deleted == [session.conversation] and session.forgotten is not fails
    (event,) = sent
    assert event["parts"] == [{"text": say("trouble", "en") if fails else say("deleted", "de")}]
    assert event["forgotten"] is not fails and event["envelope"]["kind"] == "system"


def test_a_full_server_says_so() -> None:
    channel = WebChannel(_ADDRESSES)
    channel._store = SessionStore(most=0)

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


def _delete_into(deleted: list[str], slots: Slots = None) -> Delete:
    async def delete(sender: str) -> Slots:
        deleted.append(sender)
        return slots

    return delete


async def _never(message: UserMessage) -> None:
    raise AssertionError("the dialogue was asked")
