"""What the rules alone find in tests/red_flags: `make check` notices a red flag that a change of phrases loses.

The model is not needed. `tests/rules_alone.yml` lists the messages that the rules misjudge; a failure names those that
changed. When that is on purpose, change the list, and the counts below, and say why in the commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Optional

import pytest

from bot.languages import Language
from bot.paths import ROOT
from bot.red_flags.rules import shared_rules
from bot.red_flags.urgency import most_urgent
from bot.yaml_files import read_yaml

_TABLES = ROOT / "tests" / "red_flags"
_RECORD = ROOT / "tests" / "rules_alone.yml"


@dataclass(frozen=True)
class Counts:
    """How many emergencies are found as such, reports with any urgency, and how many other messages raise an alarm."""

    emergencies: int
    reports: int
    false_alarms: int


# Out of 103, 89, 75, 102, 91 and 75 emergencies; 219, 180, 130, 215, 180 and 130 reports; 120 to 130 other messages.
_MEASURED = {
    "de": Counts(emergencies=77, reports=178, false_alarms=3),
    "de_holdout_2": Counts(emergencies=80, reports=162, false_alarms=7),
    "de_holdout_3": Counts(emergencies=60, reports=104, false_alarms=17),
    "en": Counts(emergencies=83, reports=179, false_alarms=2),
    "en_holdout_2": Counts(emergencies=78, reports=163, false_alarms=3),
    "en_holdout_3": Counts(emergencies=67, reports=117, false_alarms=7),
}


@dataclass(frozen=True)
class Result:
    """A message, what it should lead to, and the highest urgency that a rule gives it."""

    text: str
    expected: Optional[str]
    found: Optional[str]

    @property
    def outcome(self) -> str:
        """The list of `rules_alone.yml` that the message belongs to; "right" for those in none."""
        if self.expected is None:
            return "false_alarms" if self.found else "right"
        if self.found is None:
            return "missed"
        return "less_urgent" if self.expected == "emergency" != self.found else "right"


@cache
def _results(table: str) -> list[Result]:
    language: Language = "de" if table.startswith("de") else "en"
    rules = shared_rules()[language]
    return [
        Result(
            entry["text"],
            entry["urgency"],
            most_urgent(finding.urgency for finding in rules.detect(entry["text"]).found),
        )
        for entry in read_yaml(_TABLES / f"{table}.yml")["messages"]
    ]


def _counts(results: list[Result]) -> Counts:
    reports = [result for result in results if result.expected]
    return Counts(
        emergencies=sum(result.expected == result.found == "emergency" for result in reports),
        reports=sum(result.found is not None for result in reports),
        false_alarms=sum(result.found is not None for result in results if result.expected is None),
    )


def test_every_table_is_measured() -> None:
    assert _MEASURED.keys() == {path.stem for path in _TABLES.glob("*.yml")}


@pytest.mark.parametrize(
    "text", ["my foot is numb", "i can't feel my foot", "my foot feels numb", "numb foot since yesterday", "numb leg"]
)
def test_one_numb_foot_is_no_emergency(text: str) -> None:
    assert {(f.category, f.urgency) for f in shared_rules()["en"].detect(text).found} == {("neuro_deficit", "soon")}


@pytest.mark.parametrize(
    "text",
    ["my feet are numb", "both feet are numb", "i can't feel my feet", "both foots are numb", "my legs are numb"],
)
def test_both_feet_are_an_emergency(text: str) -> None:
    assert "emergency" in {finding.urgency for finding in shared_rules()["en"].detect(text).found}


def test_feet_still_measure_a_height() -> None:
    assert "emergency" in {finding.urgency for finding in shared_rules()["en"].detect("i fell 10 feet").found}


@pytest.mark.parametrize("table", _MEASURED)
def test_rules_alone_find_no_less_and_raise_no_more_false_alarms(table: str) -> None:
    counts, measured = _counts(_results(table)), _MEASURED[table]
    assert counts.emergencies >= measured.emergencies, f"{table}: fewer emergencies by rules alone: {counts}"
    assert counts.reports >= measured.reports, f"{table}: fewer reports by rules alone: {counts}"
    assert counts.false_alarms <= measured.false_alarms, f"{table}: more false alarms by rules alone: {counts}"


@pytest.mark.parametrize("table", _MEASURED)
def test_rules_alone_judge_every_message_as_before(table: str) -> None:
    recorded = {text: outcome for outcome, texts in read_yaml(_RECORD)[table].items() for text in texts}
    results = _results(table)
    changed = [
        f"{recorded.get(result.text, 'right')} -> {result.outcome}: {result.text}"
        for result in results
        if result.outcome != recorded.get(result.text, "right")
    ]
    gone = [f"not in the table any more: {text}" for text in sorted(recorded.keys() - {r.text for r in results})]
    assert not changed + gone, "\n".join([f"{_RECORD.name}, {table}:", *changed, *gone])
