"""The tables of the model tests name only what exists; `make check` finds a mistake before the model is needed."""

from __future__ import annotations

from typing import Any, Iterator, get_args

import pytest

from bot.dialogue.reply import Kind
from bot.knowledge.content_files import Content
from bot.paths import ROOT
from bot.yaml_files import read_yaml
from tests.dialogue_files import TURN_KEYS, all_turns

# Topics of the envelope that the knowledge base does not have (see the design's list of topics).
_CONVERSATION = {
    *("symptom_statement", "greet", "goodbye", "thanks", "bot_challenge", "language_switch", "restart", "help"),
    *("delete_data", "abuse", "oos", "crisis", "more", "affirm", "deny"),
}


def _facts() -> Iterator[tuple[str, Any]]:
    for name in ("by_topic", "by_situation"):
        yield from read_yaml(ROOT / "tests" / "facts" / f"{name}.yml")["facts"].items()


def test_fact_questions_ask_for_statements_that_exist(content: Content) -> None:
    unknown = sorted({entry for entry, _ in _facts()} - {statement.id for statement in content.statements})
    assert not unknown, f"tests/facts asks for statements that do not exist: {unknown}"


def test_every_topic_has_test_messages(content: Content) -> None:
    for language in ("en", "de"):
        missing = [t.id for t in content.topics if not (ROOT / "tests/nlu" / language / f"{t.id}.yml").is_file()]
        assert not missing, f"tests/nlu/{language} has no file for the topics {missing}"


@pytest.mark.parametrize("language", ["en", "de"])
def test_dialogues_use_known_keys_kinds_and_topics(language: str, content: Content) -> None:
    topics = {topic.id for topic in content.topics} | _CONVERSATION | {None}
    for where, turn in all_turns(language):
        assert set(turn) <= TURN_KEYS, f"{where}: unknown keys {sorted(set(turn) - TURN_KEYS)}"
        assert turn.get("kind", "answer") in get_args(Kind), f"{where}: there is no kind {turn['kind']!r}"
        assert turn.get("topic") in topics, f"{where}: there is no topic {turn['topic']!r}"
