"""Nothing but a red flag is answered before consent, and everything can be deleted."""

from __future__ import annotations

import pytest

from bot.channels.telegram.messages import channel_text
from bot.dialogue.wording import say
from bot.languages import Language
from tests.telegram.botapi import Refused
from tests.telegram.fake_bot import LANGUAGES, FakeBot, Run, membership, texts
from tests.telegram.in_process import Conversations

pytestmark = [pytest.mark.rasa, pytest.mark.telegram]


@pytest.mark.parametrize("language", LANGUAGES)
def test_start_shows_the_notice_and_nothing_reaches_the_bot(
    telegram: Conversations, fake_bot: FakeBot, run: Run, language: Language
) -> None:
    (notice,) = run(telegram.write(1, "/start", language))
    assert notice.text == channel_text("consent.notice", language) and notice.data == ["consent:yes", "consent:no"]
    assert "112" in notice.text and "116117" in notice.text and fake_bot.received == []
    sent = run(telegram.press(1, "consent:yes", language, under=notice))
    assert texts(sent) == ["echo: /greet"] and notice.titles == ["✓ " + channel_text("consent.accept", language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_written_before_consent_is_answered_after_it(
    telegram: Conversations, fake_bot: FakeBot, run: Run, language: Language
) -> None:
    (notice,) = run(telegram.write(1, "hello", language))
    (reminder,) = run(telegram.write(1, "my back hurts", language))
    assert notice.text == channel_text("consent.notice", language) and reminder.text == channel_text(
        "consent.first", language
    )
    assert fake_bot.received == []
    run(telegram.press(1, "consent:yes", language, under=reminder))
    assert fake_bot.texts == ["hello\nmy back hurts"]


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
    telegram: Conversations, fake_bot: FakeBot, run: Run, text: str, telegram_language: str, spoken: Language
) -> None:
    advice, notice = run(telegram.write(1, text, telegram_language))
    assert "112" in advice.text.split("\n")[0] and advice.data == []
    assert notice.text == channel_text("consent.notice", spoken) and fake_bot.received == []
    run(telegram.press(1, "consent:no", under=notice))
    advice, *rest = run(telegram.write(1, text, telegram_language))
    assert "112" in advice.text.split("\n")[0] and rest == [] and fake_bot.received == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_who_decline_get_the_numbers_and_nothing_else(
    telegram: Conversations, fake_bot: FakeBot, run: Run, language: Language
) -> None:
    (notice,) = run(telegram.write(1, "my back hurts", language))
    sent = run(telegram.press(1, "consent:no", language, under=notice))
    assert texts(sent) == [channel_text("consent.declined", language)] and "112" in sent[0].text
    assert texts(run(telegram.write(1, "hello?", language))) == [channel_text("consent.declined", language)]
    (notice,) = run(telegram.write(1, "/start", language))
    run(telegram.press(1, "consent:yes", language, under=notice))
    assert fake_bot.texts == ["/greet"]


def test_taking_consent_back_deletes_the_conversation(telegram: Conversations, fake_bot: FakeBot, run: Run) -> None:
    sender = telegram.chat(1).sender
    run(telegram.press(1, "consent:no"))
    assert fake_bot.deleted == [sender] and fake_bot.texts == [] and telegram.chat(1, agreed=False).consent is None
    assert texts(telegram.api.sent) == [channel_text("consent.declined", "en")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_privacy_is_explained_without_consent(telegram: Conversations, run: Run, language: Language) -> None:
    assert texts(run(telegram.write(1, "/privacy", language))) == [channel_text("privacy", language)]


def test_a_chat_that_blocks_the_bot_is_forgotten(telegram: Conversations, fake_bot: FakeBot, run: Run) -> None:
    sender = telegram.chat(1).sender
    blocked = membership({"id": 1, "type": "private", "first_name": "Erna"}, "member", "kicked", "en")
    assert run(telegram.update(my_chat_member=blocked)) == []
    assert fake_bot.deleted == [sender] and telegram.chat(1, agreed=False).consent is None


@pytest.mark.parametrize(
    "refusal",
    [
        Refused(403, "Forbidden: bot was blocked by the user"),
        Refused(403, "Forbidden: user is deactivated"),
        Refused(400, "Bad Request: chat not found"),
    ],
)
def test_a_chat_that_is_gone_is_forgotten(
    telegram: Conversations, fake_bot: FakeBot, run: Run, refusal: Refused
) -> None:
    sender = telegram.chat(1).sender
    telegram.api.refusals.extend([refusal] * 2)  # one for "typing"
    assert run(telegram.write(1, "hello")) == []
    assert fake_bot.texts == ["hello"] and fake_bot.deleted == [sender]
    assert telegram.chat(1, agreed=False).consent is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_delete_forgets_the_conversation_and_the_chat(
    telegram: Conversations, fake_bot: FakeBot, run: Run, language: Language
) -> None:
    sender = telegram.chat(1).sender
    assert texts(run(telegram.write(1, "/delete", language))) == [say("deleted", language)]
    assert fake_bot.deleted == [sender] and fake_bot.texts == []
    assert texts(run(telegram.write(1, "hello", language))) == [channel_text("consent.notice", language)]
    assert texts(run(telegram.write(1, "/delete", language))) == [say("deleted", language)]
    assert fake_bot.texts == [] and telegram.chat(1, agreed=False).waiting == []


def test_a_deletion_that_fails_is_not_confirmed(telegram: Conversations, fake_bot: FakeBot, run: Run) -> None:
    telegram.chat(1)
    fake_bot.slots = None
    assert texts(run(telegram.write(1, "/delete"))) == [say("trouble", "en")]
    assert telegram.bot.chats.store.get(1).consent
    assert texts(run(telegram.press(1, "consent:no"))) == [say("trouble", "en")]
    assert telegram.bot.chats.store.get(1).consent is False


def test_a_conversation_deleted_in_words_takes_the_chat_with_it(
    telegram: Conversations, fake_bot: FakeBot, run: Run
) -> None:
    telegram.chat(1)
    run(telegram.write(1, "delete my data"))
    assert fake_bot.texts == ["delete my data"] and fake_bot.deleted == []
    assert texts(run(telegram.write(1, "hello"))) == [channel_text("consent.notice", "en")]
