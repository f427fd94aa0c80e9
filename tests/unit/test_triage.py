"""Triage over a conversation: what is asked, when an alarm persists, what takes it back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Optional

import pytest

from bot.red_flags.categories import UNSPECIFIED
from bot.red_flags.findings import Assessment, Finding
from bot.red_flags.parsed_message import ASSESSMENT_KEY, decision_for
from bot.red_flags.questions import questions
from bot.red_flags.triage import SCREENING, WHICH_CATEGORY, AlarmState, TriageDecision, decide
from bot.red_flags.urgency import Urgency
from bot.red_flags.user_responses import (
    AGREES,
    CALLED,
    DENIES,
    DOCTOR_SEEN,
    ELSEWHERE,
    NONE_OF_THESE,
    NOT_MEANT,
    SOMETHING,
    UNSURE,
)

QUIET = Assessment()
ALARMED = AlarmState(flags={"cauda_equina": "emergency"})


def _found(category: str, urgency: Urgency, **more: object) -> Assessment:
    return replace(Assessment(findings=[Finding(category, urgency, "rules")]), **more)  # type: ignore[arg-type]


def _asking(category: str, question: str) -> Assessment:
    return Assessment(asks=[Finding(category, None, "rules", ask=question)])


def _said(*answers: str) -> Assessment:
    return Assessment(answers=list(answers))


def _next(alarm: AlarmState, assessment: Assessment = QUIET, pressed: Optional[str] = None) -> TriageDecision:
    decision = decide(alarm, assessment, pressed)
    assert decision is not None
    return decision


def test_a_quiet_message_changes_nothing() -> None:
    assert decide(AlarmState(), QUIET) is None
    assert decide(ALARMED, QUIET) is None


def test_a_report_raises_the_alarm_and_it_stays() -> None:
    decision = _next(AlarmState(), _found("fracture", "urgent"))
    assert (decision.kind, decision.alarm.flags) == ("escalate", {"fracture": "urgent"})
    later = _next(decision.alarm, _found("age_course", "soon"))
    assert later.alarm.urgency == "urgent" and later.alarm.red_flags == ["fracture", "age_course"]


def test_a_higher_finding_raises_it_and_a_lower_one_never_lowers_it() -> None:
    raised = _next(AlarmState(flags={"fracture": "urgent"}), _found("fracture", "emergency")).alarm
    assert raised.urgency == "emergency"
    assert _next(raised, _found("fracture", "urgent")).alarm.urgency == "emergency"


def test_having_called_counts_until_something_more_serious_comes() -> None:
    called = _next(AlarmState(flags={"fracture": "urgent"}), pressed=CALLED)
    assert called.kind == "called" and called.alarm.called and called.alarm.is_alarmed
    assert _next(called.alarm, _found("infection", "urgent")).alarm.called
    assert not _next(called.alarm, _found("cauda_equina", "emergency")).alarm.called


def test_that_is_not_what_i_meant_asks_once_more_and_only_a_clear_no_takes_it_back() -> None:
    asked = _next(ALARMED, _said(NOT_MEANT))
    assert (asked.kind, asked.alarm.question, asked.alarm.doubting) == ("ask", "cauda_equina", True)
    assert asked.alarm.is_alarmed
    back = _next(asked.alarm, pressed=DENIES)
    assert back.kind == "taken_back" and not back.alarm.flags
    for unclear in (_said(UNSURE), _said(DENIES, UNSURE), _said(AGREES), QUIET):
        decision = _next(asked.alarm, unclear)
        assert decision.kind == "escalate" and decision.alarm.urgency == "emergency"


def test_a_no_with_another_red_flag_takes_back_only_the_one_in_doubt() -> None:
    asked = _next(ALARMED, pressed=NOT_MEANT).alarm
    decision = _next(asked, _found("neuro_deficit", "soon", answers=[DENIES]))
    assert decision.alarm.flags == {"neuro_deficit": "soon"}


def test_a_doctor_ends_the_alarm_until_something_new() -> None:
    seen = _next(ALARMED, _said(DOCTOR_SEEN))
    assert seen.kind == "doctor_seen" and not seen.alarm.is_alarmed
    assert _next(seen.alarm, _found("infection", "urgent")).alarm.is_alarmed
    assert decide(AlarmState(), _said(DOCTOR_SEEN)) is None


def test_a_doctor_in_a_message_with_a_new_red_flag_does_not_end_the_alarm() -> None:
    decision = _next(ALARMED, _found("vascular_cardiac", "emergency", answers=[DOCTOR_SEEN]))
    assert decision.kind == "escalate"
    repeated = _next(ALARMED, _found("cauda_equina", "emergency", answers=[DOCTOR_SEEN]))
    assert repeated.kind == "doctor_seen"


def test_a_doubtful_message_is_asked_about() -> None:
    decision = _next(AlarmState(), _asking("cauda_equina", "numb_where"))
    assert (decision.kind, decision.alarm.question) == ("ask", "numb_where")


@pytest.mark.parametrize(
    ("reply", "flags"),
    [
        (Assessment(concepts=["saddle"]), {"cauda_equina": "emergency"}),
        (Assessment(concepts=["leg"]), {"neuro_deficit": "soon"}),
        (_said(ELSEWHERE), {}),
        (_said(DENIES), {}),
        (_said(UNSURE), {"cauda_equina": "emergency"}),
        (QUIET, {"cauda_equina": "emergency"}),
    ],
)
def test_the_answer_decides_and_an_unclear_one_counts_as_yes(reply: Assessment, flags: dict[str, Urgency]) -> None:
    alarm = AlarmState(question="numb_where")
    decision = _next(alarm, reply)
    assert decision.alarm.flags == flags and decision.alarm.question is None


@pytest.mark.parametrize("question", ["numb_where", "infection"])
def test_another_matter_leaves_the_question_open(question: str) -> None:
    alarm = AlarmState(question=question)
    for intent in ("ask", "thanks", "delete_data", "symptom_statement"):
        assert decide(alarm, QUIET, None, intent) is None
        assert decide(alarm, _said(AGREES), None, intent) is not None
    assert decide(alarm, QUIET, None, "affirm") is not None
    suspicious = Assessment(probability=0.1)
    for intent in ("nlu_fallback", "", "symptom_statement"):
        assert decide(alarm, suspicious, None, intent) is not None


def test_a_question_that_mentions_the_sign_does_not_leave_it_open() -> None:
    asked = AlarmState(question="infection")
    assert _next_with_intent(asked, Assessment(concepts=["fever"]), "ask").kind == "escalate"
    assert _next_with_intent(asked, Assessment(denied=["fever"]), "ask").kind == "cleared"


def _next_with_intent(alarm: AlarmState, assessment: Assessment, intent: str) -> TriageDecision:
    decision = decide(alarm, assessment, None, intent)
    assert decision is not None
    return decision


def test_what_only_the_models_suspected_is_taken_back_at_once() -> None:
    suspected = _next(AlarmState(), Assessment(findings=[Finding("crisis", "emergency", "classifier")])).alarm
    assert suspected.suspected == ("crisis",)
    assert _next(suspected, _said(NOT_MEANT)).kind == "taken_back"
    assert not _next(suspected, _said(NOT_MEANT)).alarm.flags
    assert decide(suspected, _said(DENIES)) is None, "a bare no may mean that they will not call"
    assert _next(suspected, replace(_said(NOT_MEANT, UNSURE), probability=0.1)).kind == "ask"


def test_a_suspicion_is_taken_back_by_what_sounds_like_a_denial_and_names_it() -> None:
    """Thus "my leg is not weak at all, it only tingles" is believed, and "what a lovely day" denies nothing."""
    found = Assessment(findings=[Finding("neuro_deficit", "emergency", "classifier")], probability=0.3)
    leg = _next(AlarmState(), found).alarm
    tingles = Assessment(answers=[UNSURE], concepts=["numb"])
    decision = decide(leg, tingles, None, "symptom_denied")
    assert decision and decision.kind == "taken_back"
    assert decide(leg, QUIET, None, "symptom_denied") is None


def test_what_is_told_in_plain_words_later_is_no_longer_a_suspicion() -> None:
    suspected = _next(AlarmState(), Assessment(findings=[Finding("infection", "urgent", "classifier")])).alarm
    told = _next(suspected, _found("infection", "urgent")).alarm
    assert not told.suspected and _next(told, _said(NOT_MEANT)).kind == "ask"
    sure = Assessment(findings=[Finding("infection", "urgent", "classifier")], probability=0.97)
    assert not _next(AlarmState(), sure).alarm.suspected
    both = _next(told, Assessment(findings=[Finding("fracture", "urgent", "classifier")])).alarm
    left = _next(both, _said(NOT_MEANT))
    assert (left.kind, left.alarm.flags, left.alarm.suspected) == ("taken_back", {"infection": "urgent"}, ())


@pytest.mark.parametrize(("pressed", "alarmed"), [(AGREES, True), (UNSURE, True), (DENIES, False)])
def test_a_yes_or_no_question(pressed: str, alarmed: bool) -> None:
    decision = _next(AlarmState(question="infection"), pressed=pressed)
    assert decision.alarm.is_alarmed == alarmed


def test_denying_the_thing_itself_is_a_clear_no() -> None:
    decision = _next(AlarmState(question="infection"), Assessment(denied=["fever"]))
    assert decision.kind == "cleared"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (_said(NONE_OF_THESE), "passed"),
        (_said(DENIES), "passed"),
        (_said(SOMETHING), "which"),
        (_said(UNSURE), "which"),
        (_said(AGREES), "which"),
        (Assessment(denied=["fever"]), "screen"),
        (_found("fracture", "urgent"), "escalate"),
    ],
)
def test_answers_to_the_screening(reply: Assessment, kind: str) -> None:
    assert _next(AlarmState(question=SCREENING), reply).kind == kind


def test_single_denials_leave_the_rest_of_the_list_and_add_up() -> None:
    alarm = AlarmState(question=SCREENING)
    for denied in (["fever", "spinal_procedure", "fall"], ["weak", "chest_pain", "pregnant"], ["cancer", "night_pain"]):
        decision = _next(alarm, Assessment(denied=denied))
        assert decision.kind == "screen"
        alarm = decision.alarm
    alarm = _next(alarm, Assessment(denied=["burning_pee", "flank_pain"])).alarm
    assert [item.category for item in alarm.screening_left()] == ["cauda_equina"]
    assert _next(alarm, Assessment(denied=["numb", "bladder_trouble"])).alarm.screened


def test_numbness_alone_does_not_answer_for_the_bladder() -> None:
    left = AlarmState(denied=("numb",)).screening_left()
    assert "cauda_equina" in [item.category for item in left]


def test_another_question_leaves_the_screening_unanswered() -> None:
    assert decide(AlarmState(question=SCREENING), QUIET) is None


def test_a_no_is_a_no_though_the_classifier_takes_it_for_a_report() -> None:
    reported = [Finding("cauda_equina", "emergency", "classifier")]
    for question in ("numb_where", "cauda_equina"):
        alarm = AlarmState(question=question)
        assert _next(alarm, Assessment(findings=reported, answers=[DENIES])).kind == "cleared"
        assert _next(alarm, Assessment(findings=reported, answers=[DENIES, UNSURE])).kind == "escalate"
        assert _next(alarm, Assessment(findings=reported)).kind == "escalate"
    sure = Assessment(findings=[Finding("cauda_equina", "emergency", "rules")], answers=[DENIES])
    assert _next(AlarmState(question="numb_where"), sure).kind == "escalate"


def test_which_category_it_is() -> None:
    alarm = AlarmState(question=WHICH_CATEGORY)
    assert _next(alarm, pressed="infection").alarm.flags == {"infection": "urgent"}
    assert _next(alarm, Assessment(concepts=["cancer"])).alarm.flags == {"malignancy": "soon"}
    assert _next(alarm, _said(DENIES)).kind == "passed"
    assert _next(alarm, _said(UNSURE)).alarm.flags == {UNSPECIFIED: "urgent"}


def test_getting_worse_asks_the_screening_again() -> None:
    alarm = AlarmState(screened=True)
    assert not _next(alarm, _found("age_course", "soon", concepts=["getting_worse"])).alarm.screened
    assert _next(alarm, _found("age_course", "soon")).alarm.screened


def test_a_broken_detector_is_reported_unless_the_other_found_something() -> None:
    assert _next(AlarmState(), Assessment(failed=True)).kind == "failed"
    assert _next(AlarmState(), _found("infection", "urgent", failed=True)).kind == "escalate"


def test_the_alarm_state_survives_its_slot() -> None:
    alarm = AlarmState({"crisis": "emergency"}, ("crisis",), True, True, "infection", True, True, True, ("fever",))
    assert AlarmState.from_slot(alarm.as_slot()) == alarm
    assert AlarmState.from_slot(None) == AlarmState.from_slot("odd") == AlarmState()


def test_stale_buttons_do_no_harm() -> None:
    for pressed in (AGREES, DENIES, UNSURE, NONE_OF_THESE, SOMETHING, CALLED, NOT_MEANT, DOCTOR_SEEN, "nonsense"):
        decision = decide(AlarmState(), QUIET, pressed)
        assert decision is None or not decision.alarm.flags, pressed


def test_what_a_late_button_reports_still_counts() -> None:
    assert _next(AlarmState(), QUIET, "saddle").alarm.flags == {"cauda_equina": "emergency"}
    assert _next(AlarmState(), QUIET, "infection").alarm.flags == {"infection": "urgent"}
    assert decide(AlarmState(), QUIET, DENIES) is None


def test_a_late_button_stands_for_the_answer_to_its_own_question() -> None:
    assert _next(AlarmState(), QUIET, "one_leg").alarm.flags == {"neuro_deficit": "soon"}
    assert _next(AlarmState(), QUIET, "weak_leg").alarm.flags == {"neuro_deficit": "urgent"}
    assert _next(AlarmState(), QUIET, "saddle_bladder").alarm.flags == {"cauda_equina": "emergency"}


def test_a_no_to_one_question_does_not_hide_another_red_flag() -> None:
    other = [Finding("vascular_cardiac", "emergency", "classifier")]
    assert _next(AlarmState(question="infection"), Assessment(findings=other, answers=[DENIES])).kind == "escalate"


def test_every_item_of_the_screening_can_be_chosen() -> None:
    assert [item.category for item in questions().screening] == list(questions().which)


@pytest.mark.parametrize(
    ("chances", "probability", "kind"),
    [
        ({"no": 0.9}, 0.01, "cleared"),
        ({"no": 0.5, "other": 0.4}, 0.01, None),
        ({"no": 0.5, "other": 0.4}, 0.1, "escalate"),
        ({"no": 0.9}, 0.2, "cleared"),
        ({"no": 0.8}, 0.2, "escalate"),
        ({"no": 0.9}, 0.6, "escalate"),
        ({"yes": 0.9}, 0.01, "escalate"),
        ({"other": 0.8}, 0.01, None),
    ],
)
def test_an_answer_without_known_words_is_read_by_examples(
    chances: dict[str, float], probability: float, kind: Optional[str]
) -> None:
    """A no has to be the surer, the more the message sounds like a report; another matter leaves it open."""
    assessment = Assessment(answer_chances=chances, probability=probability)
    decision = decide(AlarmState(question="infection"), assessment)
    assert (decision.kind if decision else None) == kind


def test_a_no_is_none_if_what_was_asked_about_is_mentioned() -> None:
    said = Assessment(answer_chances={"no": 0.96}, concepts=["fever"])
    assert _next(AlarmState(question="infection"), replace(said, probability=0.1)).kind == "escalate"
    assert _next(AlarmState(question="infection"), replace(said, concepts=["leg"])).kind == "cleared"


def test_what_is_mentioned_in_what_sounds_like_a_no_is_asked_once_more() -> None:
    """Thus "cancer? it was a fridge, none of that" is no yes."""
    said = Assessment(answer_chances={"no": 0.46, "yes": 0.1}, concepts=["fever"], probability=0.01)
    assert decide(AlarmState(question="infection"), said) is None
    assert _next(AlarmState(question=WHICH_CATEGORY), said).alarm.question == "infection"
    assert _next(AlarmState(question="infection"), replace(said, answer_chances={"yes": 0.2})).kind == "escalate"


def test_words_alone_report_nothing_in_answer_to_a_question() -> None:
    told = Assessment(told=[Finding("malignancy", "soon", "rules")], probability=0.01)
    assert decide(AlarmState(question="malignancy"), told) is None
    assert _next(AlarmState(question="malignancy"), replace(told, probability=0.3)).kind == "escalate"


def test_a_question_is_asked_again_when_the_answer_is_none_and_nothing_speaks_for_a_sign() -> None:
    """Thus "I have had it for years" is no yes to a question on stiffness in the morning."""
    suspicious = Assessment(probability=0.1)
    for category, when_suspicious in (("inflammatory", None), ("infection", "escalate")):
        alarm = AlarmState(question=category)
        assert decide(alarm, QUIET) is None
        decision = decide(alarm, suspicious)
        assert (decision.kind if decision else None) == when_suspicious
    assert _next(AlarmState(question="crisis"), QUIET).kind == "escalate"


def test_a_no_to_the_screening_that_makes_an_exception_is_asked_about() -> None:
    """Thus "none of that, only that my bones are brittle, as I said" does not open the exercises."""
    said = replace(_asking("fracture", "fracture"), answers=[NONE_OF_THESE], answer_chances={"no": 0.94})
    decision = _next(AlarmState(question=SCREENING), said)
    assert (decision.kind, decision.alarm.question, decision.alarm.screened) == ("ask", "fracture", True)
    assert _next(AlarmState(question=SCREENING), said, pressed=NONE_OF_THESE).kind == "passed"


def test_a_clear_no_outweighs_mild_words_in_it() -> None:
    said = _found("inflammatory", "soon", answer_chances={"no": 0.9})
    assert _next(AlarmState(question="inflammatory"), said).kind == "cleared"
    assert _next(AlarmState(), said).kind == "escalate"
    assert (
        _next(AlarmState(question="infection"), _found("infection", "urgent", **{"answer_chances": {"no": 0.9}})).kind
        == "escalate"
    )


def test_what_is_denied_in_passing_is_not_asked_about_in_the_screening() -> None:
    before = AlarmState()
    after = before.remembering(concepts=[], denied=["chest_pain", "pregnant"])
    assert len(after.screening_left()) == len(before.screening_left()) - 2
    assert after.remembering(concepts=["pregnant"], denied=[]).denied == ("chest_pain",)
    everything = {name for item in questions().screening for need in item.denied_by for name in need.split("|")}
    assert before.remembering(concepts=[], denied=everything).screened


def test_who_says_in_the_words_of_a_no_that_it_was_not_meant_is_heard() -> None:
    said = Assessment(answer_chances={"no": 0.9}, advice_chances={"not_so": 0.4, "asks": 0.4})
    assert _next(ALARMED, said).alarm.doubting
    assert decide(ALARMED, replace(said, answer_chances={"other": 0.9})) is None


def test_a_no_to_thoughts_of_suicide_has_to_be_clearer() -> None:
    for chance, kind in ((0.8, "escalate"), (0.95, "cleared")):
        decision = decide(AlarmState(question="crisis"), Assessment(answer_chances={"no": chance}))
        assert decision and decision.kind == kind


def test_without_an_open_question_the_examples_say_nothing() -> None:
    assert decide(AlarmState(), Assessment(answer_chances={"yes": 0.99})) is None


def test_a_clear_no_outweighs_words_that_look_like_a_yes_or_a_doubt() -> None:
    """Thus "no, I do enjoy life" and "none, I'm sure it is the baby" are a no, if nothing speaks for a sign."""
    for answers, chances in ((["agrees", "denies"], {"other": 0.85}), (["none", "unsure"], {"no": 0.99})):
        said = Assessment(answers=answers, answer_chances=chances, probability=0.002)
        cleared = decide(AlarmState(question="crisis"), said)
        assert cleared and cleared.kind == "cleared"
        doubtful = decide(AlarmState(question="crisis"), replace(said, probability=0.2))
        assert doubtful and doubtful.kind == "escalate"


def test_none_of_them_passes_even_if_something_harmless_is_mentioned() -> None:
    said = Assessment(answers=["none"], concepts=["pregnant"], answer_chances={"no": 0.99}, probability=0.02)
    decision = decide(AlarmState(question=WHICH_CATEGORY), said)
    assert decision and decision.alarm.screened


@pytest.mark.parametrize(
    ("label", "kind"), [("asks", "help"), ("refuses", "help"), ("going", "called"), ("seen", "doctor_seen")]
)
def test_what_is_written_after_the_advice_is_understood_by_the_model(label: str, kind: str) -> None:
    assert _next(ALARMED, Assessment(advice_chances={label: 0.85})).kind == kind
    assert decide(ALARMED, Assessment(advice_chances={label: 0.4})) is None
    assert decide(AlarmState(), Assessment(advice_chances={label: 0.85})) is None


def test_exercises_wait_until_help_is_on_its_way_to_somebody_else() -> None:
    about_mother = replace(ALARMED, for_other=True)
    assert about_mother.exercises_wait and ALARMED.exercises_wait
    assert not replace(about_mother, called=True).exercises_wait
    assert replace(ALARMED, called=True).exercises_wait


def test_a_sign_that_is_new_goes_before_the_question_on_getting_help() -> None:
    asking = _found("vascular_cardiac", "emergency", advice_chances={"asks": 0.9})
    assert _next(ALARMED, asking).kind == "escalate"
    same = _found("cauda_equina", "emergency", advice_chances={"asks": 0.9})
    assert _next(ALARMED, same).kind == "help"


def _message(text: str, assessment: Assessment) -> dict[str, Any]:
    return {"text": text, "language": "en", "intent": {"name": "nlu_fallback"}, ASSESSMENT_KEY: assessment.as_dict()}


def test_nobody_is_asked_about_a_pregnancy_of_which_nobody_spoke() -> None:
    asks = Assessment(asks=[Finding("pregnancy_warning", None, "classifier", ask="pregnancy_warning")])
    said = _message("it's the getting in and out that hurts", asks)
    assert decision_for(said, AlarmState()) is None
    pregnant = decision_for(said, AlarmState(), pregnant=True)
    assert pregnant and pregnant.kind == "ask"
    mentioned = decision_for(_message("week 30, and ...", replace(asks, concepts=["pregnant"])), AlarmState())
    assert mentioned and mentioned.kind == "ask"


def test_to_be_a_man_is_a_no_to_the_question_about_pregnancy() -> None:
    said = _message("what? i'm a man, pregnant, lol", Assessment(concepts=["pregnant"], probability=0.07))
    decision = decision_for(said, AlarmState(question="pregnancy_warning"))
    assert decision and decision.kind == "cleared"


def test_what_the_models_suspect_has_to_fit_how_long_it_hurts() -> None:
    asked = replace(Assessment(), asks=[Finding("inflammatory", None, "classifier", ask="inflammatory")])
    assert decision_for(_message("worse after each shift", asked), AlarmState(), days=10) is None
    assert decision_for(_message("it has been ten days, not months, for 10 days", asked), AlarmState()) is None
    decision = decision_for(_message("worse after each shift", asked), AlarmState(), days=200)
    assert decision is not None and decision.alarm.question == "inflammatory"


def test_a_doubt_in_a_question_takes_nothing_back() -> None:
    doubt = Assessment(advice_chances={"not_so": 0.9})
    decision = decide(ALARMED, doubt, intent="ask")
    assert decision is None or decision.kind not in ("taken_back", "ask")
    assert _next(ALARMED, doubt).kind == "ask"


def test_an_answer_that_names_a_choice_goes_before_what_the_models_make_of_it() -> None:
    asked = AlarmState(question="numb_where")
    suspected = Assessment(findings=[Finding("neuro_deficit", "emergency", "classifier")], concepts=["both_legs"])
    assert _next(asked, suspected).alarm.red_flags == ["cauda_equina"]
    mild = replace(suspected, concepts=["leg"])
    assert _next(asked, mild).alarm.urgency == "emergency"


def test_not_meant_need_not_be_pressed_three_times() -> None:
    asked = _next(AlarmState(flags={"fracture": "urgent"}), pressed=NOT_MEANT)
    assert asked.kind == "ask"
    again = replace(asked.alarm, question=None, doubting=False, flags={"infection": "urgent", "fracture": "urgent"})
    assert _next(again, pressed=NOT_MEANT).kind == "taken_back"
