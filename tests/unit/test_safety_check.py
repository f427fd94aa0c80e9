"""While an alarm persists, exercises and reassurance wait, and calling for help comes first."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bot.dialogue.plans import Choice, ExerciseCard, ExerciseRequest, FixedText, Plan, Statements
from bot.dialogue.reply import Button, Reply
from bot.dialogue.safety_check import must_wait, with_notes, with_open_question
from bot.knowledge.content_files import Content
from bot.red_flags.categories import red_flag_categories
from bot.red_flags.triage import AlarmState

_EXERCISES = Button("Exercises", "/ask_for_exercises")
_COMFORT = FixedText("symptom_statement", "symptom_statement", kind="question", reassures=True)


@pytest.fixture(scope="module")
def base(content: Content) -> Any:
    """A knowledge base that knows its topics."""
    return SimpleNamespace(topics={topic.id: topic for topic in content.topics})


@pytest.mark.parametrize(
    "plan",
    [
        ExerciseCard("exercise_specific", "bridge"),
        ExerciseRequest("exercise_pregnancy"),
        Statements("exercise_why", ("why",)),
        Statements("prognosis", ("how_long",)),
        _COMFORT,
    ],
)
def test_exercises_and_reassurance_wait_while_an_alarm_persists(base: Any, plan: Plan) -> None:
    for name, category in red_flag_categories().categories.items():
        alarm = AlarmState(flags={name: category.urgency})
        if not category.exercises_wait:
            continue
        assert must_wait(plan, alarm, base), name
        assert not must_wait(plan, replace(alarm, doctor_seen=True), base)
    assert not must_wait(plan, AlarmState(), base)


@pytest.mark.parametrize("category", ["age_course", "inflammatory"])
def test_moving_need_not_wait_where_it_is_part_of_the_treatment(base: Any, category: str) -> None:
    alarm = AlarmState(flags={category: "soon"})
    assert not must_wait(ExerciseCard("exercise_specific", "bridge"), alarm, base)
    assert must_wait(_COMFORT, alarm, base) and must_wait(Statements("prognosis", ("how_long",)), alarm, base)
    both = AlarmState(flags={category: "soon", "fracture": "urgent"})
    assert must_wait(ExerciseCard("exercise_specific", "bridge"), both, base)


def test_no_questions_are_offered_to_who_should_get_help_today(base: Any) -> None:
    offer = Choice("coverage_physio", ("paid",))
    assert must_wait(offer, AlarmState(flags={"cauda_equina": "emergency"}), base)
    assert must_wait(offer, AlarmState(flags={"infection": "urgent"}), base)
    assert not must_wait(offer, AlarmState(flags={"inflammatory": "soon"}), base)


@pytest.mark.parametrize("plan", [Statements("coverage_physio", ("paid",)), FixedText("thanks", "thanks")])
def test_everything_else_is_answered(base: Any, plan: Plan) -> None:
    assert not must_wait(plan, AlarmState(flags={"cauda_equina": "emergency"}), base)


def test_help_comes_first_until_it_is_called() -> None:
    reply = Reply("answer", "coverage_physio", "en", ["It is paid."])
    alarm = AlarmState(flags={"cauda_equina": "emergency"})
    noted = with_notes(reply, alarm)
    assert "112" in noted.texts[0] and noted.urgency == "emergency" and noted.red_flags == ["cauda_equina"]
    assert with_notes(reply, replace(alarm, called=True)) == reply
    assert with_notes(reply, AlarmState(flags={"infection": "urgent"})) == reply


def test_after_the_doctor_exercises_come_with_a_caution() -> None:
    listed = Reply("exercise_list", "exercise_specific", "de", ["Liste"])
    alarm = AlarmState(flags={"infection": "urgent"}, doctor_seen=True)
    assert "Arzt" in with_notes(listed, alarm).texts[0]
    assert with_notes(replace(listed, kind="exercise"), alarm).texts == ["Liste"]


def test_an_open_question_is_asked_once_more_then_comes_what_to_do_if_it_is_so() -> None:
    answer = Reply("answer", None, "en", ["Move as much as you can."])
    first, asked = with_open_question(answer, AlarmState(question="infection"))
    assert first.texts[0] == answer.texts[0] and "still open" in first.texts[1] and first.buttons
    assert asked.asked_again and asked.question == "infection"
    second, after = with_open_question(answer, asked)
    assert "In case it does apply" in second.texts[1] and "116117" in second.texts[1] and not second.buttons
    assert after.question is None and not after.asked_again


def test_of_several_categories_the_most_urgent_one_is_asked_about() -> None:
    reply, _ = with_open_question(Reply("answer", None, "de", ["Gut."]), AlarmState(question="numb_where"))
    assert "Wo genau ist es taub?" in reply.texts[1] and len(reply.buttons) > 3
    reply, _ = with_open_question(
        Reply("answer", None, "de", ["Gut."]), AlarmState(question="numb_where", asked_again=True)
    )
    assert "Taubheit zwischen den Beinen" in reply.texts[1] and "112" in reply.texts[1]


def test_nothing_is_added_without_an_open_question() -> None:
    answer = Reply("answer", None, "en", ["Move as much as you can."])
    for alarm in (AlarmState(), AlarmState(question="screening"), AlarmState(question="infection", doubting=True)):
        assert with_open_question(answer, alarm) == (answer, alarm.without_question())


def test_thoughts_of_suicide_are_never_asked_about_like_a_form() -> None:
    answer = Reply("answer", None, "en", ["Move as much as you can."])
    again, asked = with_open_question(answer, AlarmState(question="crisis"))
    assert "it matters" in again.texts[1] and "apply" not in again.texts[1]
    then, _ = with_open_question(answer, asked)
    assert "0800 111 0 111" in then.texts[1] and "drive" not in then.texts[1]


def test_no_button_leads_to_exercises_while_they_wait() -> None:
    other = Button("Sources", '/ask{"topic":"sources_evidence"}')
    reply = Reply("answer", None, "en", ["Text."], [_EXERCISES, Button("Why", '/ask{"topic":"exercise_why"}'), other])
    assert with_notes(reply, AlarmState(flags={"cauda_equina": "emergency"})).buttons == [other]
    assert with_notes(reply, AlarmState()).buttons == reply.buttons


def test_nothing_is_offered_beside_an_open_question() -> None:
    alarm = AlarmState(question="infection")
    reply, _ = with_open_question(Reply("clarification", None, "en", ["Is it one of these?"], [_EXERCISES]), alarm)
    assert reply.kind == "screening" and "Is it one of these?" not in reply.texts and _EXERCISES not in reply.buttons
