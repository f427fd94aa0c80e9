"""Loads the content files into the database. Safe to repeat."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Iterable, Iterator, Union

from sqlalchemy import Table, insert
from sqlalchemy.engine import Connection, Engine

from bot.knowledge import retrieval, tables
from bot.knowledge.content_files import CONTENT, Content, read_content
from bot.knowledge.database import exclusive_transaction, recreate_tables, stored_fingerprint
from bot.knowledge.retrieval import Paraphrase, Ranker
from bot.knowledge.schema import Exercise, Statement
from bot.languages import LANGUAGES
from bot.reading.encoder import ENCODER_ID
from bot.reading.question_encoder import QUESTION_ENCODER_ID
from bot.reading.vector_cache import encode_many


def load(engine: Engine, folder: Path = CONTENT) -> bool:
    """Replace the database's content with that of the content files, in one transaction, whatever its version.

    Returns:
        False if the database was already up to date.

    Raises:
        ContentError: the content is wrong; the database stays as it was.
        TableNamesTaken: the database has tables with our names that we did not create; it stays as it was.
    """
    fingerprint = _fingerprint(folder)
    with engine.connect() as connection:
        if stored_fingerprint(connection) == fingerprint:
            return False
    content = read_content(folder)
    paraphrases = list(dict.fromkeys(paraphrases_of(content)))
    vectors = encode_many([paraphrase.text for paraphrase in paraphrases])
    questions = [paraphrase.text for paraphrase in paraphrases if not paraphrase.is_answer]
    ranker = Ranker.fit(paraphrases, vectors, encode_many(questions, encoder="questions")).dumps()
    with exclusive_transaction(engine) as connection:
        # Another loader may have finished in the meantime.
        if stored_fingerprint(connection) == fingerprint:
            return False
        recreate_tables(connection)
        _insert_content(connection, content)
        state = {"layout": tables.LAYOUT, "fingerprint": fingerprint, "ranker": ranker}
        connection.execute(insert(tables.CONTENT_STATE), state)
    return True


def _fingerprint(folder: Path) -> str:
    # The fitted ranking is stored as well, so the code and the encoder that make it count too.
    ids = f"{ENCODER_ID} {QUESTION_ENCODER_ID}"
    digest = hashlib.sha256(ids.encode() + Path(retrieval.__file__).read_bytes())
    for path in sorted(folder.rglob("*.yml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _insert_content(connection: Connection, content: Content) -> None:
    for table, entries in (
        (tables.SOURCES, content.sources),
        (tables.TOPICS, content.topics),
        (tables.EXERCISES, content.exercises),
        (tables.STATEMENTS, content.statements),
    ):
        _insert(connection, table, [tables.row_of(entry) for entry in entries])
    _insert(connection, tables.EXERCISE_SOURCES, _pairs("exercise", content.exercises))
    _insert(connection, tables.STATEMENT_SOURCES, _pairs("statement", content.statements))


def _insert(connection: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _pairs(owner: str, entries: Union[Iterable[Exercise], Iterable[Statement]]) -> list[dict[str, object]]:
    return [
        {owner: entry.id, "source": source, "position": position}
        for entry in entries
        for position, source in enumerate(dict.fromkeys(entry.sources))
    ]


def paraphrases_of(content: Content) -> Iterator[Paraphrase]:
    """Yield every text that questions are compared with."""
    for statement in content.statements:
        for language in LANGUAGES:
            yield Paraphrase("statement", statement.id, language, statement.text[language], is_answer=True)
            for text in (statement.question[language], *statement.paraphrases[language]):
                yield Paraphrase("statement", statement.id, language, text)
    for topic in content.topics:
        for language in LANGUAGES:
            for text in (topic.title[language], *topic.general_questions[language]):
                yield Paraphrase("topic", topic.id, language, text)
    for exercise in content.exercises:
        for language in LANGUAGES:
            for text in (exercise.title[language], *exercise.names[language]):
                yield Paraphrase("exercise", exercise.id, language, text)
