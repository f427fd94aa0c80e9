"""Opens the database and replaces our tables."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Iterator, Optional

from pydantic.json import pydantic_encoder
from sqlalchemy import MetaData, Table, create_engine, event, inspect, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import make_url

from bot.knowledge.tables import CONTENT_STATE, LAYOUT, METADATA

# How long to wait while another process writes to the SQLite file.
_LOCK_TIMEOUT_SECONDS = 60
# Tables of earlier versions that are no longer used.
_FORMER_TABLES = ("phrasings",)


class TableNamesTaken(RuntimeError):
    """The database has tables with our names that we did not create."""


def open_database(url: str) -> Engine:
    """Return an engine for the database URL; creates the folder of a SQLite file."""
    to_json = partial(json.dumps, ensure_ascii=False, default=pydantic_encoder)
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, future=True, json_serializer=to_json)
    if parsed.database not in (None, "", ":memory:"):
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    waiting = {"timeout": _LOCK_TIMEOUT_SECONDS}
    engine = create_engine(url, future=True, json_serializer=to_json, connect_args=waiting)
    # Python's driver would commit before a CREATE or DROP, so SQLAlchemy begins the transactions, as described in its
    # manual for SQLite under "Serializable isolation / Savepoints / Transactional DDL".
    event.listen(engine, "connect", _disable_driver_transactions)
    event.listen(engine, "begin", _begin)
    return engine


def _disable_driver_transactions(connection: Any, _: Any) -> None:
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def exclusive_transaction(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that excludes all other loaders; an exception rolls it back."""
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('rueckenwind.knowledge'))")
        yield connection


def stored_fingerprint(connection: Connection) -> Optional[str]:
    """Return the fingerprint of the loaded content files; None if there is none or the tables are of another version.

    Read this first: in PostgreSQL it makes a loader wait until the reader's transaction ends.
    """
    inspector = inspect(connection)
    if not inspector.has_table(CONTENT_STATE.name):
        return None
    if "layout" not in {column["name"] for column in inspector.get_columns(CONTENT_STATE.name)}:
        return None
    of_this_version = select(CONTENT_STATE.c.fingerprint).where(CONTENT_STATE.c.layout == LAYOUT)
    fingerprint: Optional[str] = connection.execute(of_this_version).scalar_one_or_none()
    return fingerprint


def recreate_tables(connection: Connection) -> None:
    """Drop our tables, whatever their version, and create them empty. Other tables stay.

    Raises:
        TableNamesTaken: there are tables with our names that we did not create.
    """
    # Drop first what readers read first, and tables before those they refer to.
    names = [CONTENT_STATE.name, *_FORMER_TABLES, *(table.name for table in reversed(METADATA.sorted_tables))]
    present = set(inspect(connection).get_table_names())
    ours = [name for name in dict.fromkeys(names) if name in present]
    if ours and CONTENT_STATE.name not in ours:
        raise TableNamesTaken(
            f"The database already has tables called {', '.join(ours)} that Rückenwind did not create. "
            "Give the knowledge base a database of its own in DATABASE_URL."
        )
    for name in ours:
        Table(name, MetaData()).drop(connection)
    METADATA.create_all(connection, checkfirst=False)
