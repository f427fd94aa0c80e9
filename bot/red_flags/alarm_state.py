"""The alarm state: what a conversation remembers about red flags."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Collection, Mapping, Optional

from bot.red_flags.categories import red_flag_categories
from bot.red_flags.questions import ScreeningItem, questions
from bot.red_flags.urgency import URGENCIES, Urgency, most_urgent

# Open questions other than the categories and the choices of `questions.yml`.
SCREENING = "screening"
WHICH_CATEGORY = "which_category"


@dataclass(frozen=True)
class AlarmState:
    """What the conversation remembers about red flags; an alarm persists until it is taken back or seen by a doctor.

    Attributes:
        flags: the reported categories with their urgency, until they are taken back.
        suspected: those of them that no rule has found and the models are not sure of.
        called: whether the person has called for help, or is on the way to it.
        doctor_seen: whether a doctor has examined what was reported.
        question: the open question: a category, a choice of `questions.yml`, `SCREENING` or `WHICH_CATEGORY`.
        asked_again: whether the open question has been asked for the second time.
        doubting: whether the open question asks again about a category already reported.
        screened: whether the person has answered the screening without reporting anything.
        denied: concepts denied so far, in answer to the screening or in passing.
        doubted: the categories that were asked about once more because the person did not mean them.
        for_other: whether it was reported about somebody else than the person who writes.
    """

    flags: dict[str, Urgency] = field(default_factory=dict)
    suspected: tuple[str, ...] = ()
    called: bool = False
    doctor_seen: bool = False
    question: Optional[str] = None
    doubting: bool = False
    asked_again: bool = False
    screened: bool = False
    denied: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()
    for_other: bool = False

    @property
    def urgency(self) -> Optional[Urgency]:
        """The highest urgency reported and not taken back."""
        return most_urgent(self.flags.values())

    @property
    def is_alarmed(self) -> bool:
        """Whether a red flag was reported that no doctor has looked at."""
        return bool(self.flags) and not self.doctor_seen

    @property
    def exercises_wait(self) -> bool:
        """Whether exercises wait until a doctor has looked at what was reported.

        They do not if help is on its way to somebody else: then they are for the person who writes.
        """
        if self.for_other and self.called:
            return False
        return self.is_alarmed and any(_exercises_wait(category) for category in self.flags)

    @property
    def red_flags(self) -> list[str]:
        """The reported categories, most serious first."""
        return sorted(self.flags, key=lambda category: URGENCIES.index(self.flags[category]))

    def without_question(self) -> AlarmState:
        """Return the state with no open question."""
        return replace(self, question=None, doubting=False, asked_again=False)

    @property
    def has_open_question(self) -> bool:
        """Whether a question about one red flag waits for its answer; the screening belongs to the exercise form."""
        return self.question not in (None, SCREENING, WHICH_CATEGORY) and not self.doubting

    def without_category(self, category: Optional[str]) -> AlarmState:
        """Return the state with a reported category taken back."""
        return replace(
            self,
            flags={name: urgency for name, urgency in self.flags.items() if name != category},
            suspected=tuple(name for name in self.suspected if name != category),
        )

    def without_suspicions(self) -> AlarmState:
        """Return the state without what no rule has found."""
        state = self
        for category in self.suspected:
            state = state.without_category(category)
        return state

    def remembering(self, concepts: Collection[str], denied: Collection[str]) -> AlarmState:
        """Return the state after a message that mentions some concepts as present and denies others.

        What was denied in passing is not asked about in the screening; what is mentioned later counts again.
        """
        kept = ({*self.denied} | {*denied}) - {*concepts}
        is_screened = self.screened or not self.screening_left(kept)
        return replace(self, denied=tuple(sorted(kept)), screened=is_screened)

    def screening_left(self, denied: Optional[Collection[str]] = None) -> list[ScreeningItem]:
        """Return the items of the screening that are not denied yet.

        Args:
            denied: the denied concepts; by default those of this state.
        """
        known = self.denied if denied is None else denied
        return [item for item in questions().screening if not item.is_denied(known)]

    def as_slot(self) -> dict[str, Any]:
        """Return plain data, for a slot."""
        return asdict(self)

    @classmethod
    def from_slot(cls, value: Any) -> AlarmState:
        """Read what `as_slot` wrote; anything that is not a mapping gives an empty state."""
        if not isinstance(value, Mapping):
            return cls()
        lists = {name: tuple(value.get(name) or ()) for name in ("denied", "suspected", "doubted")}
        return cls(**{**value, **lists})


def _exercises_wait(category: str) -> bool:
    entry = red_flag_categories().categories.get(category)
    return entry is None or entry.exercises_wait
