"""Loading the content is repeatable and all or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.knowledge import tables
from bot.knowledge.knowledge_base import EmptyKnowledgeBase, read_knowledge_base
from bot.knowledge.load import load, open_database
from bot.yaml_files import ContentError

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An empty database of each kind; PostgreSQL only where one runs."""
    if request.param == "sqlite":
        return open_database(f"sqlite:///{tmp_path / 'folder' / 'knowledge.db'}")
    # A database of its own: tables of the same names may hold somebody's data in the one we connect to.
    name = f"rueckenwind_test_{os.getpid()}"
    server = create_engine(POSTGRES, future=True, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError:
        pytest.skip("no PostgreSQL here")
    engine = open_database(str(server.url.set(database=name)))

    def drop() -> None:
        engine.dispose()
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name}"))

    request.addfinalizer(drop)
    return engine


def _count(engine: Engine, model: type) -> int:
    with Session(engine, future=True) as session:
        return int(session.execute(select(func.count()).select_from(model)).scalar_one())


def test_loading_twice_changes_nothing(engine: Engine, small_content: Path) -> None:
    assert load(engine, small_content) is True
    assert load(engine, small_content) is False
    assert (_count(engine, tables.StatementRow), _count(engine, tables.SourceRow)) == (2, 1)


def test_an_edit_replaces_the_old_state(engine: Engine, small_content: Path) -> None:
    load(engine, small_content)
    path = small_content / "topics" / "walking.yml"
    path.write_text(path.read_text().replace("Walk 30 minutes.", "Walk 40 minutes."))
    assert load(engine, small_content) is True
    assert read_knowledge_base(engine).statements["walking_minutes"].text["en"] == "Walk 40 minutes."
    assert _count(engine, tables.StatementRow) == 2


def test_a_mistake_leaves_the_database_as_it_was(engine: Engine, small_content: Path) -> None:
    load(engine, small_content)
    path = small_content / "topics" / "walking.yml"
    path.write_text(path.read_text().replace("group: exercise", "group: sport"))
    with pytest.raises(ContentError):
        load(engine, small_content)
    assert _count(engine, tables.StatementRow) == 2


def test_an_empty_database_says_what_to_do(engine: Engine) -> None:
    with pytest.raises(EmptyKnowledgeBase, match="make load"):
        read_knowledge_base(engine)


def test_questions_find_their_statement(engine: Engine, small_content: Path) -> None:
    load(engine, small_content)
    base = read_knowledge_base(engine)
    from bot.reading.encoder import shared_encoder

    question = "what should i wear on my feet"
    matches = base.ranker.rank(question, shared_encoder().encode([question]), base.topic_of, {})
    assert (matches[0].kind, matches[0].target) == ("statement", "walking_shoes")
