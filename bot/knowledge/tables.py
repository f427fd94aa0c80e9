"""The tables of the knowledge base: one for each kind of entry, with a column for each field of `bot.knowledge.schema`.

Texts in both languages, lists and doses are JSON: `SELECT id, title ->> 'de' FROM exercises` works in SQLite and in
PostgreSQL. The sources of statements and exercises are in tables of pairs, for joins.
"""

from __future__ import annotations

import hashlib
from typing import Any, Mapping

from pydantic import BaseModel
from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.schema import CreateTable

from bot.knowledge.schema import Exercise, Source, Statement, Topic

METADATA = MetaData()
_PAIRED = "sources"


def _table(name: str, model: type[BaseModel], refers_to: Mapping[str, str]) -> Table:
    schema = model.schema()
    columns = []
    for field, form in schema["properties"].items():
        if field == _PAIRED:
            continue
        key = field == "id"
        foreign = [ForeignKey(refers_to[field])] if field in refers_to else []
        kind = String(48) if key or foreign else _column_type(form)
        nullable = field not in schema["required"]
        columns.append(Column(field, kind, *foreign, primary_key=key, nullable=nullable, index=bool(foreign)))
    return Table(name, METADATA, *columns)


def _column_type(form: Mapping[str, Any]) -> Any:
    if form.get("type") == "string":
        return Date if form.get("format") == "date" else Text
    return Boolean if form.get("type") == "boolean" else JSON(none_as_null=True)


def _pairs(name: str, owner: str, owners: str) -> Table:
    return Table(
        name,
        METADATA,
        Column(owner, ForeignKey(f"{owners}.id"), primary_key=True),
        Column("source", ForeignKey("sources.id"), primary_key=True),
        Column("position", Integer, nullable=False),
    )


SOURCES = _table("sources", Source, {})
TOPICS = _table("topics", Topic, {})
EXERCISES = _table("exercises", Exercise, {})
STATEMENTS = _table("statements", Statement, {"topic": "topics.id", "exercise": "exercises.id"})
EXERCISE_SOURCES = _pairs("exercise_sources", "exercise", "exercises")
STATEMENT_SOURCES = _pairs("statement_sources", "statement", "statements")

# One row: the version of the tables, the fingerprint of the content files, and the ranking fitted to them.
CONTENT_STATE = Table(
    "content_state",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("layout", String(64), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("ranker", LargeBinary, nullable=False),
)

# The version of the tables: changes whenever a table changes.
LAYOUT = hashlib.sha256("".join(str(CreateTable(table)) for table in METADATA.sorted_tables).encode()).hexdigest()


def row_of(entry: BaseModel) -> dict[str, Any]:
    """Return the row of an entry, without its sources."""
    return entry.dict(exclude={_PAIRED})
