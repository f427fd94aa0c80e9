"""What a valid content entry is. Errors name the file, the entry and the field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterator, Literal, Optional

from pydantic import BaseModel, Extra, Field, constr, root_validator

from bot.yaml_files import ContentError, parse, read_yaml

CONTENT = Path(__file__).parent / "content"

if TYPE_CHECKING:
    Id = str
    Text = str
    Address = str
    LanguageCode = str
else:
    Id = constr(regex=r"^[a-z][a-z0-9_]*$", max_length=48)
    Text = constr(min_length=2, strip_whitespace=True)
    Address = constr(regex=r"^https?://\S+$")
    LanguageCode = constr(regex=r"^[a-z]{2}$")


class _Entry(BaseModel):
    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid
        allow_mutation = False


class Bilingual(_Entry):
    """A text in both languages."""

    en: Text
    de: Text


class BilingualList(_Entry):
    """Lists of texts in both languages."""

    en: list[Text] = Field(min_items=1)
    de: list[Text] = Field(min_items=1)


class Review(_Entry):
    """Who answers for an entry, and until when."""

    authored_by: str
    checked_by: str
    reviewed: date
    next_review: date


class Source(_Entry):
    """Where a statement comes from."""

    id: Id
    title: str
    publisher: str
    url: Optional[Address]
    language: LanguageCode
    published: Optional[str]
    updated: Optional[str]
    checked_on: date
    trust: Literal["high", "medium", "low"]
    from_seed: bool
    country: Literal["de", "gb", "int", "at", "ch"]
    note: Optional[str]

    @root_validator(pre=True)
    def _dates_as_text(cls, values: dict[str, Any]) -> dict[str, Any]:
        # A source may name a day, a month or only a year: kept as text.
        for key in ("published", "updated"):
            if values.get(key) is not None:
                values[key] = str(values[key])
        return values


class Statement(_Entry):
    """One fact, its sources, and how people ask for it."""

    id: Id
    text: Bilingual
    paraphrases: BilingualList
    sources: list[Id] = Field(min_items=1)
    from_seed: bool
    changes: Literal["never", "slow", "yearly"] = "never"
    conflict: Optional[str]


class Topic(_Entry):
    """A topic: its statements; `answer` makes the short answer, `always` is told with every answer of the topic."""

    id: Id
    group: Literal["exercise", "painkillers", "warning_signs", "coverage", "understanding"]
    title: Bilingual
    answer: list[Id] = Field(min_items=1)
    always: list[Id] = []
    related: list[Id] = Field(min_items=1, max_items=3)
    review: Review
    statements: list[Statement] = Field(min_items=1)
    general_questions: BilingualList

    @root_validator(skip_on_failure=True)
    def _answer_from_statements(cls, values: dict[str, Any]) -> dict[str, Any]:
        known = {statement.id for statement in values["statements"]}
        unknown = [entry for entry in (*values["answer"], *values["always"]) if entry not in known]
        if unknown:
            raise ValueError(f"answer or always names statements that are not in this file: {', '.join(unknown)}")
        return values


class Dose(_Entry):
    """How much of an exercise; null where the source says nothing."""

    hold_seconds: Optional[tuple[int, int]]
    breaths: Optional[tuple[int, int]]
    repetitions: Optional[int]
    sets: Optional[tuple[int, int]]

    @root_validator(pre=True)
    def _single_numbers_as_ranges(cls, values: dict[str, Any]) -> dict[str, Any]:
        for key in ("hold_seconds", "breaths", "sets"):
            if isinstance(values.get(key), int):
                values[key] = (values[key], values[key])
        return values


class Exercise(_Entry):
    """One exercise with everything a person needs to do it."""

    id: Id
    series: Literal["general", "pregnancy"]
    title: Bilingual
    names: BilingualList
    difficulty: Optional[Literal["easy", "medium", "hard"]]
    goal: list[Literal["strengthen", "stretch", "relax"]] = Field(min_items=1)
    position: Literal["supine", "prone", "all_fours", "sitting", "standing", "plank", "ball"]
    equipment: list[Id]
    dose: Dose
    summary: Bilingual
    steps: BilingualList
    statements: list[Statement] = Field(min_items=1)
    not_when: Bilingual
    sources: list[Id] = Field(min_items=1)
    from_seed: bool
    review: Review


@dataclass(frozen=True)
class Content:
    """The whole knowledge base as written in the content files."""

    sources: list[Source]
    topics: list[Topic]
    exercises: list[Exercise]

    def statements(self) -> Iterator[Statement]:
        """Yield every statement of topics and exercises."""
        for topic in self.topics:
            yield from topic.statements
        for exercise in self.exercises:
            yield from exercise.statements


def read_content(folder: Path = CONTENT) -> Content:
    """Read and check all content files.

    Raises:
        ContentError: names file, entry and field of the first file that is wrong.
    """
    content = Content(
        sources=[
            parse(Source, entry, path)
            for path in sorted(folder.glob("sources/*.yml"))
            for entry in (read_yaml(path) or {}).get("sources") or []
        ],
        topics=[parse(Topic, read_yaml(path), path) for path in sorted(folder.glob("topics/*.yml"))],
        exercises=[parse(Exercise, read_yaml(path), path) for path in sorted(folder.glob("exercises/*.yml"))],
    )
    _check_references(content, folder)
    return content


def _check_references(content: Content, folder: Path) -> None:
    _refuse_duplicates("source", [source.id for source in content.sources], folder)
    _refuse_duplicates("topic", [topic.id for topic in content.topics], folder)
    _refuse_duplicates("exercise", [exercise.id for exercise in content.exercises], folder)
    _refuse_duplicates("statement", [statement.id for statement in content.statements()], folder)
    sources = {source.id for source in content.sources}
    topics = {topic.id for topic in content.topics}
    named = [(statement.id, statement.sources) for statement in content.statements()]
    named += [(exercise.id, exercise.sources) for exercise in content.exercises]
    for entry, used in named:
        for source in set(used) - sources:
            raise ContentError(f"{folder}: entry {entry!r}, field 'sources': no source has the id {source!r}.")
    for topic in content.topics:
        for related in set(topic.related) - topics:
            raise ContentError(
                f"{folder / 'topics' / (topic.id + '.yml')}: entry {topic.id!r}, field 'related': "
                f"there is no topic {related!r}."
            )


def _refuse_duplicates(kind: str, ids: list[str], folder: Path) -> None:
    seen: set[str] = set()
    for entry in ids:
        if entry in seen:
            raise ContentError(f"{folder}: entry {entry!r}, field 'id': two {kind}s have this id; rename one.")
        seen.add(entry)
