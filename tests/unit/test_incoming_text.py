"""Incoming text is cleaned before the bot reads it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.incoming_text import MAX_CHARACTERS, clean_message, clean_sender
from bot.knowledge.content_files import Content


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  hello  ", "hello"),
        (None, ""),
        (42, "42"),
        ("a\x00b\u200bc", "abc"),
        ("/more", "/more"),
        ('/ask{"exercise":"cat_cow"}', '/ask{"exercise":"cat_cow"}'),
        ('/ask_for_exercises{"answer": "none"}', '/ask_for_exercises{"answer": "none"}'),
        ('/ask{"exercise": 1}', ""),
        ('/ask{"exercise": "cat cow"}', ""),
        ('/ask{"slot": "cat_cow"}', ""),
        ("/ask{exercise}", ""),
        ("/restart", "/start_over"),
        ("/session_start", ""),
        ('/greet{"language":"<img>"}', ""),
        ("//exercise_why now", "exercise_why now"),
    ],
)
def test_only_our_own_buttons_keep_their_slash(raw: Any, text: str) -> None:
    assert clean_message(raw).text == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/exercise_specific", "/ask_for_exercises"),
        ('/exercise_specific{"exercise":"bridge"}', '/ask{"exercise":"bridge"}'),
        ('/exercise_specific{"answer":"harder"}', '/ask_for_exercises{"answer":"harder"}'),
        ("/coverage_physio", '/ask{"topic": "coverage_physio"}'),
    ],
)
def test_buttons_of_the_first_version_still_work(old: str, new: str) -> None:
    assert clean_message(old).text == new


def test_a_very_long_message_keeps_both_ends_and_says_so() -> None:
    message = clean_message("start " + "x" * 50_000 + " end?")
    assert message.shortened and len(message.text) <= MAX_CHARACTERS + 1
    assert message.text.startswith("start") and message.text.endswith("end?")


def test_a_sender_is_always_a_short_text() -> None:
    assert clean_sender(None) == "default"
    assert len(clean_sender("x" * 5000)) == 128


def test_every_statement_and_exercise_can_be_asked_for_by_its_button(content: Content) -> None:
    for kind, entries in (("statement", content.statements), ("exercise", content.exercises)):
        for entry in entries:
            payload = f'/ask{{"{kind}":"{entry.id}"}}'
            assert clean_message(payload).text == payload
