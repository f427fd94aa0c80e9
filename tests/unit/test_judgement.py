"""Messages of any length are judged, with nothing left out."""

from __future__ import annotations

import pytest

from bot.reading import judgement
from bot.reading.encoder import MAX_CHARACTERS_OF_MESSAGE
from bot.reading.judgement import Judgement, judge_message


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the windows that are read; one with the word "numb" is a report."""
    windows: list[str] = []

    def judge(texts: list[str]) -> list[Judgement]:
        windows.extend(texts)
        return [Judgement(0.9 if "numb" in text else 0.1, {}, {}, {}) for text in texts]

    monkeypatch.setattr(judgement, "judge", judge)
    return windows


def test_an_ordinary_message_is_read_at_once(read: list[str]) -> None:
    assert judge_message("my back  hurts").report == 0.1
    assert read == ["my back hurts"]


@pytest.mark.parametrize("words_before", [0, 500, 1100, 1999])
def test_a_very_long_message_counts_as_its_most_serious_window(read: list[str], words_before: int) -> None:
    words = ["story"] * 2000
    words.insert(words_before, "numb")
    assert judge_message(" ".join(words)).report == 0.9
    assert max(map(len, read)) <= MAX_CHARACTERS_OF_MESSAGE
    assert sum(len(window.split()) for window in read) >= len(words)


@pytest.mark.parametrize("text", ["x" * 9000, "?", "a " + "y" * 9000 + " numb"])
def test_words_without_end_do_no_harm(read: list[str], text: str) -> None:
    assert judge_message(text).report == (0.9 if "numb" in text else 0.1)
