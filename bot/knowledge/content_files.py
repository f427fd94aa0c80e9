"""Reads and checks the content files. Errors name the file, the entry, the field and what to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Iterable, TypeVar, Union

from bot.knowledge.schema import BilingualList, Exercise, Source, Statement, Topic
from bot.languages import LANGUAGES
from bot.yaml_files import ContentError, parse, read_yaml

CONTENT = Path(__file__).parent / "content"

_Owner = TypeVar("_Owner", Topic, Exercise)


@dataclass(frozen=True)
class Content:
    """The whole knowledge base as written in the content files, each part in reading order."""

    sources: list[Source]
    topics: list[Topic]
    exercises: list[Exercise]
    statements: list[Statement]


@lru_cache(maxsize=1)
def topic_names() -> frozenset[str]:
    """Return the ids of all topics, from the names of their files."""
    return frozenset(path.stem for path in (CONTENT / "topics").glob("*.yml"))


def read_content(folder: Path = CONTENT) -> Content:
    """Read and check all content files.

    Raises:
        ContentError: names file, entry, field and what to do.
    """
    statements: list[Statement] = []
    content = Content(
        sources=[
            parse(Source, entry, path)
            for path in sorted(folder.glob("sources/*.yml"))
            for entry in _entries(read_yaml(path), "sources", path)
        ],
        topics=[_read_owner(Topic, path, statements) for path in sorted(folder.glob("topics/*.yml"))],
        exercises=[_read_owner(Exercise, path, statements) for path in sorted(folder.glob("exercises/*.yml"))],
        statements=statements,
    )
    _add_asked_questions(statements, folder)
    _check_ids(content, folder)
    _check_questions(content, folder)
    _check_references(content, folder)
    return content


def _read_owner(model: type[_Owner], path: Path, statements: list[Statement]) -> _Owner:
    """Return the topic or exercise that a file is about, and add its statements to `statements`."""
    entry = read_yaml(path)
    facts = _entries(entry, "statements", path)
    # A missing id is reported below, when the statement itself is parsed.
    owner = parse(model, {**entry, "statements": [fact["id"] for fact in facts if fact.get("id")]}, path)
    if owner.id != path.stem:
        raise ContentError(f"{path}: entry {owner.id!r}, field 'id': the file must be called {owner.id}.yml.")
    exercise = owner.id if isinstance(owner, Exercise) else None
    topic = owner.topic if isinstance(owner, Exercise) else owner.id
    for number, fact in enumerate(facts, start=1):
        given = {"topic", "exercise"} & set(fact)
        if given:
            raise ContentError(
                f"{path}: entry '{owner.id} / {fact.get('id')}', field {min(given)!r}: remove it; "
                "the file says where the statement belongs."
            )
        within = owner.id if fact.get("id") else f"{owner.id} / statement {number}"
        statements.append(parse(Statement, {**fact, "topic": topic, "exercise": exercise}, path, within))
    return owner


def _add_asked_questions(statements: list[Statement], folder: Path) -> None:
    """Add the questions of `asked/` to the paraphrases of the statements that answer them."""
    places = {statement.id: place for place, statement in enumerate(statements)}
    for path in sorted(folder.glob("asked/*.yml")):
        for name, questions in (read_yaml(path).get("asked") or {}).items():
            if name not in places:
                raise ContentError(f"{path}: entry {name!r}: there is no such statement; correct the id or remove it.")
            own = statements[places[name]]
            texts = {
                language: [*own.paraphrases[language], *map(str, questions.get(language) or [])]
                for language in LANGUAGES
            }
            statements[places[name]] = own.copy(update={"paraphrases": BilingualList(**texts)})


def _entries(content: Any, field: str, path: Path) -> list[dict[str, Any]]:
    entries = content.get(field) if isinstance(content, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ContentError(f"{path}: field {field!r}: expected a list of entries with named fields.")
    return entries


def _check_ids(content: Content, folder: Path) -> None:
    for kind, entries in (
        ("source", content.sources),
        ("topic", content.topics),
        ("exercise", content.exercises),
        ("statement", content.statements),
    ):
        for name, count in Counter(entry.id for entry in entries).items():
            if count > 1:
                raise ContentError(f"{folder}: entry {name!r}, field 'id': two {kind}s have this id; rename one.")


def _check_questions(content: Content, folder: Path) -> None:
    """Check that no two statements have the same question: as buttons they could not be told apart."""
    for language in LANGUAGES:
        known: dict[str, Statement] = {}
        for statement in content.statements:
            question = statement.question[language]
            other = known.setdefault(question.casefold(), statement)
            if other is not statement:
                raise ContentError(
                    f"{folder / _file_of(statement)}: entry {statement.id!r}, field 'question': {other.id!r} has the "
                    f"same ({question!r}); say what sets this one apart."
                )


def _check_references(content: Content, folder: Path) -> None:
    sources = {source.id for source in content.sources}
    topics = {topic.id for topic in content.topics}
    in_pregnancy = {exercise.id for exercise in content.exercises if exercise.series == "pregnancy"}
    statements = {statement.id for statement in content.statements}
    for topic in content.topics:
        _check(topic, "related", topic.related, topics, "topic", folder)
        _check(topic, "not_for", topic.not_for.values(), statements, "statement", folder)
    for exercise in content.exercises:
        _check(exercise, "series", [exercise.topic], topics, "topic", folder)
        _check(exercise, "sources", exercise.sources, sources, "source", folder)
        versions = filter(None, [exercise.pregnancy_version])
        _check(exercise, "pregnancy_version", versions, in_pregnancy, "exercise for pregnancy", folder)
    for statement in content.statements:
        _check(statement, "sources", statement.sources, sources, "source", folder)
        _check(statement, "not_for", statement.not_for.values(), statements, "statement", folder)
        _check(statement, "same_as", statement.same_as, statements, "statement", folder)


def _check(
    entry: Union[Topic, Exercise, Statement], field: str, named: Iterable[str], known: set[str], kind: str, folder: Path
) -> None:
    for name in named:
        if name not in known:
            raise ContentError(
                f"{folder / _file_of(entry)}: entry {entry.id!r}, field {field!r}: there is no {kind} {name!r}; "
                "correct the id or add it."
            )


def _file_of(entry: Union[Topic, Exercise, Statement]) -> str:
    if isinstance(entry, Statement):
        return f"exercises/{entry.exercise}.yml" if entry.exercise else f"topics/{entry.topic}.yml"
    return f"topics/{entry.id}.yml" if isinstance(entry, Topic) else f"exercises/{entry.id}.yml"
