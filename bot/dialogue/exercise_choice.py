"""Chooses the exercises that suit a profile, easiest first."""

from __future__ import annotations

from typing import Collection, Iterable, Literal, Optional, Sequence

from bot.dialogue.profile import Profile
from bot.knowledge.knowledge_base import Exercise
from bot.reading.thresholds import thresholds

MAX_EXERCISES = 5
_LEVELS = ("easy", "medium", "hard")
# Late in pregnancy, exercises lying on the back come last.
_LYING = "supine"

Wish = Literal["easier", "harder"]


def choose(
    exercises: Iterable[Exercise],
    profile: Profile,
    seen: Collection[str] = (),
    start: str = "easy",
    end: str = "hard",
) -> list[Exercise]:
    """Return the exercises that suit, easiest first, at most `MAX_EXERCISES`.

    Args:
        exercises: all exercises.
        profile: what is known about the person.
        seen: ids to leave out.
        start: the lowest difficulty wanted; pain and pregnancy take precedence.
        end: the highest difficulty wanted.
    """
    fitting = [e for e in exercises if suits(e, profile) and e.id not in seen]
    if not profile.pregnant:
        fitting = [e for e in fitting if _LEVELS.index(start) <= _level(e) <= _LEVELS.index(end)]
    fitting.sort(key=lambda e: (e.position == _LYING and profile.is_late_pregnancy, _level(e)))
    return fitting[:MAX_EXERCISES]


def suits(exercise: Exercise, profile: Profile) -> bool:
    """Whether an exercise is right for a person with this profile."""
    if exercise.position in profile.without or set(exercise.not_for) & _groups(profile):
        return False
    if profile.pregnant:
        return exercise.series == "pregnancy" and exercise.position != "prone"
    if exercise.series != "general" or not set(exercise.equipment) <= set(profile.equipment):
        return False
    careful = profile.pain == "strong" or profile.level == "beginner"
    return not careful or (exercise.difficulty == "easy" and not exercise.equipment)


def _groups(profile: Profile) -> set[str]:
    """Return the groups of a person; who has something at the spine, and says no more, may have any of it."""
    groups: set[str] = set(profile.all_groups)
    return groups | thresholds().spine_conditions.names if "spine" in groups else groups


def next_level(difficulty: Optional[str], wish: Wish) -> Optional[str]:
    """Return the difficulty one step easier or harder, None at the end of the scale."""
    place = _LEVELS.index(difficulty or "easy") + (1 if wish == "harder" else -1)
    return _LEVELS[place] if 0 <= place < len(_LEVELS) else None


def hardest(exercises: Sequence[Exercise]) -> Optional[str]:
    """Return the highest difficulty among exercises."""
    return _LEVELS[max((_level(e) for e in exercises), default=0)] if exercises else None


def _level(exercise: Exercise) -> int:
    return _LEVELS.index(exercise.difficulty or "easy")
