"""The connection to Telegram: one log line when it breaks, one when it is back, and never the token."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Awaitable, Callable, Optional

from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.request import HTTPXRequest

logger = logging.getLogger(__name__)

_PROBLEMS = {
    401: "the token is not valid any more (401). Put the new one into TELEGRAM_TOKEN and restart",
    409: "another program uses this token, or a webhook is set (409). Trying again",
    429: "too many requests (429). Waiting",
}
LONGEST_WAIT = 30.0


def keep_secrets_out_of_logs() -> None:
    """Silence what would log addresses with the token in them, or what people write."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)


class WatchedRequest(HTTPXRequest):
    """The library's own HTTP client, which says in the log when Telegram fails and when it works again."""

    def __init__(self, purpose: str, **options: Any) -> None:
        """Remember what the connection is for ("receiving"), for the log."""
        super().__init__(**options)
        self._purpose = purpose
        self._problem: Optional[str] = None

    async def do_request(self, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        """Send one request (see parent class)."""
        try:
            status, answer = await super().do_request(*arguments, **options)
        except NetworkError as error:
            self._note(f"no connection ({type(error).__name__}). Trying again")
            raise
        self._note(
            _PROBLEMS.get(status) or (f"an error on its side ({status}). Trying again" if status >= 500 else None)
        )
        return status, answer

    def _note(self, problem: Optional[str]) -> None:
        if problem == self._problem:
            return
        self._problem = problem
        if problem:
            logger.warning("Telegram, %s: %s.", self._purpose, problem)
        else:
            logger.warning("Telegram, %s: works again.", self._purpose)


async def until_it_works(call: Callable[[], Awaitable[Any]]) -> None:
    """Repeat a call until Telegram answers, waiting longer each time.

    Raises:
        InvalidToken: the token is wrong; trying again is useless.
    """
    wait = 1.0
    while True:
        try:
            await call()
            return
        except InvalidToken:
            raise
        except TelegramError as error:
            logger.warning("Telegram does not answer (%s). Trying again in %.0f s.", type(error).__name__, wait)
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)
