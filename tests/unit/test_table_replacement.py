"""Our tables of an earlier version are replaced by current ones; other tables are not touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from bot.knowledge.database import TableNamesTaken
from bot.knowledge.knowledge_base import EmptyKnowledgeBase, read_knowledge_base
from bot.knowledge.load import load

_OLD_TABLES = Path(__file__).with_name("tables_of_version_0.1.sql")


@pytest.fixture
def old_engine(engine: Engine) -> Engine:
    """A database as version 0.1 left it, with a table that is not ours."""
    lines = _OLD_TABLES.read_text(encoding="utf-8").splitlines()
    statements = "\n".join(line for line in lines if not line.startswith("--"))
    with engine.begin() as connection:
        for statement in filter(str.strip, statements.split(";")):
            connection.exec_driver_sql(statement)
    return engine


def _ask(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_tables_of_an_earlier_version_are_replaced(old_engine: Engine, small_content: Path) -> None:
    with pytest.raises(EmptyKnowledgeBase, match="make load"):
        read_knowledge_base(old_engine)
    assert load(old_engine, small_content) is True
    assert set(read_knowledge_base(old_engine).statements) == {"walking_minutes", "walking_shoes"}
    # What is not ours is still there.
    assert _ask(old_engine, "SELECT name FROM visitors") == [("not ours",)]


def test_a_load_that_breaks_leaves_an_earlier_version_as_it_was(
    old_engine: Engine, small_content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("no space left on device")

    monkeypatch.setattr("bot.knowledge.load._insert_content", fail)
    with pytest.raises(RuntimeError):
        load(old_engine, small_content)
    assert _ask(old_engine, "SELECT fingerprint FROM content_state") == [("as loaded by version 0.1",)]
    assert _ask(old_engine, "SELECT text_de FROM statements ORDER BY id") == [("12 Mal.",), ("Ruhe.",)]
    assert _ask(old_engine, "SELECT text FROM phrasings") == [("may i rest",)]


def test_tables_of_the_current_version_with_other_columns_are_replaced(
    engine: Engine, small_content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as another_version:
        another_version.setattr("bot.knowledge.tables.LAYOUT", "0" * 64)
        load(engine, small_content)
    assert load(engine, small_content) is True


def test_tables_we_did_not_create_are_not_touched(engine: Engine, small_content: Path) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE topics (name TEXT)")
        connection.exec_driver_sql("INSERT INTO topics VALUES ('of a forum')")
    with pytest.raises(TableNamesTaken, match=r"topics.*DATABASE_URL"):
        load(engine, small_content)
    assert _ask(engine, "SELECT name FROM topics") == [("of a forum",)]
