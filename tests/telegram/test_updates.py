"""Every kind of update is handled on purpose. The bot behind the channel is a stand-in that repeats what it is told."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any, Callable, Coroutine, Iterator, Optional

import pytest
from rasa.core.channels.channel import UserMessage

import bot.channels.telegram.courier as courier
from bot.channels.telegram.output import TelegramOutput
from bot.channels.telegram.texts import tell
from bot.conversation.texts import say
from bot.understanding.language import Language
from tests.telegram.botapi import Refused
from tests.telegram.emulator import message, person
from tests.telegram.in_process import Conversations

LANGUAGES: list[Language] = ["en", "de"]
_PNG = b"\x89PNG\r\n\x1a\nnot really"
_DAY = 24 * 3600
_WORDS = "Erna has a stiff back"


class _Parrot:
    """Repeats messages; keeps what reached it."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []
        self.extra: dict[str, Any] = {}
        self.error: Optional[Exception] = None

    async def handle(self, message: UserMessage) -> None:
        """Answer as Rasa does."""
        self.heard.append(message)
        if self.error:
            raise self.error
        assert message.output_channel is not None
        topic = "delete_data" if message.text == "/delete_data" else None
        hint = (message.metadata or {}).get("language")
        envelope: dict[str, Any] = {"kind": "answer", "topic": topic, "language": hint, "urgency": None, "sources": []}
        await message.output_channel.send_response(message.sender_id, {"text": f"heard: {message.text}", **self.extra})
        await message.output_channel.send_response(message.sender_id, {"custom": envelope})

    @property
    def texts(self) -> list[str]:
        """The texts that reached the bot."""
        return [message.text or "" for message in self.heard]


@pytest.fixture
def parrot() -> _Parrot:
    return _Parrot()


@pytest.fixture
def telegram(parrot: _Parrot, monkeypatch: pytest.MonkeyPatch) -> Conversations:
    return Conversations(monkeypatch, parrot.handle)


@pytest.fixture
def run() -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    loop = asyncio.new_event_loop()
    yield loop.run_until_complete
    loop.close()


_Run = Callable[[Coroutine[Any, Any, Any]], Any]


def _texts(sent: list[Any]) -> list[str]:
    return [message.text for message in sent]


@pytest.mark.parametrize("language", LANGUAGES)
def test_start_shows_the_notice_and_nothing_reaches_the_bot(
    telegram: Conversations, parrot: _Parrot, run: _Run, language: Language
) -> None:
    (notice,) = run(telegram.write(1, "/start", language))
    assert notice.text == tell("consent.notice", language) and notice.data == ["consent:yes", "consent:no"]
    assert "112" in notice.text and "116117" in notice.text and parrot.heard == []
    sent = run(telegram.press(1, "consent:yes", language, under=notice))
    assert _texts(sent) == ["heard: /greet"] and notice.titles == ["✓ " + tell("consent.accept", language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_written_before_consent_is_answered_after_it(
    telegram: Conversations, parrot: _Parrot, run: _Run, language: Language
) -> None:
    (notice,) = run(telegram.write(1, "hello", language))
    (reminder,) = run(telegram.write(1, "my back hurts", language))
    assert notice.text == tell("consent.notice", language) and reminder.text == tell("consent.first", language)
    assert parrot.heard == []
    run(telegram.press(1, "consent:yes", language, under=reminder))
    assert parrot.texts == ["hello\nmy back hurts"]


@pytest.mark.parametrize(
    ("text", "telegram_language", "spoken"),
    [
        ("my crotch is numb and i can't pee", "en", "en"),
        ("mein schritt ist taub und ich kann nicht pinkeln", "de", "de"),
        ("mein schritt ist taub und ich kann nicht pinkeln", "fr", "de"),
        ("ich will nicht mehr leben", "en", "de"),
    ],
)
def test_a_red_flag_does_not_wait_for_consent(
    telegram: Conversations, parrot: _Parrot, run: _Run, text: str, telegram_language: str, spoken: Language
) -> None:
    advice, notice = run(telegram.write(1, text, telegram_language))
    assert "112" in advice.text.split("\n")[0] and advice.data == []
    assert notice.text == tell("consent.notice", spoken) and parrot.heard == []
    run(telegram.press(1, "consent:no", under=notice))
    advice, *rest = run(telegram.write(1, text, telegram_language))
    assert "112" in advice.text.split("\n")[0] and rest == [] and parrot.heard == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_declines_is_left_in_peace_with_the_numbers(
    telegram: Conversations, parrot: _Parrot, run: _Run, language: Language
) -> None:
    (notice,) = run(telegram.write(1, "my back hurts", language))
    sent = run(telegram.press(1, "consent:no", language, under=notice))
    assert _texts(sent) == [tell("consent.declined", language)] and "112" in sent[0].text
    assert _texts(run(telegram.write(1, "hello?", language))) == [tell("consent.declined", language)]
    (notice,) = run(telegram.write(1, "/start", language))
    run(telegram.press(1, "consent:yes", language, under=notice))
    assert parrot.texts == ["/greet"]


def test_taking_consent_back_deletes_the_conversation(telegram: Conversations, parrot: _Parrot, run: _Run) -> None:
    telegram.chat(1)
    run(telegram.press(1, "consent:no"))
    assert parrot.texts == ["/delete_data"] and telegram.chat(1, agreed=False).consent is None
    assert _texts(telegram.api.sent) == [tell("consent.declined", "en")]


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        ("/help", "/help"),
        ("/exercises", "/exercise_specific"),
        ("/language", "/language_switch"),
        ("/sources", "/sources_evidence"),
        ("/help@rueckenwind_test_bot", "/help"),
        ("/start", "/greet"),
    ],
)
def test_commands_are_the_payloads_of_buttons(
    telegram: Conversations, parrot: _Parrot, run: _Run, command: str, payload: str
) -> None:
    telegram.chat(1)
    run(telegram.write(1, command))
    assert parrot.texts == [payload]


@pytest.mark.parametrize("language", LANGUAGES)
def test_privacy_is_explained_without_consent(telegram: Conversations, run: _Run, language: Language) -> None:
    assert _texts(run(telegram.write(1, "/privacy", language))) == [tell("privacy", language)]


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
    telegram: Conversations, parrot: _Parrot, run: _Run, typed: str, reaches: list[str]
) -> None:
    telegram.chat(1)
    sent = run(telegram.write(1, typed))
    assert parrot.texts == reaches
    assert reaches or "/exercises" in sent[0].text


def test_the_telegram_language_is_the_hint(telegram: Conversations, parrot: _Parrot, run: _Run) -> None:
    for number, code in enumerate(("de", "de-AT", "en-GB", "fr", ""), start=1):
        telegram.chat(number)
        run(telegram.write(number, "ok", code))
    hints = [(message.metadata or {})["language"] for message in parrot.heard]
    assert hints == ["de", "de", "en", None, None]


def test_no_name_or_number_of_telegram_reaches_the_bot(telegram: Conversations, parrot: _Parrot, run: _Run) -> None:
    telegram.chat(4711)
    run(telegram.write(4711, "ok"))
    assert parrot.heard[0].sender_id.startswith("tg-")
    assert not {"4711", "Erna", "e4711"} & {parrot.heard[0].sender_id, str(parrot.heard[0].metadata)}
    assert "4711" not in parrot.heard[0].sender_id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"voice": {"file_id": "f", "file_unique_id": "f", "duration": 3}}, "voice"),
        ({"audio": {"file_id": "f", "file_unique_id": "f", "duration": 3}}, "voice"),
        ({"video_note": {"file_id": "f", "file_unique_id": "f", "duration": 3, "length": 9}}, "voice"),
        ({"photo": [{"file_id": "f", "file_unique_id": "f", "width": 9, "height": 9}]}, "picture"),
        ({"video": {"file_id": "f", "file_unique_id": "f", "width": 9, "height": 9, "duration": 3}}, "picture"),
        (
            {
                "sticker": {"file_id": "f", "file_unique_id": "f", "width": 9, "height": 9, "is_animated": False}
                | {"is_video": False, "type": "regular"}
            },
            "sticker",
        ),
        ({"document": {"file_id": "f", "file_unique_id": "f"}}, "document"),
        ({"location": {"longitude": 9.0, "latitude": 50.0}}, "location"),
        ({"contact": {"phone_number": "1", "first_name": "Erna"}}, "contact"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "other"),
        ({"story": {"chat": {"id": 9, "type": "private"}, "id": 1}}, "other"),
    ],
)
def test_what_is_not_text_gets_one_sentence_and_the_number(
    telegram: Conversations, parrot: _Parrot, run: _Run, content: dict[str, Any], kind: str, language: Language
) -> None:
    sent = run(telegram.write(1, "", language, **content))
    assert _texts(sent) == [tell(f"unreadable.{kind}", language)] and "112" in sent[0].text
    assert parrot.heard == []


def test_the_words_under_a_picture_are_answered(telegram: Conversations, parrot: _Parrot, run: _Run) -> None:
    telegram.chat(1)
    photo = [{"file_id": "f", "file_unique_id": "f", "width": 9, "height": 9}]
    sent = run(telegram.write(1, photo=photo, caption="my legs feel numb"))
    assert _texts(sent) == [tell("unreadable.with_caption", "en"), "heard: my legs feel numb"]


def test_an_album_gets_one_sentence(telegram: Conversations, run: _Run) -> None:
    photo = [{"file_id": "f", "file_unique_id": "f", "width": 9, "height": 9}]
    sent = [run(telegram.write(1, photo=photo, media_group_id="77")) for _ in range(3)]
    assert [len(messages) for messages in sent] == [1, 0, 0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edited_message_is_asked_for_again(
    telegram: Conversations, parrot: _Parrot, run: _Run, language: Language
) -> None:
    telegram.chat(1)
    sent = run(telegram.update(edited_message=message(1, "now my legs are numb", language, edit_date=int(time.time()))))
    assert _texts(sent) == [tell("edited", language)] and parrot.heard == []
    sent = run(telegram.update(edited_message=message(1, "/delete", language, edit_date=int(time.time()))))
    assert _texts(sent) == [tell("edited", language)] and parrot.heard == []


def test_a_moving_live_location_is_left_alone(telegram: Conversations, run: _Run) -> None:
    location = {"longitude": 9.0, "latitude": 50.0, "live_period": 900}
    assert run(telegram.update(edited_message=message(1, edit_date=int(time.time()), location=location))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_older_than_a_day_get_one_note(
    telegram: Conversations, parrot: _Parrot, run: _Run, language: Language
) -> None:
    telegram.chat(1)
    long_ago = int(time.time()) - _DAY - 60
    sent = [run(telegram.write(1, text, language, date=long_ago)) for text in ("one", "/help", "three")]
    assert [_texts(messages) for messages in sent] == [[tell("old", language)], [], []] and parrot.heard == []
    run(telegram.write(1, "four", language, date=int(time.time()) - _DAY + 600))
    assert parrot.texts == ["four"]
    assert _texts(run(telegram.write(1, "five", language, date=long_ago))) == [tell("old", language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_groups_get_one_note_and_no_talk_about_health(
    telegram: Conversations, parrot: _Parrot, run: _Run, language: Language
) -> None:
    group = {"id": -100, "type": "supergroup", "title": "Rücken"}
    sent = run(telegram.update(my_chat_member=_membership(group, "left", "member", language)))
    assert _texts(sent) == [tell("group", language)]
    assert run(telegram.update(message=message(-100, "my back hurts", language, chat=group))) == []
    assert telegram.api.left == [-100, -100] and parrot.heard == []


def test_a_channel_is_left(telegram: Conversations, parrot: _Parrot, run: _Run) -> None:
    post = message(-200, "news", chat={"id": -200, "type": "channel", "title": "News"})
    post.pop("from")
    assert _texts(run(telegram.update(channel_post=post))) == [tell("group", "en")]
    assert telegram.api.left == [-200] and parrot.heard == []


def test_a_group_that_lets_nobody_write_is_left_all_the_same(telegram: Conversations, run: _Run) -> None:
    telegram.api.refusals.append(Refused(403, "Forbidden: not enough rights"))
    group = {"id": -300, "type": "group", "title": "Silent"}
    assert run(telegram.update(message=message(-300, "hi", chat=group))) == [] and telegram.api.left == [-300]


def test_being_removed_from_a_group_is_no_reason_to_speak(telegram: Conversations, run: _Run) -> None:
    group = {"id": -100, "type": "group", "title": "Rücken"}
    assert run(telegram.update(my_chat_member=_membership(group, "member", "kicked", "en"))) == []


def _membership(chat: dict[str, Any], old: str, new: str, language: str) -> dict[str, Any]:
    me = {"id": 123456789, "is_bot": True, "first_name": "Rückenwind"}
    states = {"left": {}, "member": {}, "kicked": {"until_date": 0}}
    return {
        "chat": chat,
        "from": person(1, language),
        "date": int(time.time()),
        "old_chat_member": {"user": me, "status": old, **states[old]},
        "new_chat_member": {"user": me, "status": new, **states[new]},
    }


def test_who_blocks_the_bot_is_forgotten(telegram: Conversations, parrot: _Parrot, run: _Run) -> None:
    telegram.chat(1)
    blocked = _membership({"id": 1, "type": "private", "first_name": "Erna"}, "member", "kicked", "en")
    assert run(telegram.update(my_chat_member=blocked)) == []
    assert parrot.texts == ["/delete_data"] and telegram.chat(1, agreed=False).consent is None


@pytest.mark.parametrize(
    "refusal",
    [
        Refused(403, "Forbidden: bot was blocked by the user"),
        Refused(403, "Forbidden: user is deactivated"),
        Refused(400, "Bad Request: chat not found"),
    ],
)
def test_a_chat_that_is_gone_is_forgotten(
    telegram: Conversations, parrot: _Parrot, run: _Run, refusal: Refused
) -> None:
    telegram.chat(1)
    telegram.api.refusals.extend([refusal] * 2)  # one for "typing"
    assert run(telegram.write(1, "hello")) == []
    assert parrot.texts == ["hello", "/delete_data"] and telegram.chat(1, agreed=False).consent is None


def test_service_messages_are_left_alone(telegram: Conversations, parrot: _Parrot, run: _Run) -> None:
    telegram.chat(1)
    assert run(telegram.write(1, message_auto_delete_timer_changed={"message_auto_delete_time": 86400})) == []
    assert parrot.heard == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_delete_forgets_the_conversation_and_the_chat(
    telegram: Conversations, parrot: _Parrot, run: _Run, language: Language
) -> None:
    telegram.chat(1)
    run(telegram.write(1, "/delete", language))
    assert parrot.texts == ["/delete_data"]
    assert _texts(run(telegram.write(1, "hello", language))) == [tell("consent.notice", language)]
    assert _texts(run(telegram.write(1, "/delete", language))) == [say("deleted", language)]
    assert parrot.texts == ["/delete_data"] and telegram.chat(1, agreed=False).waiting == []


def test_a_pressed_button_is_answered_and_ticked(telegram: Conversations, parrot: _Parrot, run: _Run) -> None:
    telegram.chat(1)
    long = "/" + "x" * 90
    parrot.extra = {"buttons": [{"title": "More", "payload": "/more"}, {"title": "Long", "payload": long}]}
    (sent,) = run(telegram.write(1, "hello"))
    run(telegram.press(1, sent.data[0], under=sent))
    assert sent.titles == ["✓ More", "Long"] and not telegram.api.open_queries
    run(telegram.press(1, sent.data[1], under=sent))
    assert sent.titles == ["✓ More", "✓ Long"]
    # What the bot does not know as one of its payloads is cleaned away like everywhere else.
    assert parrot.texts == ["hello", "/more", ""]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_from_before_a_restart(
    telegram: Conversations, parrot: _Parrot, run: _Run, language: Language
) -> None:
    telegram.chat(1)
    assert _texts(run(telegram.press(1, "#0123456789abcdef", language))) == [tell("old_button", language)]
    run(telegram.press(1, "/more", language))
    assert parrot.texts == ["/more"]
    # Consent is not remembered over a restart either; the press is not lost.
    (notice,) = run(telegram.press(2, "/more", language))
    run(telegram.press(2, "consent:yes", language, under=notice))
    assert parrot.texts == ["/more", "/more"]


def test_a_button_pressed_too_late_to_confirm_still_counts(
    telegram: Conversations, parrot: _Parrot, run: _Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.chat(1)
    monkeypatch.setattr(telegram.api, "open_queries", _Nothing())
    run(telegram.press(1, "/more"))
    assert parrot.texts == ["/more"] and "query is too old" in telegram.api.refused[0]


class _Nothing(set[str]):
    def add(self, element: str) -> None:
        pass


def test_typing_is_shown_before_the_answer(telegram: Conversations, run: _Run) -> None:
    telegram.chat(1)
    run(telegram.write(1, "hello"))
    called = [name for name, _ in telegram.api.calls]
    assert called.index("sendChatAction") < called.index("sendMessage")


def test_a_picture_is_sent_as_a_photo_with_caption(
    telegram: Conversations, parrot: _Parrot, run: _Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def photo_of(path: str) -> Optional[bytes]:
        return _PNG if "cat_cow.en" in path else None

    assert telegram.bot.dialogue.courier is not None
    monkeypatch.setattr(telegram.bot.dialogue.courier, "_photo_of", photo_of)
    telegram.chat(1)
    parrot.extra = {"image": "/pictures/cat_cow.en.svg", "buttons": [{"title": "More", "payload": "/more"}]}
    (sent,) = run(telegram.write(1, "cat <cow>"))
    assert sent.photo == _PNG and sent.text == "heard: cat <cow>" and sent.titles == ["More"]
    parrot.extra = {"image": "/pictures/no_such_picture.en.svg"}
    (sent,) = run(telegram.write(1, "no picture"))
    assert sent.photo is None and sent.text == "heard: no picture"


@pytest.mark.parametrize("language", LANGUAGES)
def test_when_the_bot_breaks_the_numbers_still_come(
    telegram: Conversations, parrot: _Parrot, run: _Run, caplog: pytest.LogCaptureFixture, language: Language
) -> None:
    telegram.chat(1)
    parrot.error = RuntimeError("Erna wrote that her leg hurts")
    with caplog.at_level(logging.DEBUG):
        sent = run(telegram.write(1, "Erna's leg hurts", language))
    assert _texts(sent) == [say("trouble", language)] and "RuntimeError" in caplog.text and "Erna" not in caplog.text


def test_a_turn_that_nobody_asked_for_reaches_its_chat(
    telegram: Conversations, parrot: _Parrot, run: _Run, caplog: pytest.LogCaptureFixture
) -> None:
    sender = telegram.chat(1).sender
    run(telegram.write(1, "hello"))
    later: list[dict[str, Any]] = [
        {"text": "Time for your exercises."},
        {"custom": {"kind": "system", "language": "en"}},
    ]
    # Through the channel's own output, and through that of the turn in which a reminder was set.
    for output in (TelegramOutput(telegram.bot.dialogue.deliver), parrot.heard[0].output_channel):
        assert output is not None
        before = len(telegram.api.sent)
        for part in later:
            run(output.send_response(sender, dict(part)))
        assert _texts(telegram.api.sent[before:]) == ["Time for your exercises."]
    run(TelegramOutput(telegram.bot.dialogue.deliver).send_response("tg-unknown", later[1]))
    assert "dropped" in caplog.text


def test_an_error_in_a_handler_is_logged_without_words(
    telegram: Conversations, run: _Run, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*arguments: Any) -> None:
        raise RuntimeError(_WORDS)

    telegram.chat(1)
    monkeypatch.setattr(courier.Courier, "send", broken)
    with caplog.at_level(logging.DEBUG):
        run(telegram.write(1, "hello"))
    assert "An update failed with RuntimeError" in caplog.text and "Erna" not in caplog.text
