"""Reports the progress of long work in words: one changing line on a terminal, a few lines in a log."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import Callable, Iterator, TextIO

from tqdm import tqdm

Advance = Callable[[int], None]

# Shorter work needs no report.
_SILENT_SECONDS = 2.0
# A log gets a line each time this share is done, or this many seconds have passed.
_LOG_SHARE = 0.1
_LOG_SECONDS = 15.0
# Until then an estimate would be a guess.
_SECONDS_TO_LEARN = 5.0


@contextmanager
def report_progress(what: str, total: int, out: TextIO = sys.stdout) -> Iterator[Advance]:
    """Report the progress of the work in the `with` block, and an estimate of the time left.

    Args:
        what: the work, as the beginning of a sentence: "Reading 24,512 sentences for the first time".
        total: the number of steps.
        out: where to report to.

    Yields:
        a function to call with the number of steps just done.
    """
    progress = _Progress(what, total, out)
    try:
        yield progress.advance
    finally:
        progress.close()


class _Progress:
    def __init__(self, what: str, total: int, out: TextIO) -> None:
        self._what, self._total, self._out = what, total, out
        self._started = time.monotonic()
        self._done = 0
        self._last_line = (self._started, 0.0)
        # tqdm can rewrite a line on every kind of terminal; only the text is ours.
        self._bar = tqdm(total=total, file=out, bar_format="{desc}", leave=False, disable=not out.isatty())

    def advance(self, steps: int) -> None:
        """Count steps; report when a report is due."""
        self._done += steps
        elapsed = time.monotonic() - self._started
        if elapsed < _SILENT_SECONDS:
            return
        if not self._bar.disable:
            self._bar.set_description_str(self._words(elapsed))
        elif self._is_time_for_a_line():
            print(self._words(elapsed), file=self._out, flush=True)

    def close(self) -> None:
        """Clear the changing line; report the end if the work was long enough to be reported."""
        self._bar.close()
        elapsed = time.monotonic() - self._started
        if self._done == self._total and elapsed >= _SILENT_SECONDS:
            print(f"{self._what}: done in {elapsed:.0f} seconds.", file=self._out, flush=True)

    def _is_time_for_a_line(self) -> bool:
        now, share = time.monotonic(), self._done / self._total
        last, last_share = self._last_line
        if self._done == self._total or (now - last < _LOG_SECONDS and share - last_share < _LOG_SHARE):
            return False
        self._last_line = (now, share)
        return True

    def _words(self, elapsed: float) -> str:
        text = f"{self._what}: {self._done / self._total:.0%}".replace("%", " %")
        if elapsed < _SECONDS_TO_LEARN:
            return text
        return f"{text}, {in_words(elapsed * (self._total - self._done) / self._done)} left"


def in_words(seconds: float) -> str:
    """Return a duration in words: "about 2 minutes"."""
    if seconds < 10:
        return "a few seconds"
    if seconds < 55:
        return f"about {round(seconds, -1):.0f} seconds"
    minutes = max(1, round(seconds / 60))
    return "about 1 minute" if minutes == 1 else f"about {minutes} minutes"
