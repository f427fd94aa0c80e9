"""Loads the content files into the database. Safe to repeat."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Iterable, Iterator, Sequence, Union

from sqlalchemy import Table, insert
from sqlalchemy.engine import Connection, Engine

from bot.knowledge import retrieval, tables
from bot.knowledge.chat_messages import ChatMessage, chat_message_files, read_chat_messages
from bot.knowledge.content_files import CONTENT, Content, read_content
from bot.knowledge.database import exclusive_transaction, recreate_tables, stored_fingerprint
from bot.knowledge.retrieval import MOST_CHARACTERS_BEFORE, KnownQuestion, Ranker
from bot.knowledge.schema import Exercise, Statement
from bot.languages import LANGUAGES
from bot.reading.question_encoder import QUESTION_ENCODER_ID
from bot.reading.vector_cache import encode_many

# How people ask for an exercise as a whole.
_HOW_TO_DO = {"en": "how do I do the {}", "de": "wie geht {}"}


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
    questions = known_questions(content, read_chat_messages())
    vectors = encode_many([question.encoded_as for question in questions], encoder="questions")
    ranker = Ranker.fit(questions, vectors).dumps()
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
    # The ranking is stored as well, so the code and the encoder that make it count too.
    digest = hashlib.sha256(QUESTION_ENCODER_ID.encode() + Path(retrieval.__file__).read_bytes())
    for path in sorted(folder.rglob("*.yml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for path in chat_message_files():
        digest.update(path.read_bytes() + b"\0")
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


def known_questions(content: Content, messages: Sequence[ChatMessage] = ()) -> list[KnownQuestion]:
    """Return every way to ask for something of the content, each once.

    Args:
        content: the content, with its paraphrases.
        messages: messages of chats; those that nothing in the content answers are left out.
    """
    statements = {statement.id for statement in content.statements}
    asked = [
        KnownQuestion("statement", answer, message.text, message.before[-MOST_CHARACTERS_BEFORE:])
        for message in messages
        for answer in message.answers
        if answer in statements
    ]
    return list(dict.fromkeys([*_paraphrases(content), *asked]))


def _paraphrases(content: Content) -> Iterator[KnownQuestion]:
    for language in LANGUAGES:
        for statement in content.statements:
            for text in (statement.question[language], *statement.paraphrases[language]):
                yield KnownQuestion("statement", statement.id, text)
        for topic in content.topics:
            for text in (topic.title[language], *topic.general_questions[language]):
                yield KnownQuestion("topic", topic.id, text)
        for exercise in content.exercises:
            how = _HOW_TO_DO[language].format(exercise.title[language])
            for text in (exercise.title[language], how, *exercise.names[language]):
                yield KnownQuestion("exercise", exercise.id, text)
