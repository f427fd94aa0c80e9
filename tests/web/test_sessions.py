"""Conversations of the website: made by the server, resumed by their owner only, nothing lost or doubled."""

from __future__ import annotations

import pytest

from bot.channels.web.rate_limiter import LeakyBucket
from bot.channels.web.sessions import MOST_EVENTS, ServerFullError, SessionStore


def test_only_an_id_of_the_server_resumes_a_conversation() -> None:
    store = SessionStore()
    mine, resumed = store.open(None, 0)
    assert not resumed and len(mine.id) >= 40 and mine.id not in mine.conversation
    assert store.open(mine.id, 1) == (mine, True)
    for guess in ("victim-1", mine.id[:-1], mine.conversation, ""):
        other, resumed = store.open(guess, 1)
        assert not resumed and other is not mine and other.id != guess


def test_events_are_numbered_and_sent_again_from_where_a_page_was() -> None:
    session, _ = SessionStore().open(None, 0)
    for text in ("one", "two", "three"):
        session.add({"from": "bot", "text": text})
    assert [event["n"] for event in session.since(0)] == [1, 2, 3]
    assert [event["text"] for event in session.since(2)] == ["three"]


def test_a_message_sent_twice_is_recognised() -> None:
    session, _ = SessionStore().open(None, 0)
    assert not session.has_received("message-1")
    session.add_message("message-1", {"from": "visitor", "text": "hello"})
    assert session.has_received("message-1")
    assert len(session.events) == 1


def test_a_long_conversation_keeps_its_end() -> None:
    session, _ = SessionStore().open(None, 0)
    for number in range(MOST_EVENTS + 10):
        session.add_message(f"message-{number}", {"from": "visitor"})
    assert len(session.events) == MOST_EVENTS
    assert session.events[-1]["n"] == MOST_EVENTS + 10
    assert not session.has_received("message-0") and session.has_received(f"message-{MOST_EVENTS}")


def test_an_idle_hour_deletes() -> None:
    store = SessionStore(idle_seconds=3600)
    old, _ = store.open(None, 0)
    young, _ = store.open(None, 3000)
    old.add({"from": "bot", "text": "private"})
    # Even before the next clean-up, an old conversation is not resumed.
    assert store.open(old.id, 3601)[1] is False
    assert store.expire_idle(3601) == [old]
    assert old.forgotten and old.events == []
    assert store.open(young.id, 3601)[1] is True


def test_a_conversation_is_not_deleted_while_its_answer_is_made() -> None:
    store = SessionStore(idle_seconds=10)
    session, _ = store.open(None, 0)
    session.waiting = 1
    assert store.expire_idle(100) == []


def test_deletion_is_immediate() -> None:
    store = SessionStore()
    session, _ = store.open(None, 0)
    session.add({"from": "bot", "text": "private"})
    store.forget(session)
    again, resumed = store.open(session.id, 0)
    assert not resumed and again.events == [] and session.events == []


def test_a_full_server_says_so() -> None:
    store = SessionStore(most=1)
    mine, _ = store.open(None, 0)
    with pytest.raises(ServerFullError):
        store.open(None, 0)
    assert store.open(mine.id, 0)[1]


def test_rate_limit_allows_a_burst_and_then_one_every_two_seconds() -> None:
    bucket = LeakyBucket(burst=3, seconds_each=2.0)
    assert [bucket.wait(100.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert bucket.wait(100.0) == pytest.approx(2.0)
    assert bucket.wait(101.0) == pytest.approx(1.0)
    assert bucket.wait(102.0) == 0.0
    assert bucket.wait(102.0) > 0
    assert [bucket.wait(200.0) for _ in range(3)] == [0.0, 0.0, 0.0]
