"""What a message says about a person: whom it is about, how old they are, what they deny."""

from __future__ import annotations

import pytest

from bot.dialogue.profile import Profile, update_profile
from bot.languages import Language
from bot.reading.person_facts import person_fact_extractor


def _profile(language: Language, *texts: str) -> Profile:
    profile = Profile()
    for text in texts:
        profile = update_profile(profile, person_fact_extractor(language).extract(text))
    return profile


@pytest.mark.parametrize(
    ("language", "text", "groups"),
    [
        ("en", "I'm 31 and my back hurts", {"under_18", "over_65"}),
        ("de", "bin 40 und hab Rücken", {"under_18", "over_65"}),
        ("en", "I take no blood thinners", {"blood_thinner"}),
        ("en", "I am 70 and my back hurts", set()),
    ],
)
def test_what_somebody_is_not_is_remembered(language: Language, text: str, groups: set[str]) -> None:
    assert groups <= {*_profile(language, text).not_groups}
    assert bool(groups) or "over_65" in _profile(language, text).groups


def test_what_is_said_later_replaces_what_was_denied() -> None:
    profile = _profile("en", "I take no blood thinners", "I forgot, I am on apixaban")
    assert "blood_thinner" in profile.groups and "blood_thinner" not in profile.not_groups


def test_after_a_birth_nobody_is_pregnant() -> None:
    assert _profile("de", "ich bin schwanger", "vor sechs Wochen hab ich mein Kind bekommen").pregnant is False
    assert "after_birth" in _profile("en", "my baby is 9 weeks old").groups


@pytest.mark.parametrize(
    ("text", "is_other"),
    [
        ("ist das ein Bandscheibenvorfall? meine Tante musste mal unters Messer", False),
        ("meine Tante nimmt Marcumar", True),
        ("Mein Opa ist 81. Nimmt Marcumar", True),
    ],
)
def test_a_relative_is_meant_only_beside_a_fact_or_alone_before_it(text: str, is_other: bool) -> None:
    assert (person_fact_extractor("de").extract(text).about == "other") == is_other


def test_denied_conditions_are_not_asked_about() -> None:
    extractor = person_fact_extractor("en")
    assert "thinner" not in extractor.without_denied("no blood thinners here, so may i take ibuprofen")
    assert extractor.without_denied("may i take ibuprofen with a blood thinner").endswith("blood thinner")


def test_standing_leaves_out_the_floor_and_the_chair() -> None:
    assert {"supine", "all_fours", "sitting"} <= {*_profile("en", "something I can do standing up").without}
    assert "all_fours" in _profile("de", "die Handgelenke tun mir weh").without
