"""Wishes for a language are understood by the word, hints by their code."""

from __future__ import annotations

import pytest

from bot.conversation.sources import readable_date
from bot.understanding.language import as_language, requested_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("auf deutsch please", "de"),
        ("können wir englisch reden", "en"),
        ("red deitsch mit mir", "de"),
        ("switch the language", None),
        ("deutsch oder englisch?", None),
    ],
)
def test_wishes(text: str, language: str | None) -> None:
    assert requested_language(text) == language


@pytest.mark.parametrize(("code", "language"), [("de-AT", "de"), ("EN", "en"), ("fr", None), (None, None), (7, None)])
def test_hints(code: object, language: str | None) -> None:
    assert as_language(code) == language


def test_dates_read_as_people_write_them() -> None:
    assert readable_date("2025-12-16", "en") == "16 December 2025"
    assert readable_date("2025-12-16", "de") == "16. Dezember 2025"
    assert readable_date("2024", "de") == "2024"
