"""Long work reports its progress in words."""

from __future__ import annotations

import io

import pytest

from bot.progress import in_words, report_progress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that a test sets."""
    now = [0.0]
    monkeypatch.setattr("bot.progress.time.monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "a few seconds"),
        (38, "about 40 seconds"),
        (58, "about 1 minute"),
        (85, "about 1 minute"),
        (130, "about 2 minutes"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


def test_a_log_gets_a_line_for_each_tenth_or_quarter_of_a_minute(clock: list[float]) -> None:
    out = io.StringIO()
    with report_progress("Reading 200 sentences", 200, out) as advance:
        for _ in range(200):
            clock[0] += 1.0
            advance(1)
    lines = out.getvalue().splitlines()
    assert lines[0] == "Reading 200 sentences: 8 %, about 3 minutes left"
    assert lines[-1] == "Reading 200 sentences: done in 200 seconds."
    assert 10 <= len(lines) <= 16


def test_short_work_is_not_reported(clock: list[float]) -> None:
    out = io.StringIO()
    with report_progress("Reading 2 sentences", 2, out) as advance:
        advance(2)
    assert out.getvalue() == ""


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_has_one_line_that_changes(clock: list[float]) -> None:
    out = _Terminal()
    with report_progress("Reading 10 sentences", 10, out) as advance:
        for _ in range(10):
            clock[0] += 3.0
            advance(1)
    assert "\rReading 10 sentences: 40 %, about 20 seconds left" in out.getvalue()
    assert out.getvalue().count("\n") == 1
    assert out.getvalue().endswith("Reading 10 sentences: done in 30 seconds.\n")
