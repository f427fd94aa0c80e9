"""What arrives from outside is made safe before the bot sees it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.incoming_text import MAX_CHARACTERS, clean_message, clean_sender


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  hello  ", "hello"),
        (None, ""),
        (42, "42"),
        ("a\x00b\u200bc", "abc"),
        ("/more", "/more"),
        ('/exercise_specific{"exercise":"cat_cow"}', '/exercise_specific{"exercise":"cat_cow"}'),
        (
            '/exercise_specific{"exercise": "cat_cow", "answer": "none"}',
            '/exercise_specific{"exercise": "cat_cow", "answer": "none"}',
        ),
        ('/exercise_specific{"exercise": 1}', ""),
        ('/exercise_specific{"exercise": "cat cow"}', ""),
        ('/exercise_specific{"slot": "cat_cow"}', ""),
        ("/exercise_specific{exercise}", ""),
        ("/restart", "/start_over"),
        ("/session_start", ""),
        ('/greet{"language":"<img>"}', ""),
        ("//exercise_why now", "exercise_why now"),
    ],
)
def test_only_our_own_buttons_keep_their_slash(raw: Any, text: str) -> None:
    assert clean_message(raw).text == text


def test_a_very_long_message_keeps_both_ends_and_says_so() -> None:
    message = clean_message("start " + "x" * 50_000 + " end?")
    assert message.shortened and len(message.text) <= MAX_CHARACTERS + 1
    assert message.text.startswith("start") and message.text.endswith("end?")


def test_a_sender_is_always_a_short_text() -> None:
    assert clean_sender(None) == "default"
    assert len(clean_sender("x" * 5000)) == 128
