"""The real bot, started as `make run` starts it, talks to an emulated Telegram: by polling, then by webhook."""

from __future__ import annotations

import time
from typing import Any, Iterator

import pytest
import requests

from bot.channels.telegram.messages import channel_text
from bot.languages import Language
from tests.runner import Runner
from tests.telegram.botapi import TOKEN, Refused, Sent
from tests.telegram.emulator import message
from tests.telegram.running_bot import ID_KEY, RunningBot, running_bot

pytestmark = [pytest.mark.model, pytest.mark.telegram, pytest.mark.xdist_group("telegram")]

QUESTIONS: dict[Language, str] = {"en": "how long may i take ibuprofen", "de": "wie lange darf ich ibuprofen nehmen"}
RED_FLAGS: dict[Language, str] = {
    "en": "my crotch is numb and i can't hold my urine any more",
    "de": "mein schritt ist taub und ich kann den urin nicht mehr halten",
}
_PRIVATE = "a very private sentence about my sore back"


@pytest.fixture(scope="module", params=["polling", "webhook"])
def running(request: pytest.FixtureRequest, runner: Runner) -> Iterator[RunningBot]:
    """The bot; Telegram is down in the first seconds of polling; `runner` trains if needed."""
    with running_bot(webhook=request.param == "webhook", down=request.param == "polling") as running:
        if request.param == "polling":
            # The web server answers already, Telegram does not.
            running.telegram.wait(lambda: "Telegram does not answer" in running.output())
            running.telegram.down = False
        running.telegram.wait(lambda: len(running.telegram.api.commands) == 2)
        assert "Telegram: @rueckenwind_test_bot is answering." in running.output()
        yield running
        running.stop()  # check: nothing secret or private in the log, nothing refused, nothing left behind
        for secret in (TOKEN, ID_KEY, "private sentence", "Erna", "Musterfrau"):
            assert secret not in running.output()
        assert running.telegram.api.refused == []
        assert running.telegram.api.webhook == {} and running.telegram.api.polling == 0


@pytest.fixture
def chat(running: RunningBot) -> int:
    """A new chat for each test."""
    return 1000 + int(time.monotonic() * 1000) % 1_000_000_000


def _press(running: RunningBot, chat: int, data: str, language: str) -> list[Sent]:
    telegram = running.telegram
    before = len(telegram.to(chat))
    telegram.press(chat, data, language)
    telegram.wait(lambda: len(telegram.to(chat)) > before)
    return telegram.to(chat)[before:]


def test_receiving_is_set_up(running: RunningBot, request: pytest.FixtureRequest) -> None:
    api = running.telegram.api
    if "webhook" in request.node.name:
        assert api.webhook["url"].endswith("/webhooks/telegram/webhook") and len(api.webhook["secret_token"]) >= 32
        assert api.count("getUpdates") == 0
    else:
        running.telegram.wait(lambda: api.polling == 1)
    assert [command["command"] for command in api.commands["de"]][:2] == ["start", "help"]
    assert api.commands["de"][1]["description"] != api.commands[""][1]["description"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_question_is_answered_with_sources_and_buttons(running: RunningBot, chat: int, language: Language) -> None:
    telegram = running.telegram
    telegram.write(chat, QUESTIONS[language], language)
    telegram.wait(lambda: telegram.to(chat))
    assert telegram.to(chat)[0].text == channel_text("consent.notice", language)
    (answer,) = _press(running, chat, "consent:yes", language)
    assert {"en": "2 weeks", "de": "2 Wochen"}[language] in answer.text
    assert channel_text("sources", language) in answer.text and '<a href="https://' in answer.html
    assert telegram.to(chat)[0].titles == ["✓ " + channel_text("consent.accept", language)]
    (more,) = _press(running, chat, "/more", language)
    assert answer.titles[0].startswith("✓ ") and more.text != answer.text
    (sources,) = telegram.ask(chat, "/sources", language)
    assert "• " in sources.text and not running.telegram.api.open_queries


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_exercise_by_buttons(running: RunningBot, chat: int, language: Language) -> None:
    telegram = running.telegram
    telegram.agree(chat, language)
    (screening,) = telegram.ask(chat, "/exercises", language)
    assert '/safety_answer{"answer":"none"}' in screening.data
    _press(running, chat, '/safety_answer{"answer":"none"}', language)
    said = len(telegram.to(chat))
    _press(running, chat, '/ask_for_exercises{"answer":"none"}', language)
    card = telegram.wait(lambda: _complete(telegram.to(chat)[said:]))
    assert any("\n1. " in sent.text for sent in card) and len(card) <= 3
    assert card[0].photo


def _complete(card: list[Sent]) -> list[Sent]:
    """Return the messages of an answer once the last one, which has the buttons, has come."""
    return card if card and card[-1].data else []


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_red_flag_gets_the_number_even_before_consent(running: RunningBot, chat: int, language: Language) -> None:
    telegram = running.telegram
    advice, notice = telegram.ask(chat, RED_FLAGS[language], language, answers=2)
    assert "112" in advice.text.split("\n")[0] and notice.text == channel_text("consent.notice", language)
    (escalation,) = _press(running, chat, "consent:yes", language)
    assert "<b>112</b>" in escalation.html.split("\n")[0]
    (called,) = _press(running, chat, '/safety_answer{"answer":"called"}', language)
    assert "112" in called.text
    (exercises,) = telegram.ask(chat, "/exercises", language)
    assert not [data for data in exercises.data if data.startswith("/ask_for_exercises")]


def test_the_language_follows_telegram_and_can_be_changed(running: RunningBot, chat: int) -> None:
    telegram = running.telegram
    telegram.agree(chat, "de")
    assert "Guten Tag" in telegram.to(chat)[-1].text
    assert "English" in telegram.ask(chat, "/language", "de")[0].text
    assert channel_text("privacy", "en") == telegram.ask(chat, "/privacy", "de")[0].text
    assert "Deutsch" in telegram.ask(chat, "bitte auf deutsch", "de")[0].text
    assert channel_text("privacy", "de") == telegram.ask(chat, "/privacy", "de")[0].text


@pytest.mark.parametrize("language", ["en", "de"])
def test_delete_forgets_everything(running: RunningBot, chat: int, language: Language) -> None:
    telegram = running.telegram
    telegram.agree(chat, language)
    telegram.ask(chat, QUESTIONS[language], language)
    telegram.ask(chat, "/delete", language)
    (notice,) = telegram.ask(chat, "/help", language)
    assert notice.text == channel_text("consent.notice", language)
    _press(running, chat, "consent:yes", language)
    (more,) = telegram.ask(chat, {"en": "more", "de": "mehr"}[language], language)
    assert {"en": "as soon as", "de": "sobald"}[language] in more.text


def test_every_kind_of_update_leaves_the_bot_running(running: RunningBot, chat: int) -> None:
    telegram = running.telegram
    telegram.agree(chat)
    file = {"file_id": "f", "file_unique_id": "f"}
    contents: dict[str, dict[str, Any]] = {
        "voice": {"voice": {**file, "duration": 3}},
        "picture": {"photo": [{**file, "width": 9, "height": 9}]},
        "document": {"document": file},
        "location": {"location": {"longitude": 9.0, "latitude": 50.0}},
        "contact": {"contact": {"phone_number": "1", "first_name": "Erna"}},
    }
    for kind, content in contents.items():
        (answer,) = telegram.ask(chat, **content)
        assert answer.text == channel_text(f"unreadable.{kind}", "en")
    telegram.update(message={"message_id": 1, "date": int(time.time()), "chat": {"id": -chat, "type": "group"}})
    telegram.wait(lambda: -chat in telegram.api.left)
    telegram.update(poll={"id": "1", "question": "?", "options": []})
    telegram.update(something_new={"a": 1})
    assert telegram.ask(chat, _PRIVATE)[0].text


def test_a_repeated_update_is_answered_once(running: RunningBot, chat: int) -> None:
    telegram = running.telegram
    telegram.agree(chat)
    before = len(telegram.to(chat))
    number = telegram.write(chat, "/help")
    telegram.wait(lambda: len(telegram.to(chat)) > before)
    telegram.update(number, message=message(chat, "/help"))
    telegram.ask(chat, "/sources")
    assert len(telegram.to(chat)) == before + 2


def test_fifty_chats_at_once_and_each_in_order(running: RunningBot, chat: int) -> None:
    telegram = running.telegram
    chats = range(chat, chat + 50)
    for number in chats:
        telegram.write(number, QUESTIONS["en"])
    telegram.wait(lambda: all(telegram.to(number) for number in chats), 60)
    for number in chats:
        telegram.press(number, "consent:yes")
        for command in ("/privacy", "/exercises", "/foo"):
            telegram.write(number, command)
    # Long enough for a slow machine that runs other tests beside: it only has to end.
    telegram.wait(lambda: all(len(telegram.to(number)) >= 5 for number in chats), 900)
    for number in chats:
        notice, answer, privacy, exercises, unknown = telegram.to(number)
        assert (notice.text, privacy.text) == (channel_text("consent.notice", "en"), channel_text("privacy", "en"))
        assert "2 weeks" in answer.text and "/safety_answer" in exercises.data[0] and "/help" in unknown.text


def test_telegram_fails_and_recovers_while_the_web_channel_keeps_working(running: RunningBot, chat: int) -> None:
    telegram = running.telegram
    telegram.agree(chat)
    telegram.down = True
    telegram.write(chat, QUESTIONS["de"], "de")
    # The bot notices in two ways: it cannot fetch messages, or it cannot send.
    telegram.wait(lambda: "an error on its side (502)" in running.output())
    rest = requests.post(running.address + "/rest/webhook", json={"sender": "web", "message": "help"}, timeout=30)
    assert rest.json()[-1]["custom"]["topic"] == "help"
    telegram.down = False
    telegram.wait(lambda: any("2 Wochen" in sent.text for sent in telegram.to(chat)), 60)
    telegram.wait(lambda: "works again" in running.output())


def test_a_slow_telegram_slows_nobody_else(running: RunningBot, chat: int) -> None:
    telegram = running.telegram
    telegram.agree(chat)
    telegram.slow = 1.5
    telegram.write(chat, "/help")
    rest = requests.post(running.address + "/rest/webhook", json={"sender": "web", "message": "help"}, timeout=30)
    assert rest.json()[-1]["custom"]["topic"] == "help"
    telegram.wait(lambda: len(telegram.to(chat)) == 3)
    telegram.slow = 0


def test_too_many_requests_are_waited_for(running: RunningBot, chat: int) -> None:
    telegram = running.telegram
    telegram.agree(chat)
    telegram.api.refusals.extend([Refused(429, "Too Many Requests: retry after 1", retry_after=1)] * 2)
    telegram.ask(chat, "/help")
    assert not telegram.api.refusals and "too many requests (429)" in running.output()


def test_a_second_poller_or_a_webhook_is_noticed_and_survived(
    running: RunningBot, chat: int, request: pytest.FixtureRequest
) -> None:
    if "webhook" in request.node.name:
        pytest.skip("only polling can be disturbed like this")
    telegram = running.telegram
    telegram.agree(chat)
    requests.post(f"{telegram.url}/bot{TOKEN}/getUpdates", json={"timeout": 0}, timeout=30)
    telegram.wait(lambda: "(409)" in running.output())
    telegram.ask(chat, "/help")


def test_the_webhook_takes_updates_from_telegram_only(
    running: RunningBot, chat: int, request: pytest.FixtureRequest
) -> None:
    address = running.address + "/telegram/webhook"
    if "polling" in request.node.name:
        assert requests.post(address, json={}, timeout=30).status_code == 404
        return
    for secret in ("", "wrong"):
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        assert requests.post(address, json={"update_id": 1}, headers=headers, timeout=30).status_code == 403
    headers = {"X-Telegram-Bot-Api-Secret-Token": running.telegram.api.webhook["secret_token"]}
    for body in ("", "nonsense", "[1]", '{"update_id": "x"}', '{"message": {}}'):
        assert requests.post(address, data=body, headers=headers, timeout=30).status_code == 200
    running.telegram.agree(chat)
