"""Every kind of update is handled deliberately."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.channels.telegram.messages import channel_text
from bot.languages import Language
from tests.telegram.botapi import Refused
from tests.telegram.emulator import message
from tests.telegram.fake_bot import LANGUAGES, FakeBot, Run, membership, texts
from tests.telegram.in_process import Conversations

pytestmark = [pytest.mark.rasa, pytest.mark.telegram]

_DAY = 24 * 3600


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
    telegram: Conversations, fake_bot: FakeBot, run: Run, content: dict[str, Any], kind: str, language: Language
) -> None:
    sent = run(telegram.write(1, "", language, **content))
    assert texts(sent) == [channel_text(f"unreadable.{kind}", language)] and "112" in sent[0].text
    assert fake_bot.received == []


def test_the_words_under_a_picture_are_answered(telegram: Conversations, fake_bot: FakeBot, run: Run) -> None:
    telegram.chat(1)
    photo = [{"file_id": "f", "file_unique_id": "f", "width": 9, "height": 9}]
    sent = run(telegram.write(1, photo=photo, caption="my legs feel numb"))
    assert texts(sent) == [channel_text("unreadable.with_caption", "en"), "echo: my legs feel numb"]


def test_an_album_gets_one_sentence(telegram: Conversations, run: Run) -> None:
    photo = [{"file_id": "f", "file_unique_id": "f", "width": 9, "height": 9}]
    sent = [run(telegram.write(1, photo=photo, media_group_id="77")) for _ in range(3)]
    assert [len(messages) for messages in sent] == [1, 0, 0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edited_message_is_asked_for_again(
    telegram: Conversations, fake_bot: FakeBot, run: Run, language: Language
) -> None:
    telegram.chat(1)
    sent = run(telegram.update(edited_message=message(1, "now my legs are numb", language, edit_date=int(time.time()))))
    assert texts(sent) == [channel_text("edited", language)] and fake_bot.received == []
    sent = run(telegram.update(edited_message=message(1, "/delete", language, edit_date=int(time.time()))))
    assert texts(sent) == [channel_text("edited", language)] and fake_bot.received == []


def test_a_moving_live_location_is_left_alone(telegram: Conversations, run: Run) -> None:
    location = {"longitude": 9.0, "latitude": 50.0, "live_period": 900}
    assert run(telegram.update(edited_message=message(1, edit_date=int(time.time()), location=location))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_older_than_a_day_get_one_note(
    telegram: Conversations, fake_bot: FakeBot, run: Run, language: Language
) -> None:
    telegram.chat(1)
    long_ago = int(time.time()) - _DAY - 60
    sent = [run(telegram.write(1, text, language, date=long_ago)) for text in ("one", "/help", "three")]
    assert [texts(messages) for messages in sent] == [
        [channel_text("old", language)],
        [],
        [],
    ] and fake_bot.received == []
    run(telegram.write(1, "four", language, date=int(time.time()) - _DAY + 600))
    assert fake_bot.texts == ["four"]
    assert texts(run(telegram.write(1, "five", language, date=long_ago))) == [channel_text("old", language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_groups_get_one_note_and_no_conversation(
    telegram: Conversations, fake_bot: FakeBot, run: Run, language: Language
) -> None:
    group = {"id": -100, "type": "supergroup", "title": "Rücken"}
    sent = run(telegram.update(my_chat_member=membership(group, "left", "member", language)))
    assert texts(sent) == [channel_text("group", language)]
    assert run(telegram.update(message=message(-100, "my back hurts", language, chat=group))) == []
    assert telegram.api.left == [-100, -100] and fake_bot.received == []


def test_a_channel_is_left(telegram: Conversations, fake_bot: FakeBot, run: Run) -> None:
    post = message(-200, "news", chat={"id": -200, "type": "channel", "title": "News"})
    post.pop("from")
    assert texts(run(telegram.update(channel_post=post))) == [channel_text("group", "en")]
    assert telegram.api.left == [-200] and fake_bot.received == []


def test_a_group_that_lets_nobody_write_is_left_all_the_same(telegram: Conversations, run: Run) -> None:
    telegram.api.refusals.append(Refused(403, "Forbidden: not enough rights"))
    group = {"id": -300, "type": "group", "title": "Silent"}
    assert run(telegram.update(message=message(-300, "hi", chat=group))) == [] and telegram.api.left == [-300]


def test_being_removed_from_a_group_sends_nothing(telegram: Conversations, run: Run) -> None:
    group = {"id": -100, "type": "group", "title": "Rücken"}
    assert run(telegram.update(my_chat_member=membership(group, "member", "kicked", "en"))) == []


def test_service_messages_are_left_alone(telegram: Conversations, fake_bot: FakeBot, run: Run) -> None:
    telegram.chat(1)
    assert run(telegram.write(1, message_auto_delete_timer_changed={"message_auto_delete_time": 86400})) == []
    assert fake_bot.received == []
