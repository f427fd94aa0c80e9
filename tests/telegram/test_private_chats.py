"""Private chats: what reaches the bot and what is sent back, through the channel's own handlers."""

from __future__ import annotations

import logging
from typing import Any, Optional

import pytest

from bot.channels.telegram.messages import channel_text
from bot.channels.telegram.output import TelegramOutput
from bot.channels.telegram.photos import photo_of
from bot.channels.telegram.sender import MessageSender
from bot.dialogue.wording import say
from bot.languages import Language
from tests.telegram.fake_bot import LANGUAGES, FakeBot, Run, texts
from tests.telegram.in_process import Conversations

pytestmark = [pytest.mark.rasa, pytest.mark.telegram]

_PNG = b"\x89PNG\r\n\x1a\nnot really"
_WORDS = "Erna has a stiff back"


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        ("/help", "/help"),
        ("/exercises", "/ask_for_exercises"),
        ("/language", "/language_switch"),
        ("/sources", '/ask{"topic":"sources_evidence"}'),
        ("/help@rueckenwind_test_bot", "/help"),
        ("/start", "/greet"),
    ],
)
def test_commands_are_the_payloads_of_buttons(
    telegram: Conversations, fake_bot: FakeBot, run: Run, command: str, payload: str
) -> None:
    telegram.chat(1)
    run(telegram.write(1, command))
    assert fake_bot.texts == [payload]


@pytest.mark.parametrize(
    ("typed", "reaches"),
    [
        ("/report_fracture", []),
        ('/safety_answer{"answer":"called"}', []),
        ("/ my leg hurts", ["my leg hurts"]),
        ('/safety_answer{"answer": "called"}', ['safety_answer{"answer": "called"}']),
    ],
)
def test_typed_text_never_names_an_intent(
    telegram: Conversations, fake_bot: FakeBot, run: Run, typed: str, reaches: list[str]
) -> None:
    telegram.chat(1)
    sent = run(telegram.write(1, typed))
    assert fake_bot.texts == reaches
    assert reaches or "/exercises" in sent[0].text


def test_the_telegram_language_is_the_hint(telegram: Conversations, fake_bot: FakeBot, run: Run) -> None:
    for number, code in enumerate(("de", "de-AT", "en-GB", "fr", ""), start=1):
        telegram.chat(number)
        run(telegram.write(number, "ok", code))
    hints = [(message.metadata or {})["language"] for message in fake_bot.received]
    assert hints == ["de", "de", "en", None, None]


def test_no_name_or_number_of_telegram_reaches_the_bot(telegram: Conversations, fake_bot: FakeBot, run: Run) -> None:
    telegram.chat(4711)
    run(telegram.write(4711, "ok"))
    assert fake_bot.received[0].sender_id.startswith("tg-")
    assert not {"4711", "Erna", "e4711"} & {fake_bot.received[0].sender_id, str(fake_bot.received[0].metadata)}
    assert "4711" not in fake_bot.received[0].sender_id


def test_a_pressed_button_is_answered_and_ticked(telegram: Conversations, fake_bot: FakeBot, run: Run) -> None:
    telegram.chat(1)
    long = "/" + "x" * 90
    fake_bot.extra = {"buttons": [{"title": "More", "payload": "/more"}, {"title": "Long", "payload": long}]}
    (sent,) = run(telegram.write(1, "hello"))
    run(telegram.press(1, sent.data[0], under=sent))
    assert sent.titles == ["✓ More", "Long"] and not telegram.api.open_queries
    run(telegram.press(1, sent.data[1], under=sent))
    assert sent.titles == ["✓ More", "✓ Long"]
    # A text that is not one of the bot's payloads loses its slash, as in every channel.
    assert fake_bot.texts == ["hello", "/more", ""]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_from_before_a_restart(
    telegram: Conversations, fake_bot: FakeBot, run: Run, language: Language
) -> None:
    telegram.chat(1)
    assert texts(run(telegram.press(1, "#0123456789abcdef", language))) == [channel_text("old_button", language)]
    run(telegram.press(1, "/more", language))
    assert fake_bot.texts == ["/more"]
    # Consent is not remembered over a restart either; the press is not lost.
    (notice,) = run(telegram.press(2, "/more", language))
    run(telegram.press(2, "consent:yes", language, under=notice))
    assert fake_bot.texts == ["/more", "/more"]


def test_a_button_pressed_too_late_to_confirm_still_counts(
    telegram: Conversations, fake_bot: FakeBot, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.chat(1)
    monkeypatch.setattr(telegram.api, "open_queries", _Nothing())
    run(telegram.press(1, "/more"))
    assert fake_bot.texts == ["/more"] and "query is too old" in telegram.api.refused[0]


class _Nothing(set[str]):
    def add(self, element: str) -> None:
        pass


def test_typing_is_shown_before_the_answer(telegram: Conversations, run: Run) -> None:
    telegram.chat(1)
    run(telegram.write(1, "hello"))
    called = [name for name, _ in telegram.api.calls]
    assert called.index("sendChatAction") < called.index("sendMessage")


def test_a_picture_is_sent_as_a_photo_with_caption(
    telegram: Conversations, fake_bot: FakeBot, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def photo_of(path: str) -> Optional[bytes]:
        return _PNG if "cat_cow.en" in path else None

    monkeypatch.setattr(telegram.bot.chats._sender, "_photo_of", photo_of)
    telegram.chat(1)
    fake_bot.extra = {"image": "/pictures/cat_cow.en.svg", "buttons": [{"title": "More", "payload": "/more"}]}
    (sent,) = run(telegram.write(1, "cat <cow>"))
    assert sent.photo == _PNG and sent.text == "echo: cat <cow>" and sent.titles == ["More"]
    fake_bot.extra = {"image": "/pictures/no_such_picture.en.svg"}
    (sent,) = run(telegram.write(1, "no picture"))
    assert sent.photo is None and sent.text == "echo: no picture"


@pytest.mark.parametrize("language", LANGUAGES)
def test_when_the_bot_breaks_the_numbers_are_still_sent(
    telegram: Conversations, fake_bot: FakeBot, run: Run, caplog: pytest.LogCaptureFixture, language: Language
) -> None:
    telegram.chat(1)
    fake_bot.error = RuntimeError("Erna wrote that her leg hurts")
    with caplog.at_level(logging.DEBUG):
        sent = run(telegram.write(1, "Erna's leg hurts", language))
    assert texts(sent) == [say("trouble", language)] and "RuntimeError" in caplog.text and "Erna" not in caplog.text


def test_a_turn_that_nobody_asked_for_reaches_its_chat(
    telegram: Conversations, fake_bot: FakeBot, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    sender = telegram.chat(1).sender
    run(telegram.write(1, "hello"))
    later: list[dict[str, Any]] = [
        {"text": "Time for your exercises."},
        {"custom": {"kind": "system", "language": "en"}},
    ]
    # Through the channel's own output, and through that of the turn in which a reminder was set.
    for output in (TelegramOutput(telegram.bot.chats.deliver), fake_bot.received[0].output_channel):
        assert output is not None
        before = len(telegram.api.sent)
        for part in later:
            run(output.send_response(sender, dict(part)))
        assert texts(telegram.api.sent[before:]) == ["Time for your exercises."]
    run(TelegramOutput(telegram.bot.chats.deliver).send_response("tg-unknown", later[1]))
    assert "dropped" in caplog.text


def test_an_error_in_a_handler_is_logged_without_words(
    telegram: Conversations, run: Run, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*arguments: Any) -> None:
        raise RuntimeError(_WORDS)

    telegram.chat(1)
    monkeypatch.setattr(MessageSender, "send", broken)
    with caplog.at_level(logging.DEBUG):
        run(telegram.write(1, "hello"))
    assert "An update failed with RuntimeError" in caplog.text and "Erna" not in caplog.text


@pytest.mark.parametrize("picture", ["bridge", "pregnancy_cat", "effect_chart"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_pictures_are_taken_as_photos(
    telegram: Conversations, fake_bot: FakeBot, run: Run, picture: str, language: Language
) -> None:
    telegram.chat(1)
    fake_bot.extra = {"image": f"/pictures/{picture}.{language}.svg"}
    (sent,) = run(telegram.write(1, "show me", language))
    assert sent.photo and len(sent.photo) > 5000 and telegram.api.refused == []


@pytest.mark.parametrize(
    "path", ["/pictures/../../etc/passwd.en.svg", "https://example.org/a.png", "/pictures/no_such_thing.en.svg"]
)
def test_a_picture_that_does_not_exist_is_left_out_with_a_log_line(
    run: Run, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert run(photo_of(path)) is None and "picture" in caplog.text.lower()
