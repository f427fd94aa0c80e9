"""The knowledge base in memory, read from the database once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Mapping, Optional, Sequence, TypeVar

from pydantic import BaseModel
from sqlalchemy import Table, select
from sqlalchemy.engine import Connection, Engine

from bot.knowledge import tables
from bot.knowledge.database import stored_fingerprint
from bot.knowledge.retrieval import Ranker
from bot.knowledge.schema import EXERCISE_TOPICS, Exercise, Role, Source, Statement, Topic, Use
from bot.languages import Language

__all__ = [
    "EXERCISE_TOPICS",
    "EmptyKnowledgeBase",
    "Exercise",
    "KnowledgeBase",
    "Source",
    "Statement",
    "Topic",
    "read_knowledge_base",
]

_Entry = TypeVar("_Entry", bound=BaseModel)
_DIFFICULTIES = ("easy", "medium", "hard", None)


class EmptyKnowledgeBase(RuntimeError):
    """The database has no content of this version; `make load` loads it."""


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything the bot may say about back pain: the checked content entries by id.

    Exercises are sorted from easy to hard, statements are in reading order.
    """

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
        """Return the sources of statements, each once, those in the reader's language first."""
        ids = dict.fromkeys(source for entry in statement_ids for source in self.statements[entry].sources)
        found = [self.sources[source] for source in ids]
        return sorted(found, key=lambda source: source.language != language)

    def statements_for(self, use: Use) -> list[Statement]:
        """Return the statements for an occasion, in reading order."""
        return [statement for statement in self.statements.values() if statement.use == use]

    def statements_with_role(self, exercise: Exercise, role: Role) -> list[Statement]:
        """Return the statements of an exercise that have a role, such as its dose."""
        own = (self.statements[entry] for entry in exercise.statements)
        return [statement for statement in own if statement.role == role]


def read_knowledge_base(engine: Engine) -> KnowledgeBase:
    """Read everything from the database.

    Raises:
        EmptyKnowledgeBase: nothing is loaded yet, or another version of the bot loaded it.
    """
    with engine.connect() as connection:
        if stored_fingerprint(connection) is None:
            raise EmptyKnowledgeBase(
                "The knowledge base is empty or was loaded by another version of the bot. Run 'make load' first."
            )
        ranker = connection.execute(select(tables.CONTENT_STATE.c.ranker)).scalar_one()
        sources = _entries(connection, Source, tables.SOURCES)
        topics = _entries(connection, Topic, tables.TOPICS)
        exercises = _entries(connection, Exercise, tables.EXERCISES, tables.EXERCISE_SOURCES)
        statements = _entries(connection, Statement, tables.STATEMENTS, tables.STATEMENT_SOURCES)
    exercises.sort(key=lambda exercise: (_DIFFICULTIES.index(exercise.difficulty), exercise.id))
    by_id = {statement.id: statement for statement in statements}
    in_order = [entry for topic in topics for entry in topic.statements]
    in_order += [entry for exercise in exercises for entry in exercise.statements]
    return KnowledgeBase(
        sources={source.id: source for source in sources},
        topics={topic.id: topic for topic in topics},
        exercises={exercise.id: exercise for exercise in exercises},
        statements={entry: by_id[entry] for entry in in_order},
        ranker=Ranker.loads(ranker),
    )


def _entries(
    connection: Connection, model: type[_Entry], table: Table, source_pairs: Optional[Table] = None
) -> list[_Entry]:
    rows = connection.execute(select(table).order_by(table.c.id)).mappings()
    if source_pairs is None:
        return [model.parse_obj(row) for row in rows]
    sources: dict[str, list[str]] = defaultdict(list)
    for owner, source, _ in connection.execute(select(source_pairs).order_by(source_pairs.c.position)):
        sources[owner].append(source)
    return [model.parse_obj({**row, "sources": sources[row["id"]]}) for row in rows]
