"""The website channel: a socket between the visitor's browser and the bot."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Dict, Optional, Set

from rasa.core.channels.channel import InputChannel
from rasa.core.channels.socketio import SocketBlueprint
from sanic import Blueprint
from socketio import AsyncServer
from socketio.exceptions import ConnectionRefusedError as Refused

from bot.channels.deletion import DELETE_PAYLOAD, Delete, confirm_deletion, delete_conversation
from bot.channels.exchange import Messages, OnNewMessage, TurnOutput, as_messages, ensure_reply, hand_over
from bot.channels.web.events import bot_event
from bot.channels.web.incoming import Incoming, read_hello, read_message
from bot.channels.web.origins import Addresses, read_addresses
from bot.channels.web.pages import add_pages
from bot.channels.web.rate_limiter import LARGEST_PACKET, MOST_CONNECTIONS, MOST_TURNS, MOST_TURNS_OF_ONE
from bot.channels.web.sessions import Event, ServerFullError, Session, SessionStore
from bot.settings import load_settings

# What the server replies to a page at once; the bot's answer follows as an event.
Acknowledgement = Dict[str, Any]
_EXPIRE_EVERY_SECONDS = 60


class WebChannel(InputChannel):
    """Rasa's end of the website chat. The protocol is described in docs/widget.md."""

    def __init__(self, addresses: Addresses, delete: Delete = delete_conversation) -> None:
        """Keep the trusted addresses, and how to delete a conversation in the bot's memory."""
        self._addresses = addresses
        self._delete = delete
        self._store = SessionStore()
        self._sessions: Dict[str, Session] = {}
        self._connected: Set[str] = set()
        self._turns = 0
        self._server = AsyncServer(
            async_mode="sanic",
            cors_allowed_origins=sorted(addresses.own),
            max_http_buffer_size=LARGEST_PACKET,
        )

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> WebChannel:
        """Make the channel; its settings come from the environment (see parent class)."""
        return cls(read_addresses(load_settings()))

    def url_prefix(self) -> str:
        """Return an absolute path: pages and pictures are next to Rasa's webhooks, not below them."""
        return "/"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes (see parent class)."""
        routes = SocketBlueprint(self._server, "socket.io", "web_channel")
        add_pages(routes, self._addresses)
        self._server.on("connect", self._connect)
        self._server.on("disconnect", self._disconnect)
        self._server.on("hello", self._hello)

        async def say(sid: str, raw: Any = None, *rest: Any) -> Acknowledgement:
            return await self._say(sid, raw, on_new_message)

        self._server.on("say", say)

        @routes.listener("after_server_start")
        async def start_expiry(app: Any, loop: Any) -> None:
            app.add_task(self._expire_idle())

        return routes

    async def _connect(self, sid: str, environ: Dict[str, Any], auth: Any = None) -> None:
        if not self._addresses.may_connect(environ.get("HTTP_ORIGIN"), environ.get("HTTP_HOST")):
            raise Refused("origin")
        if len(self._connected) >= MOST_CONNECTIONS:
            raise Refused("full")
        self._connected.add(sid)

    async def _disconnect(self, sid: str, reason: Any = None) -> None:
        self._connected.discard(sid)
        self._sessions.pop(sid, None)

    async def _hello(self, sid: str, raw: Any = None, *rest: Any) -> Acknowledgement:
        """Give the page its session and what it has missed."""
        hello = read_hello(raw)
        try:
            session, resumed = self._store.open(hello.session, time.monotonic())
        except ServerFullError:
            return {"ok": False, "reason": "full"}
        self._sessions[sid] = session
        await self._server.enter_room(sid, session.conversation)
        return {"ok": True, "session": session.id, "resumed": resumed, "events": session.since(hello.since)}

    async def _say(self, sid: str, raw: Any, on_new_message: OnNewMessage) -> Acknowledgement:
        """Take a message; its answer follows as an event."""
        session, incoming = self._sessions.get(sid), read_message(raw)
        if session is None or session.forgotten:
            return {"ok": False, "reason": "session"}
        if incoming is None:
            return {"ok": False, "reason": "unreadable"}
        if session.has_received(incoming.id):
            return {"ok": True}
        if self._turns >= MOST_TURNS or session.waiting >= MOST_TURNS_OF_ONE:
            return {"ok": False, "reason": "busy", "after": 3}
        seconds = session.bucket.wait(time.monotonic())
        if seconds:
            return {"ok": False, "reason": "slow_down", "after": round(seconds, 1)}
        session.used_at = time.monotonic()
        session.waiting += 1
        self._turns += 1
        event = {"from": "visitor", "text": incoming.shown, "language": incoming.language}
        await self._emit(session, session.add_message(incoming.id, event))
        self._server.start_background_task(self._answer, session, incoming, on_new_message)
        return {"ok": True}

    async def _answer(self, session: Session, incoming: Incoming, on_new_message: OnNewMessage) -> None:
        """Let the bot answer; the messages of one visitor are answered one after the other."""
        try:
            async with session.lock:
                if session.forgotten:
                    return
                messages = ensure_reply(await self._reply(session, incoming, on_new_message), incoming.language)
                event = bot_event(messages, incoming.id, incoming.language)
                if event["forgotten"]:
                    self._store.forget(session)
                await self._emit(session, event if session.forgotten else session.add(event))
        finally:
            session.waiting -= 1
            self._turns -= 1

    async def _reply(self, session: Session, incoming: Incoming, on_new_message: OnNewMessage) -> Messages:
        if incoming.message.text == DELETE_PAYLOAD:
            return as_messages(confirm_deletion(await self._delete(session.conversation), incoming.language))
        output = TurnOutput()
        await hand_over(on_new_message, incoming.message, session.conversation, output, self.name(), incoming.language)
        return output.messages

    async def _emit(self, session: Session, event: Event) -> None:
        await self._server.emit("event", event, room=session.conversation)

    async def _expire_idle(self) -> None:
        """Delete conversations after an hour without a message, in the bot's memory as well."""
        while True:
            await asyncio.sleep(_EXPIRE_EVERY_SECONDS)
            for session in self._store.expire_idle(time.monotonic()):
                await self._delete(session.conversation)
