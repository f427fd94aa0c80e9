"""Runs coroutines in tests."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Coroutine


def in_own_loop(talk: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a coroutine to its end in a new thread: in the current one the browser tests have a running loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(talk())).result()
