"""Telegram on this machine: the Bot API over HTTP in a thread, and people who write to the bot."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import defaultdict
from typing import Any, Callable, Optional, TypeVar

from aiohttp import ClientError, ClientSession, web

from tests.telegram.botapi import TOKEN, BotApi, Refused, Sent

_T = TypeVar("_T")


class Emulator:
    """Runs from `start` to `stop`. Methods for tests may be called from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._next_update = 1
        self.down = False
        self.slow = 0.0
        self.delivered: list[int] = []

    def start(self) -> None:
        """Listen on a free port."""
        self._thread.start()
        self.run(self._listen())

    def stop(self) -> None:
        """Stop listening."""
        self.run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def run(self, work: Any) -> Any:
        """Run a coroutine on the emulator's loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self) -> None:
        self.api = BotApi()
        app = web.Application(client_max_size=20_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _answer(self, request: web.Request) -> web.Response:
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.down:
            return web.Response(status=502, text="Bad Gateway")
        if request.match_info["token"] != TOKEN:
            return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
        parameters, photo = await _read(request)
        try:
            result = await self.api.call(request.match_info["method"], parameters, photo)
        except Refused as refused:
            return web.json_response(refused.body, status=refused.status)
        if self.down:
            return web.Response(status=502, text="Bad Gateway")
        return web.json_response({"ok": True, "result": result})

    # People

    def update(self, update_id: Optional[int] = None, **content: Any) -> int:
        """Add an update and return its id."""
        number = update_id or self._next_update
        self._next_update = max(self._next_update, number) + 1
        self.run(self._happen({"update_id": number, **content}))
        return number

    def write(self, chat_id: int, text: str = "", language: str = "en", **content: Any) -> int:
        """Let a person write in a private chat; `content` adds to the message or replaces parts of it."""
        return self.update(message=message(chat_id, text, language, **content))

    def press(self, chat_id: int, data: str, language: str = "en") -> None:
        """Let a person press a button, by its title or its callback data; the newest message that has it counts."""
        for sent in reversed(self.api.sent):
            buttons = [button for row in sent.keyboard for button in row]
            button = next((b for b in buttons if data in (b["text"], b["callback_data"])), None)
            if sent.chat_id == chat_id and button:
                break
        else:
            raise AssertionError(f"no button {data!r} in {self.to(chat_id)}")
        query = f"query-{self._next_update}"
        self.api.open_queries.add(query)
        self.update(
            callback_query={
                "id": query,
                "from": person(chat_id, language),
                "chat_instance": "1",
                "data": button["callback_data"],
                "message": sent.raw,
            }
        )

    def agree(self, chat_id: int, language: str = "en") -> None:
        """Begin a chat, agree to the notice and wait for the greeting."""
        self.write(chat_id, "/start", language)
        self.wait(lambda: any("consent:yes" in sent.data for sent in self.to(chat_id)))
        self.press(chat_id, "consent:yes", language)
        self.wait(lambda: len(self.to(chat_id)) >= 2)

    def ask(self, chat_id: int, text: str = "", language: str = "en", answers: int = 1, **content: Any) -> list[Sent]:
        """Write, wait for as many messages, and return them."""
        before = len(self.to(chat_id))
        self.write(chat_id, text, language, **content)
        self.wait(lambda: len(self.to(chat_id)) >= before + answers)
        return self.to(chat_id)[before:]

    def to(self, chat_id: int) -> list[Sent]:
        """Return what the bot sent to a chat."""
        return [sent for sent in list(self.api.sent) if sent.chat_id == chat_id]

    def wait(self, until: Callable[[], _T], seconds: float = 30) -> _T:
        """Wait for something to become true and return it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = until()
            if value:
                return value
            time.sleep(0.02)
        raise AssertionError(f"did not happen; sent so far: {[sent.text[:80] for sent in self.api.sent[-5:]]}")

    async def _happen(self, update: dict[str, Any]) -> None:
        place = _chat_in(update)
        self.api.known_chats.add(place)
        if self.api.webhook.get("url"):
            self._delivery = asyncio.ensure_future(self._deliver(update, place))
        else:
            self.api.updates.append(update)
            self.api.has_updates.set()

    async def _deliver(self, update: dict[str, Any], chat: int) -> None:
        """Post an update to the webhook until it is accepted; those of one chat in order."""
        async with self._turns[chat], ClientSession() as session:
            headers = {"X-Telegram-Bot-Api-Secret-Token": str(self.api.webhook["secret_token"])}
            for _ in range(20):
                try:
                    async with session.post(self.api.webhook["url"], json=update, headers=headers) as answer:
                        if answer.status == 200:
                            self.delivered.append(update["update_id"])
                            return
                except ClientError:
                    pass
                await asyncio.sleep(0.2)


def person(user_id: int, language: str) -> dict[str, Any]:
    """Return a user; "" as language for none."""
    user = {"id": user_id, "is_bot": False, "first_name": "Erna", "last_name": "Musterfrau", "username": f"e{user_id}"}
    return {**user, "language_code": language} if language else user


def message(chat_id: int, text: str = "", language: str = "en", **content: Any) -> dict[str, Any]:
    """Return a message in a private chat."""
    assert len(text.encode("utf-16-le")) // 2 <= 4096, "nobody can send so much at once"
    made: dict[str, Any] = {
        "message_id": int(time.monotonic() * 1000) % 1_000_000_000,
        "date": int(time.time()),
        "chat": {"id": chat_id, "type": "private", "first_name": "Erna"},
        "from": person(abs(chat_id), language),
    }
    if text:
        made["text"] = text
    if text.startswith("/"):
        made["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    return {**made, **content}


def _chat_in(update: dict[str, Any]) -> int:
    for name, content in update.items():
        if name == "callback_query":
            return int(content["from"]["id"])
        if isinstance(content, dict) and "chat" in content:
            return int(content["chat"]["id"])
    return 0


async def _read(request: web.Request) -> tuple[dict[str, Any], Optional[bytes]]:
    if request.content_type == "application/json":
        return dict(await request.json()), None
    parameters: dict[str, Any] = {}
    photo = None
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            photo = value.file.read()
        else:
            parameters[name] = json.loads(str(value)) if name == "allowed_updates" else str(value)
    return {**dict(request.query), **parameters}, photo
