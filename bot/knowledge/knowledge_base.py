"""The knowledge base as the conversation sees it: read from the database once, then kept in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, selectinload

from bot.knowledge import tables
from bot.knowledge.retrieval import Ranker
from bot.languages import Language

Texts = Mapping[Language, str]

# Where the statements of an exercise belong when a topic is asked for.
EXERCISE_TOPICS = {"general": "exercise_specific", "pregnancy": "exercise_pregnancy"}


class EmptyKnowledgeBase(RuntimeError):
    """The database holds no content; `make load` fills it."""


@dataclass(frozen=True)
class Source:
    """Where a statement comes from."""

    id: str
    title: str
    publisher: str
    url: Optional[str]
    language: str
    published: Optional[str]
    updated: Optional[str]
    checked_on: str
    trust: str

    def as_envelope(self) -> dict[str, Any]:
        """Return what the turn envelope says of a source."""
        return {
            "id": self.id,
            "title": self.title,
            "publisher": self.publisher,
            "url": self.url,
            "updated": self.updated or self.published,
        }


@dataclass(frozen=True)
class Statement:
    """One fact. `owner` is the id of its topic or exercise, `topic` the topic it counts for."""

    id: str
    topic: str
    exercise: Optional[str]
    text: Texts
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """A topic with its statements in reading order."""

    id: str
    group: str
    title: Texts
    answer: tuple[str, ...]
    always: tuple[str, ...]
    related: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Exercise:
    """An exercise with its facts."""

    id: str
    series: str
    title: Texts
    difficulty: Optional[str]
    position: str
    dose: Mapping[str, Any]
    equipment: tuple[str, ...]
    summary: Texts
    steps: Mapping[Language, Sequence[str]]
    not_when: Texts
    statements: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def topic(self) -> str:
        """The topic the exercise counts for."""
        return EXERCISE_TOPICS[self.series]


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything the bot may say about back pain."""

    sources: Mapping[str, Source]
    topics: Mapping[str, Topic]
    exercises: Mapping[str, Exercise]
    statements: Mapping[str, Statement]
    ranker: Ranker

    def topic_of(self, kind: str, target: str) -> str:
        """Return the topic that a statement, topic or exercise belongs to."""
        if kind == "statement":
            return self.statements[target].topic
        return self.exercises[target].topic if kind == "exercise" else target

    def sources_of(self, statement_ids: Sequence[str], language: Language) -> list[Source]:
        """Return the sources of statements without repetition, those in the reader's language first."""
        ids = dict.fromkeys(source for entry in statement_ids for source in self.statements[entry].sources)
        found = [self.sources[source] for source in ids]
        return sorted(found, key=lambda source: source.language != language)


def read_knowledge_base(engine: Engine) -> KnowledgeBase:
    """Read everything from the database.

    Raises:
        EmptyKnowledgeBase: nothing is loaded yet.
    """
    with Session(engine, future=True) as session:
        statement_rows = _all(session, select(tables.StatementRow).options(selectinload(tables.StatementRow.sources)))
        exercise_rows = _all(session, select(tables.ExerciseRow).options(selectinload(tables.ExerciseRow.sources)))
        topic_rows = _all(session, select(tables.TopicRow))
        source_rows = _all(session, select(tables.SourceRow))
        stored = session.execute(select(tables.ContentState.ranker)).scalar_one_or_none()
    if stored is None:
        raise EmptyKnowledgeBase("The knowledge base is empty. Run 'make load' first.")
    statement_rows.sort(key=lambda row: (row.topic_id or "", row.exercise_id or "", row.position))
    series = {row.id: row.series for row in exercise_rows}
    return KnowledgeBase(
        sources={row.id: _source(row) for row in source_rows},
        topics={row.id: _topic(row, statement_rows) for row in topic_rows},
        exercises={row.id: _exercise(row, statement_rows) for row in sorted(exercise_rows, key=_easiest_first)},
        statements={row.id: _statement(row, series) for row in statement_rows},
        ranker=Ranker.loads(stored),
    )


def _all(session: Session, query: Any) -> list[Any]:
    return list(session.execute(query).scalars())


def _easiest_first(row: Any) -> tuple[int, str]:
    return ("easy", "medium", "hard", None).index(row.difficulty), row.id


def _texts(row: Any, name: str) -> Texts:
    return {"en": getattr(row, f"{name}_en"), "de": getattr(row, f"{name}_de")}


def _source(row: Any) -> Source:
    return Source(
        row.id,
        row.title,
        row.publisher,
        row.url,
        row.language,
        row.published,
        row.updated,
        row.checked_on.isoformat(),
        row.trust,
    )


def _statement(row: Any, series: Mapping[str, str]) -> Statement:
    topic = row.topic_id or EXERCISE_TOPICS[series[row.exercise_id]]
    return Statement(row.id, topic, row.exercise_id, _texts(row, "text"), tuple(source.id for source in row.sources))


def _topic(row: Any, statements: Sequence[Any]) -> Topic:
    own = tuple(statement.id for statement in statements if statement.topic_id == row.id)
    return Topic(row.id, row.group, _texts(row, "title"), tuple(row.answer), tuple(row.always), tuple(row.related), own)


def _exercise(row: Any, statements: Sequence[Any]) -> Exercise:
    return Exercise(
        id=row.id,
        series=row.series,
        title=_texts(row, "title"),
        difficulty=row.difficulty,
        position=row.position,
        dose=row.dose,
        equipment=tuple(row.equipment),
        summary=_texts(row, "summary"),
        steps=row.steps,
        not_when=_texts(row, "not_when"),
        statements=tuple(statement.id for statement in statements if statement.exercise_id == row.id),
        sources=tuple(source.id for source in row.sources),
    )
