"""Messages that follow another one: what the question encoder learns from, and what it reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.chat_messages import ChatMessage, read_chat_messages
from bot.reading.question_encoder import in_context
from bot.yaml_files import ContentError
from tools.finetune.follow_ups import texts_and_questions

pytestmark = pytest.mark.rasa


def test_a_message_is_read_after_the_one_before_it_and_alone_without() -> None:
    assert in_context("and how often?", "does walking help") == "and how often? || does walking help"
    assert in_context("does walking help", "") == "does walking help"


def test_each_message_shall_be_read_as_the_question_written_out() -> None:
    entry = ChatMessage(before="does walking help", text="how often", means="how often should i walk")
    read, questions = texts_and_questions([entry], ["is heat good"])
    assert read == ["how often || does walking help", "how often should i walk", "is heat good"]
    assert questions == ["how often should i walk", "how often should i walk", "is heat good"]


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "f09.jsonl").write_text('{"before": "hilft wärme", "text": "wie lange"}\n', encoding="utf-8")
    with pytest.raises(ContentError, match=r"(?s)f09.jsonl, line 1: .*means"):
        read_chat_messages(tmp_path)


def test_there_are_messages_of_eight_hands() -> None:
    assert len(read_chat_messages()) >= 2000
