"""Facts that people give about themselves, the exercises that suit them, and the form's state."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue.exercise_choice import choose, hardest, next_level, suits
from bot.dialogue.exercise_form import with_facts
from bot.dialogue.profile import Profile, update_profile
from bot.dialogue.state import SLOT, VERSION, CoachState, ConversationState, LastAnswer
from bot.knowledge.content_files import Content
from bot.knowledge.schema import Exercise
from bot.reading.person_facts import PersonFacts, person_fact_extractor
from bot.red_flags.triage import AlarmState


@pytest.fixture(scope="module")
def exercises(content: Content) -> list[Exercise]:
    return content.exercises


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "I'm 26 weeks pregnant", "pregnant"),
        ("en", "slipped disc two years ago but ok", "disc"),
        ("en", "without lying on my stomach please", "not_prone"),
        ("en", "I can't get down on the floor", "not_floor"),
        ("en", "no equipment at home", "no_equipment"),
        ("de", "bin in der 30. Woche", "pregnant"),
        ("de", "kein Equipment", "no_equipment"),
        ("de", "bin Anfängerin", "beginner"),
        ("de", "nicht auf dem Bauch", "not_prone"),
    ],
)
def test_person_facts(language: Any, text: str, said: str) -> None:
    assert said in person_fact_extractor(language).extract(text).said


@pytest.mark.parametrize(
    ("language", "text"), [("en", "no, not pregnant"), ("de", "nein, nicht schwanger"), ("de", "bin nicht schwanger")]
)
def test_a_denial_corrects_the_profile(language: Any, text: str) -> None:
    facts = person_fact_extractor(language).extract(text)
    assert "pregnant" in facts.denied
    assert update_profile(Profile(pregnant=True, week=30), facts).pregnant is False


def test_weeks_and_numbers() -> None:
    english, german = person_fact_extractor("en"), person_fact_extractor("de")
    assert english.extract("week 34").week == 34 and german.extract("ssw 31").week == 31
    assert english.extract("7").score == 7 and english.extract("i am 74").score is None
    assert english.extract("well more like a 6 out of 10 now").rated == 6
    assert update_profile(Profile(pain="none"), german.extract("eher 6 von 10")).pain == "strong"


def test_both_languages_know_the_same_person_facts() -> None:
    assert person_fact_extractor("en").names == person_fact_extractor("de").names


def test_strong_pain_and_beginners_get_only_easy_exercises_without_equipment(exercises: list[Exercise]) -> None:
    owned = ("kettlebell", "exercise_ball", "foam_roller")
    for profile in (Profile(pain="strong", equipment=owned), Profile(level="beginner")):
        chosen = choose(exercises, profile)
        assert chosen and all(e.difficulty == "easy" and not e.equipment for e in chosen)


def test_nobody_is_suggested_what_is_not_for_them(exercises: list[Exercise]) -> None:
    superman = next(e for e in exercises if e.id == "superman").copy(update={"not_for": ["stenosis"]})
    assert suits(superman, Profile()) and not suits(superman, Profile(groups=("stenosis",)))


def test_pregnancy_gets_its_own_exercises_never_on_the_stomach(exercises: list[Exercise]) -> None:
    chosen = choose(exercises, Profile(pregnant=True, week=34))
    assert len(chosen) >= 3
    assert all(e.series == "pregnancy" and e.position != "prone" for e in chosen)
    assert "supine" not in [e.position for e in chosen[:3]]
    assert not suits(next(e for e in exercises if e.id == "superman"), Profile(pregnant=True))


def test_equipment_and_positions(exercises: list[Exercise]) -> None:
    assert all(not e.equipment for e in choose(exercises, Profile(), end="hard"))
    with_ball = Profile(pain="none", equipment=("exercise_ball",))
    assert "ball_back_extension" in {e.id for e in choose(exercises, with_ball, start="hard")}
    assert all(e.position != "prone" for e in choose(exercises, Profile(without=("prone",)), end="hard"))


def test_next_level() -> None:
    assert next_level("easy", "harder") == "medium" and next_level("hard", "harder") is None
    assert next_level("easy", "easier") is None and next_level(None, "harder") == "medium"
    assert hardest([]) is None


_CHECKED = ConversationState(alarm=AlarmState(screened=True))


def test_red_flags_are_asked_first_then_at_most_one_question_and_none_that_is_answered() -> None:
    assert ConversationState().next_question() == "red_flags_checked"
    assert _CHECKED.next_question() == "condition"
    known = replace(_CHECKED, profile=Profile(pregnant=False, condition=False))
    assert known.next_question() == "pain"
    assert replace(known, coach=CoachState(("condition",))).next_question() is None
    assert replace(_CHECKED, profile=Profile(pregnant=True)).next_question() is None
    assert replace(_CHECKED, profile=Profile(pregnant=False, pain="mild")).next_question() is None
    assert replace(_CHECKED, profile=Profile(condition=True)).next_question() is None, "a doctor comes first"


def test_a_slot_of_the_form_is_filled_as_soon_as_it_needs_no_question() -> None:
    unknown = _CHECKED.as_slots()
    assert (unknown["red_flags_checked"], unknown["condition"], unknown["pain"]) == (True, None, None)
    pregnant = replace(_CHECKED, profile=Profile(pregnant=True)).as_slots()
    assert (pregnant["condition"], pregnant["pain"]) == ("pregnant", "skipped")
    asking = replace(_CHECKED, coach=CoachState(asked=("condition",)), form_question="condition")
    assert asking.as_slots()["condition"] is None
    assert replace(asking, form_question=None).as_slots()["condition"] == "skipped"


def test_a_state_survives_the_slots() -> None:
    state = ConversationState(
        language="de",
        introduced=True,
        alarm=AlarmState(flags={"infection": "urgent"}, denied=("numb",)),
        about="other",
        profile=Profile(pregnant=True, week=20, without=("prone",), groups=("osteoporosis",)),
        other_profile=Profile(pain="mild"),
        said=("pkd_limit",),
        felt=("fear",),
        coach=CoachState(("condition",), ("bridge",), "superman", True, "coaching.changed", ("spec_office",), "rest"),
        last=LastAnswer("exercise_why", ("a", "b"), ("b",), "bridge", "why move"),
    )
    stored = json.loads(json.dumps(state.as_slots()))
    assert ConversationState.from_slots(stored) == state
    assert ConversationState.from_slots({}) == ConversationState()
    assert stored["alarm"] == "urgent"


def test_after_an_update_what_was_reported_still_counts() -> None:
    alarm = AlarmState(flags={"infection": "urgent"})
    stored = ConversationState(language="de", alarm=alarm, profile=Profile(pregnant=True)).as_slots()
    stored[SLOT] = {"version": VERSION - 1, "alarm": stored[SLOT]["alarm"], "a field of then": 1}
    assert ConversationState.from_slots(stored) == ConversationState(language="de", introduced=True, alarm=alarm)


def test_a_damaged_state_is_refused() -> None:
    stored = ConversationState().as_slots()
    stored[SLOT] = {"version": VERSION}
    with pytest.raises(KeyError):
        ConversationState.from_slots(stored)


def test_past_and_other_people_leave_the_profile_unchanged() -> None:
    assert update_profile(Profile(), PersonFacts()) == Profile()
    assert (
        update_profile(Profile(), person_fact_extractor("en").extract("my sister was pregnant last year")).pregnant
        is None
    )


@pytest.mark.parametrize(
    ("language", "text", "groups", "about"),
    [
        ("en", "I'm on apixaban, my neighbour swears by ibuprofen", ["blood_thinner"], "me"),
        ("en", "my mum is 79 and has osteoporosis", ["osteoporosis", "over_65"], "other"),
        ("en", "i'm 15 and my mum gave me her ibuprofen", ["under_18"], "me"),
        ("en", "I live in Leeds", ["abroad"], "me"),
        ("en", "8 weeks after birth, breastfeeding", ["after_birth"], "me"),
        ("de", "nehme Ramipril und ASS 100", ["blood_thinner", "other_medicines"], "me"),
        ("de", "meine Mama ist 82 und hat Marcumar", ["blood_thinner", "over_65"], "other"),
        ("de", "bin in Zürich, gilt das?", ["switzerland"], "me"),
        ("de", "ich bin privat versichert", ["private_insurance"], "me"),
    ],
)
def test_groups_are_told_in_passing(language: Any, text: str, groups: list[str], about: str) -> None:
    facts = person_fact_extractor(language).extract(text)
    assert (sorted(update_profile(Profile(), facts).groups), facts.about) == (groups, about)


@pytest.mark.parametrize("text", ["pregnancy? i'm a man", "what if i was pregnant", "my sister was pregnant last year"])
def test_nobody_is_pregnant_by_mistake(text: str) -> None:
    assert not update_profile(Profile(), person_fact_extractor("en").extract(text)).pregnant


def test_who_a_message_is_about_when_only_somebody_else_is_named() -> None:
    extract = person_fact_extractor("en").extract
    assert extract("My mum can't feel anything between her legs").only_others
    assert not extract("My mum says I should see a doctor").only_others
    assert not extract("Can't feel anything between the legs").only_others
    assert person_fact_extractor("de").extract("Meine Mutter ist gestürzt und kann nicht mehr laufen").only_others


def test_the_week_of_pregnancy_is_not_the_weeks_of_pain() -> None:
    assert person_fact_extractor("de").extract("seit 4 Wochen Kreuzweh, bin in der 33. Woche").week == 33


def test_a_later_country_or_denial_corrects_an_earlier_one() -> None:
    english = person_fact_extractor("en")
    profile = update_profile(Profile(groups=("austria", "disc")), english.extract("i live in switzerland"))
    assert profile.groups == ("disc", "switzerland")
    assert update_profile(profile, english.extract("no, i have no slipped disc")).groups == ("switzerland",)


def test_facts_about_somebody_else_are_kept_apart() -> None:
    english = person_fact_extractor("en")
    state = with_facts(ConversationState(), english.extract("i am 30 weeks pregnant"))
    state = with_facts(state, english.extract("my dad is 80 and takes warfarin"))
    assert (state.about, state.profile.pregnant, state.profile.groups) == ("other", None, ("blood_thinner", "over_65"))
    state = with_facts(state, english.extract("and what about for me?"))
    assert (state.about, state.profile.week) == ("me", 30)
