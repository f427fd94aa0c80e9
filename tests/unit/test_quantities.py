"""Numbers that mean something in a message."""

from __future__ import annotations

import pytest
import spacy

from bot.reading.quantities import find_numbers


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
def test_telling_numbers(text: str, name: str) -> None:
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
