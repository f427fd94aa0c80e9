"""Follow-ups that refer to the last answer, and questions that are complete in themselves."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.repetition import fingerprint_of, with_repetition_note
from bot.dialogue.reply import Reply
from bot.reading.references import is_bare_question, points_back


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("en", "and how often?"), ("en", "why?"), ("en", "which of these is best"), ("en", "who pays for it")),
        *(("de", "und wie lange?"), ("de", "wieso?"), ("de", "was kostet das"), ("de", "und danach")),
    ],
)
def test_follow_ups(language: Any, text: str) -> None:
    assert points_back(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "how long may i take ibuprofen"), ("de", "zahlt die kasse yoga"), ("de", "gibt es apps"), ("en", "")],
)
def test_complete_questions(language: Any, text: str) -> None:
    assert not points_back(text, language)


def test_a_bare_question_word() -> None:
    assert is_bare_question("Why?", "en") and not is_bare_question("why is that so", "en")


def test_a_repeated_reply_says_so() -> None:
    reply = Reply("answer", None, "de", ["Gehen Sie spazieren."])
    again = with_repetition_note(reply)
    assert again.texts[0] != reply.texts[0] and again.texts[0].endswith(reply.texts[0])
    assert fingerprint_of(reply) != fingerprint_of(again)
