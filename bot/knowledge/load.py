"""Loads the content files into the database: `python -m bot.knowledge.load`. Safe to repeat."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any, Iterator

from sqlalchemy import create_engine, delete, insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.orm import Session

from bot.knowledge import tables
from bot.knowledge.retrieval import Paraphrase, Ranker
from bot.knowledge.schema import CONTENT, Content, Exercise, Statement, Topic, read_content
from bot.languages import LANGUAGES
from bot.reading.encoder import ENCODER_ID
from bot.reading.vector_cache import encode_many
from bot.server.settings import load_settings
from bot.yaml_files import ContentError

# Delete in this order: what refers to others goes first.
_TABLES = (
    tables.ParaphraseRow.__table__,
    tables.statement_sources,
    tables.exercise_sources,
    tables.StatementRow.__table__,
    tables.ExerciseRow.__table__,
    tables.TopicRow.__table__,
    tables.SourceRow.__table__,
    tables.ContentState.__table__,
)


def open_database(url: str) -> Engine:
    """Return an engine for the database URL; creates the folder of a SQLite file and missing tables."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, future=True)
    tables.Base.metadata.create_all(engine)
    return engine


def load(engine: Engine, folder: Path = CONTENT) -> bool:
    """Bring the database to the state of the content files, in one transaction.

    Returns:
        False when the database was up to date already.

    Raises:
        ContentError: the content is wrong; the database stays as it was.
    """
    fingerprint = _fingerprint(folder)
    with Session(engine, future=True) as session, session.begin():
        state = session.execute(select(tables.ContentState.fingerprint)).scalar_one_or_none()
        if state == fingerprint:
            return False
        content = read_content(folder)
        for table in _TABLES:
            session.execute(delete(table))
        _insert_content(session, content)
        ways = list(dict.fromkeys(paraphrases_of(content)))
        _insert_paraphrases(session, ways)
        ranker = Ranker.fit(ways, encode_many([way.text for way in ways]))
        session.add(tables.ContentState(id=1, fingerprint=fingerprint, ranker=ranker.dumps()))
    return True


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256(ENCODER_ID.encode())
    for path in sorted(folder.rglob("*.yml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _insert_content(session: Session, content: Content) -> None:
    session.add_all(tables.SourceRow(**source.dict()) for source in content.sources)
    session.add_all(_topic_row(topic) for topic in content.topics)
    session.add_all(_exercise_row(exercise) for exercise in content.exercises)
    session.flush()
    for topic in content.topics:
        _insert_statements(session, topic.statements, topic_id=topic.topic)
    for exercise in content.exercises:
        _insert_statements(session, exercise.statements, exercise_id=exercise.id)
        _link_sources(session, tables.exercise_sources, {"exercise_id": exercise.id}, exercise.sources)


def _insert_statements(session: Session, statements: list[Statement], **owner: str) -> None:
    for position, statement in enumerate(statements):
        session.add(
            tables.StatementRow(
                id=statement.id,
                position=position,
                text_en=statement.text.en,
                text_de=statement.text.de,
                from_seed=statement.from_seed,
                changes=statement.changes,
                conflict=statement.conflict,
                **owner,
            )
        )
    session.flush()
    for statement in statements:
        _link_sources(session, tables.statement_sources, {"statement_id": statement.id}, statement.sources)


def _link_sources(session: Session, table: Any, owner: dict[str, str], sources: list[str]) -> None:
    rows = [{**owner, "source_id": source, "position": place} for place, source in enumerate(dict.fromkeys(sources))]
    session.execute(insert(table), rows)


def _topic_row(topic: Topic) -> tables.TopicRow:
    return tables.TopicRow(
        id=topic.topic,
        group=topic.group,
        title_en=topic.title.en,
        title_de=topic.title.de,
        answer=list(topic.answer),
        always=list(topic.always),
        related=list(topic.related),
        **topic.review.dict(),
    )


def _exercise_row(exercise: Exercise) -> tables.ExerciseRow:
    return tables.ExerciseRow(
        id=exercise.id,
        series=exercise.series,
        title_en=exercise.title.en,
        title_de=exercise.title.de,
        difficulty=exercise.difficulty,
        goal=list(exercise.goal),
        position=exercise.position,
        equipment=list(exercise.equipment),
        dose=exercise.dose.dict(),
        summary_en=exercise.summary.en,
        summary_de=exercise.summary.de,
        steps=exercise.steps.dict(),
        not_when_en=exercise.not_when.en,
        not_when_de=exercise.not_when.de,
        from_seed=exercise.from_seed,
        **exercise.review.dict(),
    )


def paraphrases_of(content: Content) -> Iterator[Paraphrase]:
    """Yield every text a question is compared with."""
    for statement in content.statements():
        for language in LANGUAGES:
            for text in (getattr(statement.text, language), *getattr(statement.paraphrases, language)):
                yield Paraphrase("statement", statement.id, language, text)
    for topic in content.topics:
        for language in LANGUAGES:
            for text in (getattr(topic.title, language), *getattr(topic.general_questions, language)):
                yield Paraphrase("topic", topic.topic, language, text)
    for exercise in content.exercises:
        for language in LANGUAGES:
            for text in (getattr(exercise.title, language), *getattr(exercise.names, language)):
                yield Paraphrase("exercise", exercise.id, language, text)


def _insert_paraphrases(session: Session, ways: list[Paraphrase]) -> None:
    rows = [{"kind": way.kind, "target_id": way.target, "language": way.language, "text": way.text} for way in ways]
    session.execute(insert(tables.ParaphraseRow), rows)


def main() -> int:
    """Load the content files into the database named by DATABASE_URL."""
    from bot.server.first_start import encode_new_texts

    try:
        encode_new_texts()
        changed = load(open_database(load_settings().database_url))
    except ContentError as error:
        print(f"The knowledge base was not changed:\n{error}", file=sys.stderr)
        return 1
    print("Knowledge base loaded." if changed else "Knowledge base is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
