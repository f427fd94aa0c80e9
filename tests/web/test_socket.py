"""The socket with a misbehaving client that is not a browser."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import socketio
from socketio.exceptions import ConnectionError as NotConnected

from bot.channels.web.rate_limiter import LARGEST_PACKET
from tests.web.loops import in_own_loop
from tests.web.running_bot import RunningBot

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("web")]


class Client:
    """Speaks the chat's protocol and collects events. It does not disconnect, which would wait for a poll to end."""

    def __init__(self) -> None:
        self.socket = socketio.AsyncClient(reconnection=False)
        self.events: list[dict[str, Any]] = []
        self.socket.on("event", self.events.append)

    async def connect(self, address: str, **options: Any) -> None:
        """Open the socket."""
        await self.socket.connect(address, transports=["polling"], **options)

    async def call(self, name: str, data: Any = None) -> dict[str, Any]:
        """Send and return the server's reply."""
        answer = await self.socket.call(name, data, timeout=30)
        assert isinstance(answer, dict)
        return answer

    async def answers(self, count: int) -> list[dict[str, Any]]:
        """Wait for so many turns of the bot and return them."""
        for _ in range(300):
            found = [event for event in self.events if event["from"] == "bot"]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.1)
        raise AssertionError("no answer")


def test_same_message_twice_is_answered_once_and_a_second_page_catches_up(bot: RunningBot) -> None:
    async def talk() -> None:
        first, second = Client(), Client()
        await first.connect(bot.address)
        opened = await first.call("hello", {"session": None, "since": 0})
        message = {"id": "message-0001", "text": "how long may i take ibuprofen?", "language": "en"}
        assert (await first.call("say", message))["ok"]
        await first.answers(1)
        await second.connect(bot.address)
        again = await second.call("hello", {"session": opened["session"], "since": 0})
        assert again["resumed"] and [event["n"] for event in again["events"]] == [1, 2]
        assert (await second.call("hello", {"session": opened["session"], "since": 1}))["events"] == again["events"][1:]
        assert (await second.call("say", message))["ok"]
        assert (await second.call("say", {**message, "id": "message-0002", "text": "more"}))["ok"]
        found = await second.answers(1)
        assert [event["answers"] for event in found] == ["message-0002"]

    in_own_loop(talk)


def test_invented_ids_open_nothing(bot: RunningBot) -> None:
    async def talk() -> None:
        client = Client()
        await client.connect(bot.address)
        for guess in ("victim-conversation-1", {"$ne": None}, "x" * 5000, 7, None):
            opened = await client.call("hello", {"session": guess, "since": 0})
            assert opened["ok"] and not opened["resumed"] and opened["events"] == [] and opened["session"] != guess

    in_own_loop(talk)


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}])
def test_other_origins_and_host_names_are_refused(bot: RunningBot, headers: dict[str, str]) -> None:
    async def talk() -> None:
        with pytest.raises(NotConnected):
            await Client().connect(bot.address, headers=headers)

    in_own_loop(talk)


def test_nonsense_gets_an_answer_and_breaks_nothing(bot: RunningBot) -> None:
    async def talk() -> None:
        client = Client()
        await client.connect(bot.address)
        assert (await client.call("say", {"id": "message-0001", "text": "no hello"}))["reason"] == "session"
        await client.call("hello", [1, 2])
        cases: tuple[Any, ...] = (None, [], "text", {"id": 1}, {"id": "message-0001", "text": {"a": 1}})
        for nonsense in cases:
            assert (await client.call("say", nonsense))["reason"] == "unreadable"
        assert (await client.call("say", {"id": "message-0001", "text": "hello"}))["ok"]
        await client.answers(1)

    in_own_loop(talk)


def test_too_many_messages_are_slowed_down(bot: RunningBot) -> None:
    async def talk() -> None:
        client = Client()
        await client.connect(bot.address)
        await client.call("hello")
        replies = [await client.call("say", {"id": f"message-{n:04}", "text": "hello"}) for n in range(30)]
        refused = [reply for reply in replies if not reply["ok"]]
        assert refused and all(reply["reason"] in ("slow_down", "busy") and reply["after"] > 0 for reply in refused)
        assert len(await client.answers(30 - len(refused))) == 30 - len(refused)

    in_own_loop(talk)


def test_a_huge_packet_ends_only_its_own_connection(bot: RunningBot) -> None:
    async def talk() -> None:
        huge, other = Client(), Client()
        await huge.connect(bot.address)
        await other.connect(bot.address)
        await huge.call("hello")
        await huge.socket.emit("say", {"id": "message-0001", "text": "x" * (LARGEST_PACKET + 1)})
        for _ in range(100):
            if not huge.socket.connected:
                break
            await asyncio.sleep(0.1)
        assert not huge.socket.connected
        assert (await other.call("hello"))["ok"]

    in_own_loop(talk)


def test_nothing_that_people_wrote_is_in_the_log(bot: RunningBot) -> None:
    async def talk() -> None:
        client = Client()
        await client.connect(bot.address)
        opened = await client.call("hello")
        await client.call("say", {"id": "message-0001", "text": "a very private sentence about my back"})
        await client.answers(1)
        assert "private sentence" not in bot.output and opened["session"] not in bot.output

    in_own_loop(talk)
