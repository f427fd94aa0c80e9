"""The state of a conversation: typed, frozen, versioned, and kept in Rasa's slots between turns."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, Mapping, Optional

from bot.dialogue.profile import Profile
from bot.knowledge.schema import EXERCISE_TOPICS
from bot.languages import Language, as_language
from bot.reading.person_facts import About
from bot.red_flags.triage import AlarmState

VERSION = 6
# Groups that somebody does not belong to have names that begin so.
NOT = "not_"
# Holds the whole state; the other slots repeat the parts that rules, stories and the form use.
SLOT = "conversation"

FORM = "exercise_form"
FormQuestion = Literal["red_flags_checked", "condition", "pain"]
REQUESTED_SLOT = "requested_slot"
# A question the person chose not to answer, or that does not matter for them.
SKIPPED = "skipped"
MAX_QUESTIONS = 1


@dataclass(frozen=True)
class LastAnswer:
    """What the last answer was about, so that "more", "why?" and "where does that come from?" make sense.

    `shown` are the statements of the topic shown so far, `cited` those of the last answer, `exercise` is the one that
    it explained, `question` what the person had asked. `offered` are the statements or topics that the last reply
    offered because none surely was the answer.
    """

    topic: Optional[str] = None
    shown: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    exercise: Optional[str] = None
    question: str = ""
    offered: tuple[str, ...] = ()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> LastAnswer:
        """Read what `asdict` wrote."""
        return cls(**{**data, **{key: tuple(data[key]) for key in ("shown", "cited", "offered")}})


@dataclass(frozen=True)
class CoachState:
    """The course of the exercise form.

    `asked` are the questions asked so far, `listed` the exercises suggested so far, `wanted` is the exercise that was
    asked for by name before the check for red flags. `reminded` says that the open
    question was repeated once after another question. `intro_text` (a text key), `intro_statements` and `variant`
    (another wording of the next question) apply only to the form's next message.
    """

    asked: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    wanted: Optional[str] = None
    reminded: bool = False
    intro_text: Optional[str] = None
    intro_statements: tuple[str, ...] = ()
    variant: Optional[str] = None

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> CoachState:
        """Read what `asdict` wrote."""
        lists = {key: tuple(data[key]) for key in ("asked", "listed", "intro_statements")}
        return cls(**{**data, **lists})

    def after_speaking(self) -> CoachState:
        """Return the state after the form's message: its introduction and variant are used up."""
        return replace(self, intro_text=None, intro_statements=(), variant=None)


@dataclass(frozen=True)
class ConversationState:
    """Everything the next turn needs to know.

    `informal` says whether the person says "du" to the bot. `offer` is the topic that a "yes" accepts, `introduced`
    says whether the bot has said what it is, `fingerprint` is a hash of the last reply's texts. `about` is whom the
    conversation is about, the person who writes or somebody else; `profile` is that person's, `other_profile` the
    other one's. `other_noted` says whether the bot has said that "you" means somebody else. `said` are the statements
    told so far, `felt` the feelings taken up. `pending` is a question that advice or a question on red flags went
    before. `form_question` is the exercise form's open question; Rasa keeps it.
    """

    language: Optional[Language] = None
    informal: bool = False
    introduced: bool = False
    offer: Optional[str] = None
    fingerprint: Optional[str] = None
    alarm: AlarmState = field(default_factory=AlarmState)
    about: About = "me"
    other_noted: bool = False
    profile: Profile = field(default_factory=Profile)
    other_profile: Profile = field(default_factory=Profile)
    said: tuple[str, ...] = ()
    felt: tuple[str, ...] = ()
    pending: str = ""
    coach: CoachState = field(default_factory=CoachState)
    last: LastAnswer = field(default_factory=LastAnswer)
    form_question: Optional[FormQuestion] = None

    def next_question(self) -> Optional[FormQuestion]:
        """Return the next question before exercises are suggested; None when enough is known."""
        if not self.alarm.screened:
            return "red_flags_checked"
        if len(self.coach.asked) >= MAX_QUESTIONS or self.needs_doctor_first:
            return None
        known = self.profile
        if known.pregnant is None and not known.knows_spine and "condition" not in self.coach.asked:
            return "condition"
        if known.pain is None and not known.pregnant and "pain" not in self.coach.asked:
            return "pain"
        return None

    @property
    def has_seen_exercises(self) -> bool:
        """Whether exercises were listed or explained, so that "another one" makes sense."""
        return bool(self.coach.listed or self.last.exercise)

    @property
    def talks_of_exercises(self) -> bool:
        """Whether the last answer was about exercises."""
        return self.last.exercise is not None or self.last.topic in EXERCISE_TOPICS.values()

    @property
    def knows_answer(self) -> bool:
        """Whether the form's open question has been answered in passing."""
        return {"condition": self._condition(), "pain": self._pain()}.get(str(self.form_question)) is not None

    @property
    def needs_doctor_first(self) -> bool:
        """Whether a doctor or physiotherapist has to choose the exercises."""
        return bool(self.profile.condition) and not self.profile.cleared and not self.profile.pregnant

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of `bot.knowledge.schema.Group` that the person belongs to; how urgent an alarm is comes first.

        Those that the person denied come last, as "not_over_65".
        """
        told = (f"alarm_{self.alarm.urgency}",) if self.alarm.is_alarmed else ()
        return (*told, *self.profile.all_groups, *(f"{NOT}{group}" for group in self.profile.not_groups))

    def as_slots(self) -> dict[str, Any]:
        """Return the slots to set. The form's slots are filled as soon as their question need not be asked."""
        whole = {key: value for key, value in asdict(self).items() if key != "form_question"}
        return {
            SLOT: {"version": VERSION, **whole},
            "language": self.language,
            "alarm": self.alarm.urgency if self.alarm.is_alarmed else None,
            "red_flags_checked": self.alarm.screened or None,
            "condition": self._condition(),
            "pain": self._pain(),
        }

    def _condition(self) -> Optional[str]:
        if self.profile.pregnant:
            return "pregnant"
        if self.profile.condition:
            return "spine"
        if self.profile.pregnant is False or self.profile.knows_spine:
            return "none"
        return SKIPPED if self._needs_no_answer("condition") else None

    def _pain(self) -> Optional[str]:
        return self.profile.pain or (SKIPPED if self._needs_no_answer("pain") else None)

    def _needs_no_answer(self, question: FormQuestion) -> bool:
        if not self.alarm.screened or self.form_question == question:
            return False
        enough_asked = question in self.coach.asked or len(self.coach.asked) >= MAX_QUESTIONS
        return enough_asked or self.needs_doctor_first or (question == "pain" and bool(self.profile.pregnant))

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any], active_form: Optional[str] = None) -> ConversationState:
        """Read the slots of a conversation.

        Args:
            slots: all slots by name.
            active_form: the name of the form that is open.

        Raises:
            KeyError, TypeError: the state is damaged.
        """
        data = slots.get(SLOT)
        if not isinstance(data, Mapping):
            return cls(language=as_language(slots.get("language")))
        if data.get("version") != VERSION:
            # After an update of the bot a kept conversation begins anew, but what was reported still counts.
            alarm = AlarmState.from_slot(data["alarm"])
            return cls(language=as_language(slots.get("language")), introduced=True, alarm=alarm)
        named = ("language", "informal", "introduced", "offer", "fingerprint", "about", "other_noted", "pending")
        plain = {key: data[key] for key in named}
        return cls(
            **plain,
            alarm=AlarmState.from_slot(data["alarm"]),
            profile=Profile.from_data(data["profile"]),
            other_profile=Profile.from_data(data["other_profile"]),
            said=tuple(data["said"]),
            felt=tuple(data["felt"]),
            coach=CoachState.from_data(data["coach"]),
            last=LastAnswer.from_data(data["last"]),
            form_question=slots.get(REQUESTED_SLOT) if active_form == FORM else None,
        )
