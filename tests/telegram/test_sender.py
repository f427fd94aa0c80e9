"""Sending with retries, and connecting."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Optional

import pytest
from pydantic import SecretStr
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

import bot.channels.telegram.connection as connection
from bot.channels.telegram.bot import TelegramBot
from bot.channels.telegram.pseudonyms import Pseudonyms
from bot.channels.telegram.rendering import InlineButton, OutgoingMessage
from bot.channels.telegram.sender import ATTEMPTS, ChatGone, MessageSender
from bot.settings import Settings
from tests.telegram.botapi import TOKEN
from tests.telegram.emulator import Emulator

pytestmark = [pytest.mark.rasa, pytest.mark.telegram]


class _Bot:
    """Fails with the given errors, then accepts everything."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.sent: list[dict[str, Any]] = []

    async def send_message(self, chat_id: int, text: str, **options: Any) -> None:
        """Accept a message or fail."""
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append({"text": text, **options})


async def _no_photo(path: str) -> Optional[bytes]:
    return None


def _send(monkeypatch: pytest.MonkeyPatch, bot: _Bot) -> list[float]:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    message = OutgoingMessage("<b>112</b> &amp; more", "/pictures/none.svg", (InlineButton("More", "/more"),))
    asyncio.run(MessageSender(bot, _no_photo).send(1, [message]))  # type: ignore[arg-type]
    return waits


def test_an_answer_waits_for_telegram_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    bot = _Bot(NetworkError("Bad Gateway"), TimedOut(), RetryAfter(7))
    assert _send(monkeypatch, bot) == [1.0, 2.0, 7.0] and len(bot.sent) == 1


def test_an_answer_that_is_refused_arrives_without_formatting(monkeypatch: pytest.MonkeyPatch) -> None:
    bot = _Bot(BadRequest("Can't parse entities"))
    _send(monkeypatch, bot)
    assert bot.sent[0]["text"] == "112 & more" and "reply_markup" not in bot.sent[0]


@pytest.mark.parametrize("error", [Forbidden("bot was blocked by the user"), BadRequest("Chat not found")])
def test_a_person_who_is_gone_is_noticed(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    with pytest.raises(ChatGone):
        _send(monkeypatch, _Bot(error))


def test_sending_gives_up_in_the_end_with_a_log_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    waits = _send(monkeypatch, _Bot(*[NetworkError("down")] * ATTEMPTS))
    assert len(waits) == ATTEMPTS - 1 and max(waits) <= connection.LONGEST_WAIT
    assert "could not be delivered" in caplog.text and "112" not in caplog.text


def test_connecting_is_repeated_but_not_with_a_wrong_token(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    errors: list[Exception] = [NetworkError("down"), TimedOut(), InvalidToken(f"The token {TOKEN} was rejected")]

    async def call() -> None:
        raise errors.pop(0)

    async def sleep(seconds: float) -> None:
        pass

    monkeypatch.setattr(asyncio, "sleep", sleep)
    with caplog.at_level(logging.DEBUG), pytest.raises(InvalidToken):
        asyncio.run(connection.retry_until_connected(call))
    assert not errors and TOKEN not in caplog.text and "NetworkError" in caplog.text


def test_a_wrong_token_is_reported_but_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    wrong = "987654321:a-token-that-nobody-knows-at-all-here"
    telegram = Emulator()
    telegram.start()

    async def run() -> None:
        settings = Settings(telegram_token=SecretStr(wrong), telegram_api_url=telegram.url, telegram_webhook_url="")
        bot = TelegramBot(settings, Pseudonyms("k" * 16), _nobody, _nobody)
        bot.start()
        await asyncio.wait_for(_said(caplog, "does not know this token"), 30)
        await bot.stop()

    with caplog.at_level(logging.DEBUG):
        asyncio.run(run())
    telegram.stop()
    assert wrong not in caplog.text and telegram.api.calls == []


async def _nobody(message: Any) -> None:
    raise AssertionError("nothing was received")


async def _said(caplog: pytest.LogCaptureFixture, words: str) -> None:
    while words not in caplog.text:
        await asyncio.sleep(0.05)
