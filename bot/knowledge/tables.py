"""The tables of the knowledge base (SQLAlchemy 1.4, 2.0 style)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Integer, LargeBinary, String, Table, Text
from sqlalchemy.orm import declarative_base, relationship

Base: Any = declarative_base()

statement_sources = Table(
    "statement_sources",
    Base.metadata,
    Column("statement_id", ForeignKey("statements.id"), primary_key=True),
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("position", Integer, nullable=False, default=0),
)

exercise_sources = Table(
    "exercise_sources",
    Base.metadata,
    Column("exercise_id", ForeignKey("exercises.id"), primary_key=True),
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("position", Integer, nullable=False, default=0),
)


class ContentState(Base):
    """One row: which state of the content files the tables hold, and the ranking fitted to it."""

    __tablename__ = "content_state"
    id = Column(Integer, primary_key=True)
    fingerprint = Column(String(64), nullable=False)
    ranker = Column(LargeBinary, nullable=False)


class SourceRow(Base):
    """A source."""

    __tablename__ = "sources"
    id = Column(String(48), primary_key=True)
    title = Column(Text, nullable=False)
    publisher = Column(Text, nullable=False)
    url = Column(Text)
    language = Column(String(2), nullable=False)
    published = Column(String(32))
    updated = Column(String(32))
    checked_on = Column(Date, nullable=False)
    trust = Column(String(8), nullable=False)
    from_seed = Column(Boolean, nullable=False)
    country = Column(String(3), nullable=False)
    note = Column(Text)


class ReviewColumns:
    """Who wrote and checked an entry, when, and when it is due again."""

    authored_by = Column(Text, nullable=False)
    checked_by = Column(Text, nullable=False)
    reviewed = Column(Date, nullable=False)
    next_review = Column(Date, nullable=False)


class TopicRow(ReviewColumns, Base):
    """A topic; `answer`, `always` and `related` are ordered lists of ids."""

    __tablename__ = "topics"
    id = Column(String(48), primary_key=True)
    group = Column("topic_group", String(16), nullable=False)
    title_en = Column(Text, nullable=False)
    title_de = Column(Text, nullable=False)
    answer = Column(JSON, nullable=False)
    always = Column(JSON, nullable=False)
    related = Column(JSON, nullable=False)


class ExerciseRow(ReviewColumns, Base):
    """An exercise; lists and dose are JSON."""

    __tablename__ = "exercises"
    id = Column(String(48), primary_key=True)
    series = Column(String(16), nullable=False)
    title_en = Column(Text, nullable=False)
    title_de = Column(Text, nullable=False)
    difficulty = Column(String(8))
    goal = Column(JSON, nullable=False)
    position = Column(String(16), nullable=False)
    equipment = Column(JSON, nullable=False)
    dose = Column(JSON, nullable=False)
    summary_en = Column(Text, nullable=False)
    summary_de = Column(Text, nullable=False)
    steps = Column(JSON, nullable=False)
    not_when_en = Column(Text, nullable=False)
    not_when_de = Column(Text, nullable=False)
    from_seed = Column(Boolean, nullable=False)
    sources = relationship(SourceRow, secondary=exercise_sources, order_by=exercise_sources.c.position)


class StatementRow(Base):
    """One fact. It belongs to a topic or to an exercise; `position` is its place there."""

    __tablename__ = "statements"
    id = Column(String(48), primary_key=True)
    topic_id = Column(ForeignKey("topics.id"), index=True)
    exercise_id = Column(ForeignKey("exercises.id"), index=True)
    position = Column(Integer, nullable=False)
    text_en = Column(Text, nullable=False)
    text_de = Column(Text, nullable=False)
    from_seed = Column(Boolean, nullable=False)
    changes = Column(String(8), nullable=False)
    conflict = Column(Text)
    sources = relationship(SourceRow, secondary=statement_sources, order_by=statement_sources.c.position)


class ParaphraseRow(Base):
    """One way to ask for a statement, a topic as a whole or an exercise."""

    __tablename__ = "phrasings"
    id = Column(Integer, primary_key=True)
    kind = Column(String(10), nullable=False)  # statement | topic | exercise
    target_id = Column(String(48), nullable=False, index=True)
    language = Column(String(2), nullable=False)
    text = Column(Text, nullable=False)
