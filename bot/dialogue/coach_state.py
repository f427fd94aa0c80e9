"""What a conversation remembers about coaching."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal, Mapping, Optional

from bot.dialogue.profile import Profile

# "condition": pregnant, or an illness of the spine? "pain": how is the back now?
QuestionName = Literal["condition", "pain"]
MOST_QUESTIONS = 2


@dataclass(frozen=True)
class CoachState:
    """The profile, the open question, the questions asked so far, and the exercises of the last list.

    `reminded` says that the open question was repeated once after a side question.
    """

    profile: Profile = field(default_factory=Profile)
    question: Optional[QuestionName] = None
    asked: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    reminded: bool = False

    def next_question(self) -> Optional[QuestionName]:
        """Return the next thing to ask before exercises are chosen; None when enough is known."""
        if len(self.asked) >= MOST_QUESTIONS:
            return None
        known = self.profile
        if known.pregnant is None and known.condition is None and "condition" not in self.asked:
            return "condition"
        if known.pain is None and not known.pregnant and "pain" not in self.asked:
            return "pain"
        return None

    def asking(self, question: QuestionName) -> CoachState:
        """Return the memory with a question open."""
        return replace(self, question=question, asked=(*self.asked, question), reminded=False)

    def answered(self, profile: Profile) -> CoachState:
        """Return the memory with the open question closed."""
        return replace(self, profile=profile, question=None, reminded=False)

    def as_slot(self) -> dict[str, Any]:
        """Return plain data, for a slot."""
        return {
            "profile": self.profile.as_data(),
            "question": self.question,
            "asked": list(self.asked),
            "listed": list(self.listed),
            "reminded": self.reminded,
        }

    @classmethod
    def from_slot(cls, value: Any) -> CoachState:
        """Read what `as_slot` wrote; anything else is an empty memory."""
        if not isinstance(value, Mapping):
            return cls()
        return cls(
            profile=Profile.from_data(value["profile"]),
            question=value["question"],
            asked=tuple(value["asked"]),
            listed=tuple(value["listed"]),
            reminded=bool(value["reminded"]),
        )
