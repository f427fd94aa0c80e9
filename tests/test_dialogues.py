"""Plays the dialogues of tests/dialogues through the real bot and checks replies and envelopes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pytest

from bot.paths import ROOT
from bot.yaml_files import read_yaml
from tests.dialogue_files import FOLDER, read_dialogues
from tests.runner import Answer, Runner

pytestmark = pytest.mark.model

_ENVELOPE = {
    *("v", "kind", "topic", "language", "urgency", "red_flags", "options", "sources"),
    *("about", "facts_used", "answer_ids"),
}


def all_dialogues() -> Iterator[Any]:
    """Return every dialogue as a test parameter."""
    known = read_yaml(FOLDER / "known_misses.yml")["known_misses"]
    for name, dialogue in read_dialogues():
        marks = [played_together(name), *([pytest.mark.xfail(reason=known[name])] if name in known else [])]
        yield pytest.param(dialogue, id=name, marks=marks)


def played_together(name: str) -> pytest.MarkDecorator:
    """Keep the dialogues of a file on one worker, where each is played only once."""
    return pytest.mark.xdist_group(name.partition(":")[0])


def test_every_known_miss_names_a_dialogue() -> None:
    names = {parameter.id for parameter in all_dialogues()}
    assert set(read_yaml(FOLDER / "known_misses.yml")["known_misses"]) <= names


def test_both_languages_have_the_same_files() -> None:
    names = [{path.name for path in (FOLDER / language).glob("*.yml")} for language in ("en", "de")]
    assert names[0] == names[1] and names[0]


@pytest.mark.parametrize("dialogue", all_dialogues())
def test_dialogue(runner: Runner, dialogue: dict[str, Any], request: pytest.FixtureRequest) -> None:
    said_by_person = [said_in(turn) for turn in dialogue["turns"]]
    answers = runner.play(dialogue_name(request), said_by_person, dialogue.get("hint"))
    for turn, said, answer in zip(dialogue["turns"], said_by_person, answers, strict=True):
        _check(turn, answer, f"after {said[:80]!r}: {answer.text!r} {answer.envelope}")


def said_in(turn: dict[str, Any]) -> str:
    """Return what the person writes or presses in a turn."""
    return str(turn["press"] if "press" in turn else turn["user"])


def dialogue_name(request: pytest.FixtureRequest) -> str:
    """Return the name of the dialogue that a test plays."""
    return str(request.node.callspec.id)


def _check(turn: dict[str, Any], answer: Answer, what: str) -> None:
    envelope = answer.envelope
    assert set(envelope) == _ENVELOPE and answer.text.strip(), what
    for key in ("kind", "topic", "language", "urgency"):
        if key in turn:
            assert envelope[key] == turn[key], f"{key} {what}"
    for words in turn.get("contains", []):
        assert any(word.lower() in answer.text.lower() for word in words.split("|")), f"{words!r} missing {what}"
    for words in turn.get("contains_not", []):
        assert words.lower() not in answer.text.lower(), f"{words!r} {what}"
    assert set(turn.get("red_flags", [])) <= set(envelope["red_flags"]), what
    if turn.get("sources"):
        assert envelope["sources"], what
    for option in turn.get("options", []):
        assert option in envelope["options"], what
    if "button" in turn:
        assert turn["button"] in answer.payloads, f"{answer.payloads} {what}"


def test_deleted_conversations_are_gone(runner: Runner) -> None:
    runner.say("delete-me", "how long can i take ibuprofen")
    assert runner.remembers("delete-me")
    runner.say("delete-me", "/delete_data")
    assert not runner.remembers("delete-me")


def test_story_files_are_where_rasa_looks() -> None:
    for language in ("en", "de"):
        assert all(path.name.startswith("test_") for path in Path(ROOT / "tests/stories" / language).glob("*.yml"))
