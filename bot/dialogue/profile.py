"""The profile: what is known about a person and decides which exercises suit."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Mapping, Optional

from bot.reading.person_facts import PersonFacts
from bot.reading.thresholds import thresholds

Pain = Literal["strong", "mild", "none"]
Level = Literal["beginner", "fit"]

EQUIPMENT = {"has_ball": "exercise_ball", "has_kettlebell": "kettlebell", "has_roller": "foam_roller"}
_POSITIONS = {"not_prone": ("prone",), "not_supine": ("supine",), "not_kneeling": ("all_fours", "plank")}
_ON_THE_FLOOR = ("prone", "supine", "all_fours", "plank")
_PAIN = frozenset({"pain_strong", "pain_mild", "pain_none"})


@dataclass(frozen=True)
class Profile:
    """What a person said; None means not known. `without` are positions they do not want to be in."""

    pregnant: Optional[bool] = None
    week: Optional[int] = None
    condition: Optional[bool] = None
    cleared: bool = False
    pain: Optional[Pain] = None
    level: Optional[Level] = None
    equipment: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def is_late_pregnancy(self) -> bool:
        """Whether lying flat on the back needs a caution."""
        return bool(self.pregnant) and (self.week or 0) >= thresholds().late_pregnancy_week.value

    @property
    def hurts(self) -> bool:
        """Whether only easy, slow exercises suit."""
        return self.pain in ("strong", "mild")

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Profile:
        """Read what `asdict` wrote."""
        return cls(**{**data, "equipment": tuple(data["equipment"]), "without": tuple(data["without"])})

    def as_data(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def update_profile(profile: Profile, facts: PersonFacts) -> Profile:
    """Return the profile with the facts that a message adds or corrects."""
    said, denied = facts.said, facts.denied
    if "pregnant" in said | denied:
        profile = replace(profile, pregnant="pregnant" in said, week=facts.week if "pregnant" in said else None)
    conditions = thresholds().spine_conditions.names
    if said & conditions:
        profile = replace(profile, condition=True)
    elif denied & conditions:
        profile = replace(profile, condition=False)
    if "cleared" in said:
        profile = replace(profile, cleared=True)
    if facts.rated is not None:
        said = said - _PAIN | {f"pain_{pain_from_score(facts.rated)}"}
    return _with_preferences(
        replace(profile, pain=_pain(said) or profile.pain, level=_level(said) or profile.level), facts
    )


def _with_preferences(profile: Profile, facts: PersonFacts) -> Profile:
    said = facts.said
    owned = [thing for name, thing in EQUIPMENT.items() if name in said]
    lost = [thing for name, thing in EQUIPMENT.items() if name in facts.denied]
    kept = [] if "no_equipment" in said else [thing for thing in profile.equipment if thing not in lost]
    avoided = [position for name, positions in _POSITIONS.items() if name in said for position in positions]
    if said & {"not_floor", "office"}:
        avoided += _ON_THE_FLOOR
    return replace(
        profile,
        equipment=tuple(dict.fromkeys([*kept, *owned])),
        without=tuple(dict.fromkeys([*profile.without, *avoided])),
    )


def pain_from_score(score: int) -> Pain:
    """Return the level of pain for a score from 0 (none) to 10 (worst)."""
    if score == 0:
        return "none"
    return "strong" if score >= thresholds().strong_pain_score.value else "mild"


def _pain(said: frozenset[str]) -> Optional[Pain]:
    if "pain_strong" in said:
        return "strong"
    if "pain_mild" in said:
        return "mild"
    return "none" if "pain_none" in said else None


def _level(said: frozenset[str]) -> Optional[Level]:
    return "beginner" if "beginner" in said else "fit" if "fit" in said else None
