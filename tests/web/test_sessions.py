"""Conversations of the website: made by the server, resumed by their owner only, nothing lost or doubled."""

from __future__ import annotations

import pytest

from bot.channels.web.rate_limiter import LeakyBucket
from bot.channels.web.sessions import MOST_EVENTS, ServerFullError, SessionStore


def test_only_an_id_of_the_server_resumes_a_conversation() -> None:
    book = SessionStore()
    mine, resumed = book.open(None, 0)
    assert not resumed and len(mine.id) >= 40 and mine.id not in mine.conversation
    assert book.open(mine.id, 1) == (mine, True)
    for guess in ("victim-1", mine.id[:-1], mine.conversation, ""):
        other, resumed = book.open(guess, 1)
        assert not resumed and other is not mine and other.id != guess


def test_events_are_numbered_and_given_again_from_where_a_page_was() -> None:
    session, _ = SessionStore().open(None, 0)
    for text in ("one", "two", "three"):
        session.add({"from": "bot", "text": text})
    assert [event["n"] for event in session.since(0)] == [1, 2, 3]
    assert [event["text"] for event in session.since(2)] == ["three"]


def test_a_message_sent_twice_is_recognised() -> None:
    session, _ = SessionStore().open(None, 0)
    assert session.heard("message-1") is None
    number = session.handle("message-1", {"from": "visitor", "text": "hello"})["n"]
    assert session.heard("message-1") == number
    assert len(session.events) == 1


def test_a_long_conversation_keeps_its_end() -> None:
    session, _ = SessionStore().open(None, 0)
    for number in range(MOST_EVENTS + 10):
        session.handle(f"message-{number}", {"from": "visitor"})
    assert len(session.events) == MOST_EVENTS
    assert session.events[-1]["n"] == MOST_EVENTS + 10
    assert session.heard("message-0") is None and session.heard(f"message-{MOST_EVENTS}") is not None


def test_an_hour_of_silence_deletes() -> None:
    book = SessionStore(silence=3600)
    old, _ = book.open(None, 0)
    young, _ = book.open(None, 3000)
    old.add({"from": "bot", "text": "private"})
    # Even before the clean-up comes round, nobody gets an old conversation back.
    assert book.open(old.id, 3601)[1] is False
    assert book.expire_idle(3601) == [old]
    assert old.forgotten and old.events == []
    assert book.open(young.id, 3601)[1] is True


def test_a_conversation_is_not_deleted_while_its_answer_is_made() -> None:
    book = SessionStore(silence=10)
    session, _ = book.open(None, 0)
    session.waiting = 1
    assert book.expire_idle(100) == []


def test_forgetting_at_once() -> None:
    book = SessionStore()
    session, _ = book.open(None, 0)
    session.add({"from": "bot", "text": "private"})
    book.forget(session)
    again, resumed = book.open(session.id, 0)
    assert not resumed and again.events == [] and session.events == []


def test_a_full_server_says_so() -> None:
    book = SessionStore(most=1)
    mine, _ = book.open(None, 0)
    with pytest.raises(ServerFullError):
        book.open(None, 0)
    assert book.open(mine.id, 0)[1]


def test_rate_limit_allows_a_burst_and_then_one_every_two_seconds() -> None:
    bucket = LeakyBucket(burst=3, seconds_each=2.0)
    assert [bucket.wait(100.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert bucket.wait(100.0) == pytest.approx(2.0)
    assert bucket.wait(101.0) == pytest.approx(1.0)
    assert bucket.wait(102.0) == 0.0
    assert bucket.wait(102.0) > 0
    assert [bucket.wait(200.0) for _ in range(3)] == [0.0, 0.0, 0.0]
