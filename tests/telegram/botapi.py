"""The methods of the Bot API that the bot uses, with Telegram's limits. HTTP is in emulator.py."""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Optional

from tests.telegram.telegram_html import Unparsable, visible_text

TOKEN = "123456789:an-emulated-bot-token-of-35-letters"
USERNAME = "rueckenwind_test_bot"
_BOT = {"id": 123456789, "is_bot": True, "first_name": "Rückenwind", "username": USERNAME}


class Refused(Exception):
    """An error response of the Bot API."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"ok": False, "error_code": status, "description": description}
        if parameters:
            self.body["parameters"] = parameters


@dataclass
class Sent:
    """A message that the bot sent. `text` is what a person sees, `html` what was sent."""

    message_id: int
    chat_id: int
    text: str
    html: str
    photo: Optional[bytes]
    keyboard: list[list[dict[str, str]]]
    raw: dict[str, Any] = field(repr=False, default_factory=dict)

    @property
    def titles(self) -> list[str]:
        """The titles of all buttons."""
        return [button["text"] for row in self.keyboard for button in row]

    @property
    def data(self) -> list[str]:
        """The callback data of all buttons."""
        return [button["callback_data"] for row in self.keyboard for button in row]


class BotApi:
    """State and rules. All methods are called on one event loop, except those that only read."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.updates: deque[dict[str, Any]] = deque()
        self.webhook: dict[str, Any] = {}
        self.blocked: set[int] = set()
        self.known_chats: set[int] = set()
        self.refusals: deque[Refused] = deque()  # the errors for the next messages
        self.refused: list[str] = []
        self.open_queries: set[str] = set()
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.left: list[int] = []
        self.has_updates = asyncio.Event()
        self._poll = 0
        self._next_message = 1000
        self.polling = 0

    async def call(self, method: str, parameters: dict[str, Any], photo: Optional[bytes] = None) -> Any:
        """Answer one call.

        Raises:
            Refused: Telegram would refuse it.
        """
        handler = getattr(self, "_" + re.sub(r"(?<!^)([A-Z])", r"_\1", method).lower(), None)
        if handler is None:
            raise Refused(404, "Not Found: method not found")
        self.calls.append((method, parameters))
        if method == "getUpdates":
            return await self._get_updates(parameters)
        if self.refusals and method.startswith("send"):
            raise self.refusals.popleft()
        try:
            return handler(parameters, photo) if method == "sendPhoto" else handler(parameters)
        except Refused as refused:
            self.refused.append(f"{method}: {refused}")
            raise

    def count(self, method: str) -> int:
        """Return how often a method was called."""
        return sum(called == method for called, _ in self.calls)

    async def _get_updates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook.get("url"):
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poll += 1
        mine = self._poll
        offset = int(parameters.get("offset") or 0)
        while self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()
        self.has_updates.set()  # wakes an older poller, which has to give way
        self.has_updates = asyncio.Event()
        self.polling += 1
        try:
            return await self._wait_for_updates(mine, float(parameters.get("timeout") or 0), parameters)
        finally:
            self.polling -= 1

    async def _wait_for_updates(self, mine: int, timeout: float, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        end = asyncio.get_running_loop().time() + timeout
        while True:
            if mine != self._poll:
                raise Refused(409, "Conflict: terminated by other getUpdates request")
            allowed = parameters.get("allowed_updates")
            allowed = json.loads(allowed) if isinstance(allowed, str) else allowed
            ready = [u for u in self.updates if not allowed or set(u) & set(allowed)][:100]
            left = end - asyncio.get_running_loop().time()
            if ready or left <= 0:
                return ready
            try:
                await asyncio.wait_for(self.has_updates.wait(), left)
            except asyncio.TimeoutError:
                return []
            if mine == self._poll:
                self.has_updates.clear()

    def _get_me(self, parameters: dict[str, Any]) -> dict[str, Any]:
        return dict(_BOT)

    def _set_webhook(self, parameters: dict[str, Any]) -> bool:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", str(parameters.get("secret_token"))):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = dict(parameters)
        return True

    def _delete_webhook(self, parameters: dict[str, Any]) -> bool:
        self.webhook = {}
        return True

    def _set_my_commands(self, parameters: dict[str, Any]) -> bool:
        commands = _json(parameters["commands"])
        if any(not re.fullmatch("[a-z0-9_]{1,32}", c["command"]) or not c["description"] for c in commands):
            raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands[str(parameters.get("language_code") or "")] = commands
        return True

    def _send_message(self, parameters: dict[str, Any]) -> dict[str, Any]:
        text = self._text(parameters, "text", 4096, "message is too long")
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        return self._record(parameters, text, str(parameters["text"]), None)

    def _send_photo(self, parameters: dict[str, Any], photo: Optional[bytes]) -> dict[str, Any]:
        if not photo or not photo.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
            raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
        caption = self._text(parameters, "caption", 1024, "message caption is too long")
        return self._record(parameters, caption, str(parameters.get("caption") or ""), photo)

    def _send_chat_action(self, parameters: dict[str, Any]) -> bool:
        self._chat(parameters)
        return True

    def _answer_callback_query(self, parameters: dict[str, Any]) -> bool:
        if str(parameters["callback_query_id"]) not in self.open_queries:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.open_queries.discard(str(parameters["callback_query_id"]))
        return True

    def _edit_message_reply_markup(self, parameters: dict[str, Any]) -> dict[str, Any]:
        keyboard = _keyboard(parameters)
        for message in self.sent:
            if message.message_id == int(parameters["message_id"]):
                if message.keyboard == keyboard:
                    raise Refused(400, "Bad Request: message is not modified")
                message.keyboard = keyboard
                message.raw["reply_markup"] = {"inline_keyboard": keyboard}
                return message.raw
        raise Refused(400, "Bad Request: message to edit not found")

    def _leave_chat(self, parameters: dict[str, Any]) -> bool:
        self.left.append(int(parameters["chat_id"]))
        return True

    def _chat(self, parameters: dict[str, Any]) -> int:
        chat = int(parameters["chat_id"])
        if chat not in self.known_chats:
            raise Refused(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    @staticmethod
    def _text(parameters: dict[str, Any], name: str, limit: int, complaint: str) -> str:
        text = str(parameters.get(name) or "")
        try:
            text = visible_text(text) if parameters.get("parse_mode") == "HTML" else text
        except Unparsable as error:
            raise Refused(400, f"Bad Request: {error}") from error
        if len(text.encode("utf-16-le")) // 2 > limit:
            raise Refused(400, f"Bad Request: {complaint}")
        return text

    def _record(self, parameters: dict[str, Any], text: str, source: str, photo: Optional[bytes]) -> dict[str, Any]:
        chat = self._chat(parameters)
        keyboard = _keyboard(parameters)
        self._next_message += 1
        kind = "private" if chat > 0 else "group"
        raw: dict[str, Any] = {
            "message_id": self._next_message,
            "date": 1_800_000_000,
            "chat": {"id": chat, "type": kind},
            "from": _BOT,
        }
        if keyboard:
            raw["reply_markup"] = {"inline_keyboard": keyboard}
        if photo:
            raw["photo"] = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
        else:
            raw["text"] = text
        self.sent.append(Sent(self._next_message, chat, text, source, photo, keyboard, raw))
        return raw


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _keyboard(parameters: dict[str, Any]) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = (_json(parameters.get("reply_markup")) or {}).get("inline_keyboard") or []
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise Refused(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows
