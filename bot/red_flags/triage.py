"""What a message means for safety in the course of a conversation: escalate, ask, remember, let go.

Pure functions over the memory of the conversation and what the detectors made of the message.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Collection, Literal, Mapping, Optional, Sequence

from bot.red_flags.categories import UNSPECIFIED, red_flag_categories
from bot.red_flags.detector import Assessment
from bot.red_flags.findings import Finding
from bot.red_flags.questions import Choice, ScreeningItem, questions
from bot.red_flags.rules import categories_of
from bot.red_flags.urgency import URGENCIES, Urgency, most_urgent
from bot.red_flags.user_responses import (
    AGREES,
    CALLED,
    DENIES,
    DOCTOR_SEEN,
    ELSEWHERE,
    NONE_OF_THESE,
    NOT_MEANT,
    SOMETHING,
    UNSURE,
)

SCREENING = "screening"
WHICH_SIGN = "which_sign"
# A person who says that it gets worse is asked about the warning signs again.
_WORSE = "getting_worse"

DecisionKind = Literal[
    "escalate",  # send to a doctor
    "ask",  # one precise question
    "screen",  # the rest of the list of warning signs
    "which",  # which of the list it is
    "called",  # help is on its way
    "doctor_seen",  # a doctor has looked at it
    "taken_back",  # a clear no to "is it really so?"
    "cleared",  # a clear no to a question
    "passed",  # none of the list
    "failed",  # a detector broke and the message cannot be judged
]


@dataclass(frozen=True)
class AlarmState:
    """What the conversation remembers about safety.

    `flags` are the reported categories with their urgency, until taken back. `question` is the open question: a
    category, a choice of `questions.yml`, `SCREENING` or `WHICH_SIGN`; `doubting` says that it asks once more about a
    flag already raised. `denied` are concepts denied in
    answer to the screening, `waiting` is the exercise topic to go on
    with after the screening.
    """

    flags: dict[str, Urgency] = field(default_factory=dict)
    called: bool = False
    doctor_seen: bool = False
    question: Optional[str] = None
    doubting: bool = False
    screened: bool = False
    denied: tuple[str, ...] = ()
    waiting: Optional[str] = None

    @property
    def urgency(self) -> Optional[Urgency]:
        """The highest urgency reported and not taken back."""
        return most_urgent(list(self.flags.values()))

    @property
    def is_alarmed(self) -> bool:
        """Whether a warning sign stands that no doctor has looked at."""
        return bool(self.flags) and not self.doctor_seen

    @property
    def red_flags(self) -> list[str]:
        """The reported categories, most serious first."""
        return sorted(self.flags, key=lambda category: URGENCIES.index(self.flags[category]))

    def without_question(self) -> AlarmState:
        """Return the memory with no question open."""
        return replace(self, question=None, doubting=False)

    def screening_left(self, denied: Optional[Collection[str]] = None) -> list[ScreeningItem]:
        """Return the lines of the screening that are not denied yet."""
        said = self.denied if denied is None else denied
        return [item for item in questions().screening if not item.is_denied(said)]

    def as_slot(self) -> dict[str, Any]:
        """Return plain data, for a slot."""
        return asdict(self)

    @classmethod
    def from_slot(cls, value: Any) -> AlarmState:
        """Read what `as_slot` wrote; anything else is an empty memory."""
        if not isinstance(value, Mapping):
            return cls()
        return cls(**{**value, "denied": tuple(value.get("denied") or ())})


@dataclass(frozen=True)
class TriageDecision:
    """What the bot does now, and what it remembers afterwards."""

    kind: DecisionKind
    memory: AlarmState
    # What this message added to the alarm, or the category a "taken back" is about.
    categories: tuple[str, ...] = ()


def decide(
    memory: AlarmState,
    assessment: Assessment,
    pressed: Optional[str] = None,
    agrees: bool = False,
    denies: bool = False,
    reassures: bool = False,
) -> Optional[TriageDecision]:
    """Return what safety asks for now; None when the conversation goes on as usual.

    Args:
        memory: what is remembered.
        assessment: what the detectors made of the message.
        pressed: the answer of a pressed button.
        agrees: the message as a whole is a yes.
        denies: the message as a whole is a no.
        reassures: the message says that some warning sign is not there; it does not answer for all of a list.
    """
    said = _UserResponse(assessment, pressed, agrees, denies, reassures)
    if assessment.failed and not assessment.findings:
        return TriageDecision("failed", memory)
    if said.any(DOCTOR_SEEN) and memory.flags and not _new_categories(memory, assessment):
        return TriageDecision("doctor_seen", replace(memory.without_question(), doctor_seen=True))
    if memory.question and _is_only_suspected(assessment, _asked_about(memory.question)):
        # "No, I can feel everything" sounds like a report to the classifier; in answer to a question it is a no.
        denied = _answered(memory, said)
        if denied and denied.kind in ("cleared", "taken_back", "screen"):
            return denied
    if assessment.findings:
        return _escalate(_after_clear_no(memory, said), assessment.findings, _WORSE in assessment.concepts)
    if memory.flags and said.any(CALLED):
        return TriageDecision("called", replace(memory.without_question(), called=True))
    if memory.flags and said.any(NOT_MEANT) and not memory.doubting:
        return TriageDecision("ask", replace(memory, question=memory.red_flags[0], doubting=True))
    answered = _answered(memory, said)
    if answered:
        return answered
    if assessment.asks:
        return _ask(memory, assessment.asks)
    return None


def report(memory: AlarmState, category: str, urgency: Optional[Urgency] = None) -> TriageDecision:
    """Return the step for a category that was reported by a button."""
    finding = Finding(category, urgency or red_flag_categories().categories[category].urgency, "rules")
    return _escalate(memory, [finding], worse=False)


class _UserResponse:
    """What the person answered, by button or in words."""

    def __init__(
        self, assessment: Assessment, pressed: Optional[str], agrees: bool, denies: bool, reassures: bool
    ) -> None:
        self.pressed = pressed
        self.reassures = reassures
        self.concepts = frozenset(assessment.concepts)
        self.denied = frozenset(assessment.denied)
        in_words = {*assessment.answers, *[AGREES] * agrees, *[DENIES] * denies}
        self.words = frozenset({pressed} if pressed else in_words)

    def any(self, *answers: str) -> bool:
        return bool(self.words & set(answers))

    @property
    def is_clear_no(self) -> bool:
        """Whether it is a no without any "perhaps"."""
        denied = self.any(DENIES, NONE_OF_THESE) or self.reassures
        return denied and not self.any(UNSURE, SOMETHING, AGREES)


def _asked_about(question: str) -> set[str]:
    """Return the categories that a question is about."""
    if question in questions().choices:
        return {choice.category for choice in questions().choices[question].answers if choice.category}
    if question in (SCREENING, WHICH_SIGN):
        return {item.category for item in questions().screening}
    return {question}


def _is_only_suspected(assessment: Assessment, categories: Collection[str]) -> bool:
    """Whether the classifier alone reports something, and only of these categories."""
    return bool(assessment.findings) and all(
        finding.detector == "classifier" and finding.category in categories for finding in assessment.findings
    )


def _new_categories(memory: AlarmState, assessment: Assessment) -> set[str]:
    return {finding.category for finding in assessment.findings} - memory.flags.keys()


def _after_clear_no(memory: AlarmState, said: _UserResponse) -> AlarmState:
    """Take back the doubted flag before something else is reported ("no, only my foot is numb")."""
    if memory.doubting and memory.question in memory.flags and said.is_clear_no:
        return replace(memory, flags={name: u for name, u in memory.flags.items() if name != memory.question})
    return memory


def _escalate(memory: AlarmState, findings: Sequence[Finding], worse: bool) -> TriageDecision:
    flags = dict(memory.flags)
    for finding in findings:
        raised = most_urgent([flags.get(finding.category), finding.urgency])
        if raised:
            flags[finding.category] = raised
    raised_memory = replace(
        memory.without_question(),
        flags=flags,
        doctor_seen=False,
        called=memory.called and most_urgent(list(flags.values())) == memory.urgency,
        screened=memory.screened and not worse,
        denied=() if worse else memory.denied,
    )
    return TriageDecision("escalate", raised_memory, tuple(dict.fromkeys(finding.category for finding in findings)))


def _ask(memory: AlarmState, asks: Sequence[Finding]) -> TriageDecision:
    """Ask about the most serious sign."""
    signs = red_flag_categories()
    first = min(asks, key=lambda finding: URGENCIES.index(signs.categories[finding.category].urgency))
    return TriageDecision("ask", replace(memory, question=first.ask, doubting=False))


def _answered(memory: AlarmState, said: _UserResponse) -> Optional[TriageDecision]:
    if memory.question == SCREENING:
        return _screening_answered(memory, said)
    if memory.question is None:
        return _late_answer(memory, said.pressed) if said.pressed else None
    if memory.question == WHICH_SIGN:
        return _sign_chosen(memory, said)
    if memory.question in questions().choices:
        return _choice_made(memory, said, str(memory.question))
    return _yes_or_no(memory, said, str(memory.question))


def _late_answer(memory: AlarmState, pressed: str) -> Optional[TriageDecision]:
    """A button of an earlier message: what it reports counts, a yes or no to a question gone by does not."""
    if pressed in red_flag_categories().categories:
        return report(memory, pressed)
    if pressed == NONE_OF_THESE:
        return _passed(memory)
    if pressed in (SOMETHING, UNSURE):
        return TriageDecision("which", replace(memory, question=WHICH_SIGN))
    choices = [choice for question in questions().choices.values() for choice in question.answers]
    late = next((choice for choice in choices if choice.id == pressed and choice.category), None)
    return _chosen(memory, late) if late else None


def _screening_answered(memory: AlarmState, said: _UserResponse) -> Optional[TriageDecision]:
    if said.pressed in red_flag_categories().categories:
        return report(memory, str(said.pressed))
    if said.any(SOMETHING, UNSURE) or (said.any(AGREES) and not said.any(DENIES, NONE_OF_THESE)):
        return TriageDecision("which", replace(memory, question=WHICH_SIGN))
    denied = {*memory.denied, *said.denied}
    left = memory.screening_left(denied)
    if said.any(NONE_OF_THESE) or not left or (said.any(DENIES) and not said.denied):
        return _passed(memory)
    if said.denied or said.reassures:
        return TriageDecision("screen", replace(memory, question=SCREENING, denied=tuple(sorted(denied))))
    return None


def _passed(memory: AlarmState) -> TriageDecision:
    return TriageDecision("passed", replace(memory.without_question(), screened=True))


def _sign_chosen(memory: AlarmState, said: _UserResponse) -> TriageDecision:
    if said.pressed in red_flag_categories().categories:
        return report(memory, str(said.pressed))
    mentioned = categories_of(said.concepts)
    if mentioned:
        return report(memory, mentioned[0])
    if said.is_clear_no:
        return _passed(memory)
    return report(memory, UNSPECIFIED)


def _choice_made(memory: AlarmState, said: _UserResponse, question: str) -> TriageDecision:
    choices = questions().choices[question]
    chosen = [choice for choice in choices.answers if said.pressed == choice.id or said.concepts & set(choice.concepts)]
    harmless = [choice for choice in choices.answers if choice.category is None]
    if not chosen and (said.is_clear_no or said.any(ELSEWHERE)) and not said.any(UNSURE):
        chosen = harmless
    return _chosen(memory, chosen[0] if chosen else choices.answer(choices.unclear))


def _chosen(memory: AlarmState, choice: Choice) -> TriageDecision:
    if choice.category is None:
        return TriageDecision("cleared", memory.without_question())
    return report(memory, choice.category, choice.urgency)


def _yes_or_no(memory: AlarmState, said: _UserResponse, category: str) -> TriageDecision:
    """A clear no clears or takes back; anything else counts as a yes."""
    denied_only = category in categories_of(said.denied) and category not in categories_of(said.concepts)
    if not (said.is_clear_no or (denied_only and not said.any(AGREES, UNSURE))):
        return report(memory, category)
    if not memory.doubting:
        return TriageDecision("cleared", memory.without_question(), (category,))
    left = {name: urgency for name, urgency in memory.flags.items() if name != category}
    return TriageDecision("taken_back", replace(memory.without_question(), flags=left, called=False), (category,))
