"""Plans of replies: made first, then checked by safety, then built into a reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Union

from bot.dialogue.reply import Kind


@dataclass(frozen=True)
class Statements:
    """Statements of a topic.

    Args:
        topic: the topic.
        statements: their ids, the one that answers the question first.
        shown: ids that were given before.
        options: further topics to offer.
        exercise: the exercise that the answer is about, if any.
        facts_used: what is known about the person and changed the answer (`bot.dialogue.suitability`).
        repeats: whether the first statement was told before.
        nearby: statements that fit the question nearly as well; their questions are offered as buttons.
        is_sure: whether the first statement fits so well that it may be told a second time.
    """

    topic: str
    statements: tuple[str, ...]
    shown: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    exercise: Optional[str] = None
    facts_used: tuple[str, ...] = ()
    repeats: bool = False
    nearby: tuple[str, ...] = ()
    is_sure: bool = True


@dataclass(frozen=True)
class Choice:
    """Statements of which none surely answers what was asked: their questions are offered, best first.

    Without any, the bot says that it does not know. `topic` is that of the first. `again` says that the reply before
    offered questions as well.
    """

    topic: str
    statements: tuple[str, ...]
    again: bool = False


@dataclass(frozen=True)
class AskFirst:
    """What is told instead to people of these groups was told before: only somebody who knows them can say more."""

    topic: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class ExerciseCard:
    """One exercise, explained."""

    topic: str
    exercise: str


@dataclass(frozen=True)
class ExerciseRequest:
    """Exercises are asked for, so the exercise form takes over.

    `intro` comes before its first question; `exercise` is the one asked for by name.
    """

    topic: str
    intro: Optional[Statements] = None
    exercise: Optional[str] = None


@dataclass(frozen=True)
class TwoAnswers:
    """Two questions of one message, both answered."""

    first: Union[Statements, ExerciseCard]
    second: Union[Statements, ExerciseCard]

    @property
    def topic(self) -> str:
        """The topic of the first answer."""
        return self.first.topic


@dataclass(frozen=True)
class SourceList:
    """Where the statements of the last answer come from."""

    statements: tuple[str, ...]
    topic: str = "sources_evidence"


@dataclass(frozen=True)
class FixedText:
    """One of the fixed texts of `texts/*.yml`.

    Args:
        key: the key of the text.
        topic: the topic for the envelope.
        kind: the kind for the envelope.
        starters: whether the main topics are offered as buttons.
        offer: the topic that a "yes" accepts; it and red flags are offered as buttons.
        reassures: whether it reassures people without red flags, and so has to wait during an alarm.
    """

    key: str
    topic: Optional[str]
    kind: Kind = "smalltalk"
    starters: bool = False
    offer: Optional[str] = None
    reassures: bool = False


@dataclass(frozen=True)
class Clarification:
    """Asks which of a few topics is meant."""

    options: tuple[str, ...]
    topic: None = None


@dataclass(frozen=True)
class Objection:
    """The last answer, on this topic, did not fit."""

    topic: str


@dataclass(frozen=True)
class InShort:
    """The last answer once more, in one sentence."""

    topic: str
    statement: str


KnowledgePlan = Union[Statements, Choice, ExerciseCard, ExerciseRequest, TwoAnswers, SourceList]
Plan = Union[KnowledgePlan, AskFirst, FixedText, Clarification, Objection, InShort]
