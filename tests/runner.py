"""Runs messages through the real bot: trained model, policies, actions and database."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, Coroutine, Sequence, TypeVar

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel, UserMessage
from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog

from bot.channels.incoming_text import clean_message
from bot.logs import keep_words_out_of_logs
from bot.rasa.in_process_actions import InProcessActions
from bot.rasa.tracker_store import DeletingTrackerStore
from bot.server.train import ensure_model

_T = TypeVar("_T")


@dataclass(frozen=True)
class Answer:
    """What the bot sent in one turn."""

    messages: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """All texts of the turn."""
        return "\n".join(message["text"] for message in self.messages if "text" in message)

    @property
    def envelopes(self) -> list[dict[str, Any]]:
        """All envelopes of the turn; a valid turn has exactly one, as its last message."""
        return [message["custom"] for message in self.messages if "custom" in message]

    @property
    def envelope(self) -> dict[str, Any]:
        """The envelope of the turn."""
        assert len(self.envelopes) == 1 and "custom" in self.messages[-1], self.messages
        return self.envelopes[0]

    @property
    def payloads(self) -> list[str]:
        """The payloads of all buttons of the turn."""
        return [button["payload"] for message in self.messages for button in message.get("buttons", [])]


class Runner:
    """One running bot, without the web server."""

    def __init__(self) -> None:
        """Load the model for the current data; train it if it is missing."""
        configure_structlog(logging.WARNING)
        configure_logging_and_warnings(logging.WARNING, filter_repeated_logs=False)
        keep_words_out_of_logs()
        self._loop = asyncio.new_event_loop()
        self._played: dict[tuple[str, tuple[str, ...], str | None], list[Answer]] = {}
        self._agent = Agent.load(str(ensure_model()), action_endpoint=InProcessActions())
        assert self._agent.domain is not None
        self._agent.tracker_store = DeletingTrackerStore(self._agent.domain)
        assert self._agent.processor is not None
        self._agent.processor.tracker_store = self._agent.tracker_store

    def say(self, sender: str, text: str, language: str | None = None) -> Answer:
        """Send one message as a channel would and return the answer."""
        message = clean_message(text)
        collector = CollectingOutputChannel()
        metadata = {"language": language, "shortened": message.shortened}
        self.run(self.handle(UserMessage(message.text, collector, sender, input_channel="rest", metadata=metadata)))
        return Answer(list(collector.messages))

    def play(self, name: str, texts: Sequence[str], hint: str | None = None) -> list[Answer]:
        """Send the texts one after the other and return the answers; a dialogue is played only once."""
        key = (name, tuple(texts), hint)
        if key not in self._played:
            self._played[key] = [self.say(f"{name} {len(texts)}", text, hint) for text in texts]
        return self._played[key]

    async def handle(self, message: UserMessage) -> None:
        """Handle a message that came through a channel."""
        await self._agent.handle_message(message)

    async def trigger(self, sender: str, intent: str, output: OutputChannel) -> None:
        """Let the bot start a turn by itself, as a reminder does."""
        assert self._agent.processor is not None
        tracker = await self._agent.processor.fetch_tracker_and_update_session(sender)
        await self._agent.processor.trigger_external_user_uttered(intent, None, tracker, output)

    def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run something on the bot's own event loop."""
        return self._loop.run_until_complete(work)

    def parse(self, text: str) -> dict[str, Any]:
        """Return what the NLU pipeline makes of a text."""
        return dict(self._loop.run_until_complete(self._agent.parse_message(text)))

    def parsed(self, sender: str) -> dict[str, Any]:
        """Return what the NLU pipeline made of the last message of a conversation; nothing if it was deleted."""
        tracker = self.run(self._agent.tracker_store.retrieve(sender))
        return dict(tracker.latest_message.parse_data) if tracker and tracker.latest_message else {}

    def remembers(self, sender: str) -> bool:
        """Whether the tracker store has a conversation of this sender."""
        return sender in self._agent.tracker_store.store
