"""The connection to Telegram: one log line when it breaks, one when it is back, and never the token."""

from __future__ import annotations

import logging
from typing import Any, Awaitable, Callable, Optional

from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.request import HTTPXRequest
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    retry_if_not_exception_type,
    wait_exponential,
)

logger = logging.getLogger(__name__)

_PROBLEMS = {
    401: "the token is not valid any more (401). Put the new one into TELEGRAM_TOKEN and restart",
    409: "another program uses this token, or a webhook is set (409). Trying again",
    429: "too many requests (429). Waiting",
}
# Seconds between two attempts.
LONGEST_WAIT = 30.0


def keep_secrets_out_of_logs() -> None:
    """Silence the loggers that would write the token, which is part of each address, or what people write."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)


class WatchedRequest(HTTPXRequest):
    """The library's HTTP client; it also logs when Telegram fails and when it works again."""

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


async def retry_until_connected(call: Callable[[], Awaitable[Any]]) -> None:
    """Repeat a call until Telegram answers, waiting longer each time.

    Raises:
        InvalidToken: the token is wrong; trying again is useless.
    """
    retrying = AsyncRetrying(
        retry=retry_if_exception_type(TelegramError) & retry_if_not_exception_type(InvalidToken),
        wait=wait_exponential(max=LONGEST_WAIT),
        before_sleep=_log_retry,
        reraise=True,
    )
    await retrying(call)


def _log_retry(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    logger.warning("Telegram does not answer (%s). Trying again in %.0f s.", type(error).__name__, state.upcoming_sleep)
