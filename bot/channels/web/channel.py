"""The website channel: a socket between the visitor's browser and the bot."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any, Awaitable, Callable, Dict, Optional, Set

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.channels.socketio import SocketBlueprint
from sanic import Blueprint
from socketio import AsyncServer
from socketio.exceptions import ConnectionRefusedError as Refused

from bot.channels.web.incoming import Incoming, read_hello, read_message
from bot.channels.web.origins import Addresses, read_addresses
from bot.channels.web.output import TurnOutput
from bot.channels.web.pages import add_pages
from bot.channels.web.rate_limiter import LARGEST_PACKET, MOST_CONNECTIONS, MOST_TURNS, MOST_TURNS_OF_ONE
from bot.channels.web.sessions import ServerFullError, Session, SessionStore
from bot.server.settings import load_settings

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]
Answer = Dict[str, Any]
_LOOK_FOR_SILENCE_SECONDS = 60


class WebChannel(InputChannel):
    """Rasa's end of the website chat. The protocol is described in docs/widget.md."""

    def __init__(self, addresses: Addresses) -> None:
        """Keep the trusted addresses."""
        self._addresses = addresses
        self._book = SessionStore()
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
        """Return an absolute path: pages and pictures lie beside Rasa's webhooks, not below them."""
        return "/"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes (see parent class)."""
        routes = SocketBlueprint(self._server, "socket.io", "web_channel")
        add_pages(routes, self._addresses)
        self._server.on("connect", self._connect)
        self._server.on("disconnect", self._disconnect)
        self._server.on("hello", self._hello)

        async def say(sid: str, raw: Any = None, *rest: Any) -> Answer:
            return await self._say(sid, raw, on_new_message)

        self._server.on("say", say)

        @routes.listener("after_server_start")
        async def watch(app: Any, loop: Any) -> None:
            app.add_task(self._forget_silent(on_new_message))

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

    async def _hello(self, sid: str, raw: Any = None, *rest: Any) -> Answer:
        """Give the page its session and what it has missed."""
        hello = read_hello(raw)
        try:
            session, resumed = self._book.open(hello.session, time.monotonic())
        except ServerFullError:
            return {"ok": False, "reason": "full"}
        self._sessions[sid] = session
        await self._server.enter_room(sid, session.conversation)
        return {"ok": True, "session": session.id, "resumed": resumed, "events": session.since(hello.since)}

    async def _say(self, sid: str, raw: Any, on_new_message: Handler) -> Answer:
        """Take a message; its answer follows as an event."""
        session, incoming = self._sessions.get(sid), read_message(raw)
        if session is None or session.forgotten:
            return {"ok": False, "reason": "session"}
        if incoming is None:
            return {"ok": False, "reason": "unreadable"}
        if session.heard(incoming.id) is not None:
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
        await self._emit(session, session.handle(incoming.id, event))
        self._server.start_background_task(self._answer, session, incoming, on_new_message)
        return {"ok": True}

    async def _answer(self, session: Session, incoming: Incoming, on_new_message: Handler) -> None:
        """Let the bot answer; the messages of one visitor are answered one after the other."""
        try:
            async with session.lock:
                if session.forgotten:
                    return
                output = TurnOutput()
                await _ask_bot(session, incoming, output, on_new_message)
                event = output.turn.as_event(incoming.id, incoming.language)
                if output.turn.deletes:
                    self._book.forget(session)
                await self._emit(session, event if session.forgotten else session.add(event))
        finally:
            session.waiting -= 1
            self._turns -= 1

    async def _emit(self, session: Session, event: Dict[str, Any]) -> None:
        await self._server.emit("event", event, room=session.conversation)

    async def _forget_silent(self, on_new_message: Handler) -> None:
        """Delete conversations after an hour of silence, in the bot's memory as well."""
        while True:
            await asyncio.sleep(_LOOK_FOR_SILENCE_SECONDS)
            for session in self._book.expire_idle(time.monotonic()):
                incoming = read_message({"id": "forgotten", "text": "/delete_data"})
                if incoming:
                    await _ask_bot(session, incoming, TurnOutput(), on_new_message)


async def _ask_bot(session: Session, incoming: Incoming, output: TurnOutput, on_new_message: Handler) -> None:
    metadata = {"language": incoming.language, "shortened": incoming.message.shortened}
    try:
        await on_new_message(
            UserMessage(incoming.message.text, output, session.conversation, input_channel="web", metadata=metadata)
        )
    except Exception as error:
        # Neither the words nor an exception's text, which may quote them, go to the log.
        logger.error("A message could not be answered: %s", type(error).__name__)
    output.turn.ensure_reply(incoming.language)
