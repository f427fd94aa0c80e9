"""From which number on something counts, such as a fever. Numbers and sources are data in `thresholds.yml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Optional

from pydantic import BaseModel, Extra, Field, root_validator

from bot.yaml_files import parse, read_yaml

FILE = Path(__file__).with_name("thresholds.yml")


class _Sourced(BaseModel):
    """What something means and where it is from: ids of sources, or a note on why it is our own."""

    meaning: str = Field(min_length=2)
    sources: list[str]
    note: Optional[str]

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid
        allow_mutation = False

    @root_validator(skip_on_failure=True)
    def _from_somewhere(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not values["sources"] and not values["note"]:
            raise ValueError("name a source, or say in 'note' why the limit is our own")
        return values


class Threshold(_Sourced):
    """A number and its unit."""

    value: float
    unit: str = Field(min_length=1)


class Conditions(_Sourced):
    """Illnesses, by their names in `person_facts`."""

    names: frozenset[str] = Field(min_items=1)


class Thresholds(BaseModel):
    """Every threshold the bot uses; `thresholds.yml` says what each means."""

    fever_celsius: Threshold
    highest_celsius: Threshold
    normal_from_celsius: Threshold
    normal_below_celsius: Threshold
    young_years: Threshold
    old_years: Threshold
    elderly_years: Threshold
    fall_metres: Threshold
    fall_feet: Threshold
    fall_steps: Threshold
    lost_kilos: Threshold
    lost_pounds: Threshold
    lost_stones: Threshold
    long_weeks: Threshold
    stiff_minutes: Threshold
    many_tablets: Threshold
    late_pregnancy_week: Threshold
    strong_pain_score: Threshold
    spine_conditions: Conditions

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid
        allow_mutation = False

    def sources(self) -> set[str]:
        """Return the ids of all sources named."""
        return {source for _, entry in self for source in entry.sources}


def read_thresholds(path: Path = FILE) -> Thresholds:
    """Return the content of a thresholds file.

    Raises:
        ContentError: the file is wrong; the message names the entry and what to do.
    """
    return parse(Thresholds, read_yaml(path), path)


@lru_cache(maxsize=1)
def thresholds() -> Thresholds:
    """Return our thresholds, read once."""
    return read_thresholds()
