"""The dialogues of tests/dialogues give the same messages and envelopes through Telegram as over REST."""

from __future__ import annotations

from typing import Any, Iterator

import pytest
from rasa.core.channels.channel import UserMessage

from bot.settings import ROOT
from bot.yaml_files import read_yaml
from tests.player import Player
from tests.telegram.in_process import Conversations


def _dialogues() -> Iterator[Any]:
    for path in sorted((ROOT / "tests" / "dialogues").glob("*/*.yml")):
        for dialogue in read_yaml(path)["dialogues"]:
            yield pytest.param(dialogue, id=f"{path.parent.name}/{path.stem}: {dialogue['name']}")


class _Recorder:
    """Stands between Telegram and the bot and keeps what the bot says."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self.said: list[dict[str, Any]] = []

    async def handle(self, message: UserMessage) -> None:
        """Hand a message on."""
        assert message.output_channel is not None
        send = message.output_channel.send_response

        async def send_and_keep(recipient: str, said: dict[str, Any]) -> None:
            self.said.append(dict(said))
            await send(recipient, said)

        message.output_channel.send_response = send_and_keep  # type: ignore[method-assign]
        await self._player.handle(message)


@pytest.fixture(scope="module")
def recorder(player: Player) -> _Recorder:
    return _Recorder(player)


@pytest.fixture(scope="module")
def telegram(recorder: _Recorder) -> Iterator[Conversations]:
    with pytest.MonkeyPatch.context() as patch:
        yield Conversations(patch, recorder.handle)


def _can_be_sent(turn: dict[str, Any]) -> bool:
    """Whether somebody can send this in Telegram: not empty, not too long; what is typed is no payload there."""
    typed = str(turn.get("user", ""))
    return "press" in turn or (bool(typed.strip()) and len(typed) <= 4096 and not typed.startswith("/"))


@pytest.mark.parametrize("dialogue", _dialogues())
def test_same_dialogue(
    player: Player,
    telegram: Conversations,
    recorder: _Recorder,
    dialogue: dict[str, Any],
    request: pytest.FixtureRequest,
) -> None:
    number = abs(hash(request.node.name)) % 10**9 + 1
    telegram.chat(number)
    hint = dialogue.get("hint")
    for turn in filter(_can_be_sent, dialogue["turns"]):
        recorder.said.clear()
        if "press" in turn:
            sent = player.run(telegram.press(number, str(turn["press"]), hint or ""))
        else:
            sent = player.run(telegram.write(number, str(turn["user"]), hint or ""))
        rest = player.say(request.node.name, str(turn.get("press", turn.get("user"))), hint)
        assert [_content(said) for said in recorder.said] == [_content(said) for said in rest.messages]
        if rest.envelope["urgency"] == "emergency":
            assert "112" in sent[0].text.split("\n")[0]
        for text in (said["text"] for said in rest.messages if "text" in said):
            assert text.split("\n")[0] in "\n".join(message.text for message in sent)
        assert [data for message in sent for data in message.data] == list(dict.fromkeys(rest.payloads))
        if rest.envelope["topic"] == "delete_data":
            assert not telegram.chat(number, agreed=False).consent
            telegram.chat(number)
    assert telegram.api.refused == []


def _content(said: dict[str, Any]) -> dict[str, Any]:
    return {key: said[key] for key in ("text", "buttons", "image", "custom") if said.get(key)}
