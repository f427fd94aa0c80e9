"""The profile: what is known about a person and decides which answers and exercises suit."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Mapping, Optional, get_args

from bot.knowledge.schema import Group
from bot.reading.person_facts import PersonFacts
from bot.reading.thresholds import thresholds

Pain = Literal["strong", "mild", "none"]
Level = Literal["beginner", "fit"]

EQUIPMENT = {"has_ball": "exercise_ball", "has_kettlebell": "kettlebell", "has_roller": "foam_roller"}
_POSITIONS = {"not_prone": ("prone",), "not_supine": ("supine",), "not_kneeling": ("all_fours", "plank")}
_ON_THE_FLOOR = ("prone", "supine", "all_fours", "plank")
_PAIN = frozenset({"pain_strong", "pain_mild", "pain_none"})
GROUPS = frozenset(get_args(Group))
# Where somebody is insured, and how: one of each counts, the one named last.
_COUNTRIES = frozenset({"germany", "austria", "switzerland", "abroad"})
_INSURANCES = frozenset({"private_insurance", "statutory_insurance"})
_AGES = frozenset({"under_18", "over_65"})


@dataclass(frozen=True)
class Profile:
    """What a person said; None means not known.

    `days` is how long it has hurt, roughly. `groups` are those of `bot.knowledge.schema.Group` apart from pregnancy,
    in the order told, and `not_groups` those that the person denied; `without` are positions the person does not want
    to be in.
    """

    pregnant: Optional[bool] = None
    week: Optional[int] = None
    condition: Optional[bool] = None
    cleared: bool = False
    pain: Optional[Pain] = None
    days: Optional[int] = None
    level: Optional[Level] = None
    equipment: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    not_groups: tuple[str, ...] = ()

    @property
    def all_groups(self) -> tuple[str, ...]:
        """All groups the person belongs to."""
        return (*["pregnant"] * bool(self.pregnant), *self.groups)

    @property
    def knows_spine(self) -> bool:
        """Whether it is known what the person has at the spine; exercises say for which groups they are not."""
        return self.condition is not None or bool({"stenosis", "osteoporosis"} & set(self.groups))

    @property
    def is_late_pregnancy(self) -> bool:
        """Whether lying flat on the back needs a caution."""
        return bool(self.pregnant) and (self.week or 0) >= thresholds().late_pregnancy_week.value

    @property
    def hurts(self) -> bool:
        """Whether it begins with easy, slow exercises."""
        return self.pain in ("strong", "mild")

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Profile:
        """Read what `asdict` wrote."""
        lists = {key: tuple(data[key]) for key in ("equipment", "without", "groups", "not_groups")}
        return cls(**{**data, **lists})

    def as_data(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def update_profile(profile: Profile, facts: PersonFacts) -> Profile:
    """Return the profile with the facts that a message adds or corrects."""
    said, denied = facts.said, facts.denied
    if "pregnant" in said | denied:
        profile = replace(profile, pregnant="pregnant" in said, week=facts.week if "pregnant" in said else None)
    elif "after_birth" in said:
        profile = replace(profile, pregnant=False, week=None)
    conditions = thresholds().spine_conditions.names
    if said & conditions:
        profile = replace(profile, condition=True)
    elif denied & conditions:
        profile = replace(profile, condition=False)
    if "cleared" in said:
        profile = replace(profile, cleared=True)
    profile = replace(profile, groups=_groups(profile, facts), days=profile.days if facts.days is None else facts.days)
    profile = replace(profile, not_groups=_not_groups(profile, facts))
    if facts.rated is not None:
        said = said - _PAIN | {f"pain_{pain_from_score(facts.rated)}"}
    return _with_preferences(
        replace(profile, pain=_pain(said) or profile.pain, level=_level(said) or profile.level), facts
    )


def _groups(profile: Profile, facts: PersonFacts) -> tuple[str, ...]:
    said = facts.said & (GROUPS | _COUNTRIES | _INSURANCES) - {"pregnant"}
    gone = set(facts.denied)
    for alternatives in (_COUNTRIES, _INSURANCES, _AGES):
        if said & alternatives:
            gone |= alternatives - said
    if facts.said & thresholds().spine_conditions.names - {"spine"}:
        gone.add("spine")
    kept = [group for group in profile.groups if group not in gone]
    return tuple(dict.fromkeys([*kept, *sorted(said & GROUPS)]))


def _not_groups(profile: Profile, facts: PersonFacts) -> tuple[str, ...]:
    denied = {*profile.not_groups} | facts.denied & GROUPS
    return tuple(sorted(denied - facts.said))


def _with_preferences(profile: Profile, facts: PersonFacts) -> Profile:
    said = facts.said
    owned = [thing for name, thing in EQUIPMENT.items() if name in said]
    lost = [thing for name, thing in EQUIPMENT.items() if name in facts.denied]
    kept = [] if "no_equipment" in said else [thing for thing in profile.equipment if thing not in lost]
    avoided = [position for name, positions in _POSITIONS.items() if name in said for position in positions]
    if said & {"not_floor", "office", "standing"}:
        avoided += _ON_THE_FLOOR
    if "standing" in said:
        avoided.append("sitting")
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
