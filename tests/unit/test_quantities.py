"""Numbers in a message that matter, and their limits."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import pytest
import spacy

from bot.reading.person_facts import person_fact_extractor
from bot.reading.quantities import days_of_lasting, find_numbers
from bot.reading.thresholds import FILE, read_thresholds
from bot.yaml_files import ContentError


def _names(text: str) -> set[str]:
    return {mention.name for mention in find_numbers(spacy.blank("en")(text))}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("i have 38.9", "fever_number"),
        ("ich habe 38,5 seit gestern", "fever_number"),
        ("39 grad und schmerzen", "fever_number"),
        ("temperature of 102", "fever_number"),
        ("fieber, heute 40", "fever_number"),
        ("101.3 f this morning", "fever_number"),
        ("i'm 74 and it hurts", "age_elderly"),
        ("bin 62, zum ersten mal", "age_old"),
        ("my son is 15 years old", "age_young"),
        ("my 16-year-old has back pain", "age_young"),
        ("17 jahre alt", "age_young"),
        ("fieber gemessen: 36,6.", "normal_temperature"),
        ("fell 3 metres", "height"),
        ("aus 2,5 m gefallen", "height"),
        ("about 10 feet down", "height"),
        ("down twelve steps", "height"),
        ("lost 8 kilos", "weight_number"),
        ("zehn kilo weniger", "weight_number"),
        ("a stone lighter", "weight_number"),
        ("for 8 weeks", "weeks_long"),
        ("seit zwei monaten", "weeks_long"),
        ("stiff for 45 minutes", "half_hour"),
        ("eine stunde lang steif", "half_hour"),
        ("20 tablets", "many_tablets"),
        ("took twelve ibuprofen", "many_tablets"),
        ("30 paracetamol geschluckt", "many_tablets"),
        ("took 16 500mg paracetamol", "many_tablets"),
    ],
)
def test_alarming_numbers(text: str, name: str) -> None:
    assert name in _names(text)


@pytest.mark.parametrize(
    "text",
    [
        "36.8 this morning",
        "37,2 gemessen",
        "38,5 kg schwer",
        "i'm 26 weeks pregnant",
        "ich bin 35 und sitze viel",
        "2 weeks",
        "seit drei wochen",
        "10 minutes",
        "two tablets",
        "400 mg",
        "how long may i take ibuprofen 400",
        "ibu 400 am stück",
        "400 ibuprofen",
        "39 euro im monat",
        "3 sets of 12",
        "vor 3 jahren",
    ],
)
def test_harmless_numbers(text: str) -> None:
    # A weight counts only together with "lost".
    assert _names(text) <= {"weight_number", "normal_temperature"}


@pytest.mark.parametrize(
    ("counts", "does_not", "name"),
    [
        ("38.0 this morning", "37.9 this morning", "fever_number"),
        ("temperature of 100.4", "temperature of 100.3", "fever_number"),
        ("fieber 42,9", "fieber 43,0", "fever_number"),
        ("37.5 gemessen", "37.6 gemessen", "normal_temperature"),
        ("i am 17", "i am 18", "age_young"),
        ("i am 50", "i am 49", "age_old"),
        ("i am 65", "i am 64", "age_elderly"),
        ("1 m tief", "0,9 m tief", "height"),
        ("5 steps", "4 steps", "height"),
        ("3 kg", "2.9 kg", "weight_number"),
        ("6 weeks", "5 weeks", "weeks_long"),
        ("2 months", "1 month", "weeks_long"),
        ("30 minutes", "29 minutes", "half_hour"),
        ("half an hour", "a quarter hour", "half_hour"),
        ("8 tablets", "7 tablets", "many_tablets"),
    ],
)
def test_limits_of_numbers(counts: str, does_not: str, name: str) -> None:
    assert name in _names(counts) and name not in _names(does_not)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("value: 38.0", "value: hot", ["thresholds.yml", "fever_celsius.value", "not a valid float"]),
        ("sources: [nice_ng65]", "sources: []", ["thresholds.yml", "stiff_minutes", "name a source, or say in 'note'"]),
        ("old_years:", "older_years:", ["old_years", "is missing; add it", "older_years", "not known here"]),
    ],
)
def test_mistakes_in_the_thresholds_are_named(tmp_path: Path, old: str, new: str, named: list[str]) -> None:
    path = tmp_path / "thresholds.yml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read_thresholds(path)
    for part in named:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("das sind erst zehn Tage", 10),
        ("I've had back pain for eleven years", 4015),
        ("tut seit gestern weh", 1),
        ("Seit 6 Wochen Kreuzweh", 42),
        ("bin in der 12. Woche", None),
        ("my back hurts", None),
    ],
)
def test_how_long_it_has_lasted(text: str, days: Optional[int]) -> None:
    assert days_of_lasting(text) == days


@pytest.mark.parametrize("text", ["I'm up at 3 every night", "my mattress is like 10 years old", "at 3 in the morning"])
def test_an_hour_or_the_age_of_a_thing_is_no_age(text: str) -> None:
    assert "under_18" not in person_fact_extractor("en").extract(text).said
