"""Loading the content can be repeated, and either succeeds or changes nothing."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ContextManager

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from bot.knowledge.chat_messages import ChatMessage
from bot.knowledge.content_files import Content, read_content
from bot.knowledge.database import exclusive_transaction, open_database
from bot.knowledge.knowledge_base import EmptyKnowledgeBase, read_knowledge_base
from bot.knowledge.load import _insert_content, known_questions, load
from bot.knowledge.retrieval import KnownQuestion
from bot.reading.question_encoder import shared_question_encoder
from bot.yaml_files import ContentError

pytestmark = pytest.mark.encoder


def _ask(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def _edit(folder: Path, old: str, new: str) -> None:
    path = folder / "topics" / "walking.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def _fail_when_nearly_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def insert_and_fail(*args: Any) -> None:
        _insert_content(*args)
        raise RuntimeError("no space left on device")

    monkeypatch.setattr("bot.knowledge.load._insert_content", insert_and_fail)


def test_loading_twice_changes_nothing(engine: Engine, small_content: Path) -> None:
    assert load(engine, small_content) is True
    assert load(engine, small_content) is False
    assert _ask(engine, "SELECT id FROM statements ORDER BY id") == [("walking_minutes",), ("walking_shoes",)]


def test_what_is_read_is_what_is_in_the_files(engine: Engine, small_content: Path) -> None:
    load(engine, small_content)
    base, content = read_knowledge_base(engine), read_content(small_content)
    assert list(base.statements.values()) == content.statements
    assert list(base.topics.values()) == content.topics and list(base.sources.values()) == content.sources
    assert base.statements["walking_shoes"].topic == "walking"


def test_the_whole_content_survives_the_tables(
    quick_vectors: None, tmp_path: Path, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The ranking of the whole content takes long and is not what is tested here.
    ways = [KnownQuestion("topic", "prognosis", "how long")]
    monkeypatch.setattr("bot.knowledge.load.known_questions", lambda content, messages: ways)
    engine = open_database(f"sqlite:///{tmp_path / 'all.db'}")
    load(engine)
    base = read_knowledge_base(engine)
    for read, written in (
        (base.sources, content.sources),
        (base.topics, content.topics),
        (base.exercises, content.exercises),
        (base.statements, content.statements),
    ):
        assert read == {entry.id: entry for entry in written}


def test_the_tables_can_be_queried(engine: Engine, small_content: Path) -> None:
    load(engine, small_content)
    query = (
        "SELECT s.id, s.text ->> 'de', sources.title FROM statements s "
        "JOIN statement_sources p ON p.statement = s.id JOIN sources ON sources.id = p.source "
        "WHERE s.topic = 'walking' ORDER BY s.id"
    )
    assert _ask(engine, query)[0] == ("walking_minutes", "Gehen Sie 30 Minuten.", "Walking")


def test_an_edit_replaces_the_old_state(engine: Engine, small_content: Path) -> None:
    load(engine, small_content)
    _edit(small_content, "Walk 30 minutes.", "Walk 40 minutes.")
    assert load(engine, small_content) is True
    assert read_knowledge_base(engine).statements["walking_minutes"].text["en"] == "Walk 40 minutes."


def test_a_mistake_leaves_the_database_as_it_was(engine: Engine, small_content: Path) -> None:
    load(engine, small_content)
    _edit(small_content, "group: exercise", "group: sport")
    with pytest.raises(ContentError):
        load(engine, small_content)
    assert read_knowledge_base(engine).topics["walking"].group == "exercise"


def test_a_load_that_breaks_leaves_the_database_as_it_was(
    engine: Engine, small_content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(engine, small_content)
    _edit(small_content, "Walk 30 minutes.", "Walk 40 minutes.")
    _fail_when_nearly_done(monkeypatch)
    with pytest.raises(RuntimeError):
        load(engine, small_content)
    assert read_knowledge_base(engine).statements["walking_minutes"].text["en"] == "Walk 30 minutes."


def test_two_loads_at_once_do_not_disturb_each_other(
    engine: Engine, url: str, small_content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_are_ready = threading.Barrier(2)

    def wait_and_write(engine: Engine) -> ContextManager[Connection]:
        both_are_ready.wait(timeout=30)
        return exclusive_transaction(engine)

    monkeypatch.setattr("bot.knowledge.load.exclusive_transaction", wait_and_write)
    engines = [open_database(url) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        loaded = list(pool.map(lambda one: load(one, small_content), engines))
    assert sorted(loaded) == [False, True]
    assert len(read_knowledge_base(engine).statements) == 2
    for one in engines:
        one.dispose()


def test_readers_see_one_state_while_content_is_replaced(engine: Engine, url: str, small_content: Path) -> None:
    load(engine, small_content)
    other = small_content.with_name("other")
    shutil.copytree(small_content, other)
    _edit(other, "30", "40")
    stop, seen = threading.Event(), set()

    def read_on() -> None:
        reader = open_database(url)
        while not stop.is_set():
            texts = read_knowledge_base(reader).statements["walking_minutes"].text
            seen.add((texts.en[5:7], texts.de[10:12]))
        reader.dispose()

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read_on)
        for number in range(10):
            load(engine, other if number % 2 == 0 else small_content)
        stop.set()
        reading.result(timeout=60)
    assert seen <= {("30", "30"), ("40", "40")} and seen


def test_an_empty_database_says_what_to_do(engine: Engine) -> None:
    with pytest.raises(EmptyKnowledgeBase, match="make load"):
        read_knowledge_base(engine)


def test_questions_find_their_statement(url: str, small_content: Path) -> None:
    engine = open_database(url)
    load(engine, small_content)
    base = read_knowledge_base(engine)
    question = "what should i wear on my feet"
    scores = base.ranker.scores([question], shared_question_encoder().encode([question]))
    assert base.ranker.targets[int(scores[0].argmax())] == ("statement", "walking_shoes")


def test_messages_of_chats_find_their_statement_as_well(small_content: Path) -> None:
    messages = [
        ChatMessage(before="my trainers are worn", text="new ones?", means="which shoes", answers=["walking_shoes"]),
        ChatMessage(before="", text="and the moon?", means="is the moon good", answers=["not_there"]),
        ChatMessage(before="", text="thanks a lot", means="thanks"),
    ]
    known = known_questions(read_content(small_content), messages)
    assert [entry for entry in known if entry.before] == [
        KnownQuestion("statement", "walking_shoes", "new ones?", "my trainers are worn")
    ]
    assert not [entry for entry in known if entry.text in ("and the moon?", "thanks a lot")]
