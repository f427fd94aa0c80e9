"""The dialogues of tests/dialogues give the same messages and envelopes through Telegram as over REST."""

from __future__ import annotations

import itertools
from typing import Any, Iterator

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels.telegram.output import TelegramOutput
from bot.dialogue.wording import say
from tests.runner import Answer, Runner
from tests.telegram.botapi import Sent
from tests.telegram.in_process import Conversations
from tests.test_dialogues import all_dialogues, dialogue_name, played_together, said_in

pytestmark = [pytest.mark.model, pytest.mark.telegram]

_NUMBERS = itertools.count(1)


class _Recorder:
    """Passes messages from Telegram to the bot and records what the bot says."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.said: list[dict[str, Any]] = []

    async def handle(self, message: UserMessage) -> None:
        """Pass a message on."""
        assert message.output_channel is not None
        send = message.output_channel.send_response

        async def send_and_keep(recipient: str, said: dict[str, Any]) -> None:
            self.said.append(dict(said))
            await send(recipient, said)

        message.output_channel.send_response = send_and_keep
        await self._runner.handle(message)


@pytest.fixture(scope="module")
def recorder(runner: Runner) -> _Recorder:
    return _Recorder(runner)


@pytest.fixture(scope="module")
def telegram(recorder: _Recorder) -> Iterator[Conversations]:
    with pytest.MonkeyPatch.context() as patch:
        yield Conversations(patch, recorder.handle)


def _can_be_sent(turn: dict[str, Any]) -> bool:
    """Whether a person can send this in Telegram: not empty, not too long, not a payload (those cannot be typed)."""
    typed = str(turn.get("user", ""))
    return "press" in turn or (bool(typed.strip()) and len(typed) <= 4096 and not typed.startswith("/"))


def _dialogues() -> Iterator[Any]:
    # Known misses are included: they must give the same answer here as well.
    for entry in all_dialogues():
        yield pytest.param(*entry.values, id=entry.id, marks=played_together(entry.id))


@pytest.mark.parametrize("dialogue", _dialogues())
def test_same_dialogue(
    runner: Runner,
    telegram: Conversations,
    recorder: _Recorder,
    dialogue: dict[str, Any],
    request: pytest.FixtureRequest,
) -> None:
    number = next(_NUMBERS)
    telegram.chat(number)
    hint = dialogue.get("hint")
    turns = [turn for turn in dialogue["turns"] if _can_be_sent(turn)]
    over_rest = runner.play(dialogue_name(request), [said_in(turn) for turn in turns], hint)
    for turn, rest in zip(turns, over_rest, strict=True):
        recorder.said.clear()
        if "press" in turn:
            sent = runner.run(telegram.press(number, said_in(turn), hint or ""))
        else:
            sent = runner.run(telegram.write(number, said_in(turn), hint or ""))
        assert _content(recorder.said) == _content(rest.messages)
        _check_what_was_sent(sent, rest)
        telegram.chat(number)  # agrees again after a deletion
    assert telegram.api.refused == []


def test_the_bot_can_begin_by_itself(runner: Runner, telegram: Conversations) -> None:
    number = next(_NUMBERS)
    sender = telegram.chat(number).sender
    runner.run(telegram.write(number, "wie oft soll ich üben?", "de"))
    before = len(telegram.api.sent)
    runner.run(runner.trigger(sender, "help", TelegramOutput(telegram.bot.chats.deliver)))
    assert [(sent.chat_id, sent.text) for sent in telegram.api.sent[before:]] == [(number, say("help", "de"))]


def _content(messages: list[dict[str, Any]]) -> Any:
    """Return what was said and its envelope. Rasa's REST channel cuts texts at their paragraphs."""
    text = "\n\n".join(message["text"] for message in messages if message.get("text"))
    parts = [{key: message.get(key) for key in ("buttons", "image", "custom")} for message in messages]
    return text, [part for part in parts if any(part.values())]


def _check_what_was_sent(sent: list[Sent], rest: Answer) -> None:
    shown = "\n\n".join(message.text for message in sent)
    assert "\n\n".join(message["text"].strip() for message in rest.messages if "text" in message) in shown
    assert [data for message in sent for data in message.data] == list(dict.fromkeys(rest.payloads))
    if rest.envelope["urgency"] == "emergency":
        assert "112" in sent[0].text.split("\n")[0]
