"""The models of content entries. Errors name the file, the entry and the field.

The same models are what is stored (`bot.knowledge.tables`) and what the conversation reads
(`bot.knowledge.knowledge_base`). In the files, statements are written inside their topic or exercise; everywhere else
they are entries of their own, and the owner lists their ids.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Optional

from pydantic import BaseModel, Extra, Field, constr, root_validator, validator

from bot.languages import LANGUAGES, Language

# The topic that exercises of a series and their statements belong to.
EXERCISE_TOPICS = {"general": "exercise_specific", "pregnancy": "exercise_pregnancy"}

# What a statement says about its exercise; explained in `Statement`.
Role = Literal["dose", "level", "equipment", "when", "evidence", "purpose", "variant", "technique", "caution"]
# Occasions on which a statement is given unasked; explained in `Statement`.
Use = Literal[
    "office_advice", "time_until_effect", "ask_doctor_first", "weekly_plan", "what_to_tell", "lists_exercises"
]
# People for whom something else may hold than for most; `other_medicines` are taken regularly, `asthma` stands for
# allergies to painkillers as well, `kidney` for the liver, `abroad` for any country but Germany, Austria, Switzerland,
# `spine` for a condition of the spine of which no more is known.
# The last three were just told to call an ambulance, to see a doctor today, or within days.
Group = Literal[
    "pregnant",
    "after_birth",
    "under_18",
    "over_65",
    "blood_thinner",
    "other_medicines",
    "stomach",
    "kidney",
    "heart",
    "asthma",
    "spine",
    "disc",
    "stenosis",
    "osteoporosis",
    "fracture",
    "inflammation",
    "diabetes",
    "cancer",
    "operation",
    "private_insurance",
    "austria",
    "switzerland",
    "abroad",
    "alarm_emergency",
    "alarm_urgent",
    "alarm_soon",
]

# The question of a statement is the text of a button.
_LONGEST_QUESTION = 56

# These say what the person was told, not what they are.
ALARM_GROUPS = frozenset({"alarm_emergency", "alarm_urgent", "alarm_soon"})

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
    """A text in both languages: `text["en"]` or `text.en`."""

    en: Text
    de: Text

    def __getitem__(self, language: Language) -> str:
        return self.en if language == "en" else self.de


class BilingualList(_Entry):
    """Lists of texts in both languages: `texts["en"]` or `texts.en`."""

    en: list[Text] = Field(min_items=1)
    de: list[Text] = Field(min_items=1)

    def __getitem__(self, language: Language) -> list[str]:
        return self.en if language == "en" else self.de


class Review(_Entry):
    """Who is responsible for an entry, and when it is due for review."""

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
        dates = {key: str(values[key]) for key in ("published", "updated") if values.get(key) is not None}
        return {**values, **dates}

    def as_envelope(self) -> dict[str, Any]:
        """Return the source as it appears in the envelope."""
        return {
            "id": self.id,
            "title": self.title,
            "publisher": self.publisher,
            "url": self.url,
            "updated": self.updated or self.published,
        }


class Statement(_Entry):
    """One fact, its sources, and the ways people ask for it.

    Attributes:
        topic: the topic it belongs to; given by its place in the files.
        exercise: the exercise it is about, if any; given by its place in the files.
        question: the one short question that it answers; offered as a button to people whose question is unclear.
        role: what it says about its exercise; every statement of an exercise has one, no other statement has.
            `dose` how much, `level` how hard, `equipment` what is needed or can replace it, `when` its place in a
            workout, `evidence` what is known of its effect: the exercise card has these elsewhere or leaves them to
            questions. `purpose` what it is for and which muscles work, `technique` how to do it well, `variant` an
            easier, harder or other way: on the card. `caution` when to leave it out or take care: first on the card.
        use: an occasion on which it is given unasked: `office_advice` to people who want exercises for work,
            `time_until_effect` to people who ask how long until the exercises help, `ask_doctor_first` to people with
            an illness of the spine, `weekly_plan` to people who want a plan. Before `what_to_tell` people with a
            warning sign hear what to tell about that. Who asks for what `lists_exercises` tells is shown exercises.
        picture: a picture that shows what the statement says.
        supposes: whom its question is about: it is found less easily by others, unless their question is about that.
        only_for: told only to these people, or when the question itself is about them.
        not_for: the people who must not be told this, and the statement that they are told instead.
        same_as: statements that say much the same; only one of them is told.
    """

    id: Id
    topic: Id
    exercise: Optional[Id]
    question: Bilingual
    role: Optional[Role]
    use: Optional[Use]
    picture: Optional[Literal["effect_chart"]]
    text: Bilingual
    paraphrases: BilingualList
    sources: list[Id] = Field(min_items=1)
    from_seed: bool
    changes: Literal["never", "slow", "yearly"] = "never"
    conflict: Optional[str]
    supposes: list[Group] = []
    only_for: list[Group] = []
    not_for: dict[Group, Id] = {}
    same_as: list[Id] = []

    @root_validator(skip_on_failure=True)
    def _role_only_for_exercises(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["exercise"] and not values["role"]:
            raise ValueError("a statement of an exercise needs a 'role', such as dose or technique")
        if values["role"] and not values["exercise"]:
            raise ValueError("only statements of exercises have a 'role'; remove it")
        return values

    @validator("question")
    def _question_for_button(cls, question: Bilingual) -> Bilingual:
        for language in LANGUAGES:
            if not question[language].endswith("?") or len(question[language]) > _LONGEST_QUESTION:
                raise ValueError(f"write a question of at most {_LONGEST_QUESTION} characters that ends with '?'")
        return question


class Topic(_Entry):
    """A topic and its statements: `answer` is the short answer, `always` is part of every answer on the topic.

    Attributes:
        during_alarm: `wait` if the topic has to wait while an alarm persists, `tell` if it can do no harm meanwhile.
        reassures: whether it reassures people without red flags; it waits even while the bot only asks about one.
        answers_coach: whether its words may also answer the exercise form ("it hurts"), so that they do not change the
            subject while the form waits for an answer.
        not_for: holds for every statement of the topic that is not `only_for` the same people.
    """

    id: Id
    group: Literal["exercise", "painkillers", "red_flags", "coverage", "everyday", "understanding"]
    during_alarm: Literal["tell", "wait"]
    reassures: bool = False
    answers_coach: bool = False
    title: Bilingual
    answer: list[Id] = Field(min_items=1)
    always: list[Id] = []
    related: list[Id] = Field(min_items=1, max_items=3)
    review: Review
    statements: list[Id] = Field(min_items=1)
    general_questions: BilingualList
    not_for: dict[Group, Id] = {}

    @root_validator(skip_on_failure=True)
    def _answer_from_statements(cls, values: dict[str, Any]) -> dict[str, Any]:
        unknown = [entry for entry in (*values["answer"], *values["always"]) if entry not in values["statements"]]
        if unknown:
            raise ValueError(f"'answer' or 'always' names statements that are not in this file: {', '.join(unknown)}")
        return values

    @root_validator(skip_on_failure=True)
    def _reassurance_waits(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["reassures"] and values["during_alarm"] != "wait":
            raise ValueError("a topic with 'reassures: true' must wait during an alarm; set 'during_alarm: wait'")
        return values


class Dose(_Entry):
    """How much of an exercise; null where the source says nothing."""

    hold_seconds: Optional[tuple[int, int]]
    breaths: Optional[tuple[int, int]]
    repetitions: Optional[int]
    sets: Optional[tuple[int, int]]

    @root_validator(pre=True)
    def _single_numbers_as_ranges(cls, values: dict[str, Any]) -> dict[str, Any]:
        ranges = {key: values.get(key) for key in ("hold_seconds", "breaths", "sets")}
        return {**values, **{key: (value, value) for key, value in ranges.items() if isinstance(value, int)}}


class Exercise(_Entry):
    """One exercise with everything a person needs to do it.

    Attributes:
        pregnancy_version: the exercise that replaces this one in pregnancy.
        either_way: whether its picture shows two ways to do it.
        not_for: people to whom it is not suggested.
    """

    id: Id
    series: Literal["general", "pregnancy"]
    pregnancy_version: Optional[Id]
    either_way: bool = False
    title: Bilingual
    names: BilingualList
    difficulty: Optional[Literal["easy", "medium", "hard"]]
    goal: list[Literal["strengthen", "stretch", "relax"]] = Field(min_items=1)
    position: Literal["supine", "prone", "all_fours", "sitting", "standing", "plank", "ball"]
    equipment: list[Id]
    dose: Dose
    summary: Bilingual
    steps: BilingualList
    statements: list[Id] = Field(min_items=1)
    not_when: Bilingual
    not_for: list[Group] = []
    sources: list[Id] = Field(min_items=1)
    from_seed: bool
    review: Review

    @root_validator(skip_on_failure=True)
    def _version_only_of_general_exercises(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["pregnancy_version"] and values["series"] == "pregnancy":
            raise ValueError("only exercises of the general series have a 'pregnancy_version'; remove it")
        return values

    @property
    def topic(self) -> str:
        """The topic that the exercise belongs to."""
        return EXERCISE_TOPICS[self.series]
