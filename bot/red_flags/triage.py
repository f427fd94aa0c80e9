"""Decides what a message means for safety: escalate, ask, keep the alarm or take it back.

Pure functions of the alarm state and of what the detectors found in the message. `decisions.py` has the decisions,
`open_questions.py` judges the answer to an open question.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Collection, Optional, Sequence

from bot.red_flags.alarm_state import SCREENING, WHICH_CATEGORY, AlarmState
from bot.red_flags.decisions import DecisionKind, TriageDecision, ask, escalate, report
from bot.red_flags.findings import Assessment, Finding
from bot.red_flags.open_questions import categories_asked_about, decide_on_answer
from bot.red_flags.questions import questions
from bot.red_flags.rule_files import categories_of
from bot.red_flags.urgency import most_urgent
from bot.red_flags.user_responses import (
    AGREES,
    ASKS_FOR_HELP,
    CALLED,
    DENIES,
    DOCTOR_SEEN,
    NONE_OF_THESE,
    NOT_MEANT,
    REFUSES,
    SOMETHING,
    UNSURE,
    UserResponse,
)

__all__ = ["SCREENING", "WHICH_CATEGORY", "AlarmState", "DecisionKind", "TriageDecision", "decide", "report"]

# A person who says that it is getting worse gets the screening again.
_GETTING_WORSE = "getting_worse"
# From this probability a report that no rule has found is no mere suspicion (0 to 1).
_SURE = 0.95
# Below this probability words alone report nothing (0 to 1).
_WORDS_ALONE = 0.02
# From this probability an answer is a no, even if the rules find in it what was asked about (0 to 1).
_CLEARLY_NO = 0.85


def decide(
    alarm: AlarmState, assessment: Assessment, pressed: Optional[str] = None, intent: str = ""
) -> Optional[TriageDecision]:
    """Return what safety does now; None when the conversation continues as usual.

    Args:
        alarm: the alarm state so far.
        assessment: what the detectors found in the message.
        pressed: the answer of the button that was pressed, if one was.
        intent: the intent of the whole message; it recognises yes, no and "I have no fever".
    """
    if assessment.failed and not assessment.findings:
        return TriageDecision("failed", alarm)
    asked = categories_asked_about(alarm.question) if alarm.question else set()
    response = UserResponse.of(assessment, pressed, intent, alarm.question, alarm.is_alarmed, asked)
    decisions = (rule(alarm, assessment, response) for rule in _IN_THIS_ORDER)
    return next((decision for decision in decisions if decision), None)


def _seen_by_doctor(alarm: AlarmState, assessment: Assessment, response: UserResponse) -> Optional[TriageDecision]:
    if response.any(DOCTOR_SEEN) and alarm.flags and not _new_categories(alarm, assessment):
        return TriageDecision("doctor_seen", replace(alarm.without_question(), doctor_seen=True))
    return None


def _named_choice(alarm: AlarmState, assessment: Assessment, response: UserResponse) -> Optional[TriageDecision]:
    """Let an answer that names one of the choices decide, if that is as urgent as what the models make of it."""
    if alarm.question not in questions().choices or any(f.detector == "rules" for f in assessment.findings):
        return None
    decision = decide_on_answer(alarm, response) if assessment.findings and response.concepts else None
    if decision is None or decision.kind != "escalate":
        return None
    urgencies = [decision.alarm.urgency, *(finding.urgency for finding in assessment.findings)]
    return decision if most_urgent(urgencies) == decision.alarm.urgency else None


def _told_where_it_matters(
    alarm: AlarmState, assessment: Assessment, response: UserResponse
) -> Optional[TriageDecision]:
    """Escalate what only the rules find, in answer to a question about it or during an alarm."""
    if assessment.findings or response.any(DENIES, NONE_OF_THESE):
        return None
    if assessment.probability < _WORDS_ALONE and not response.any(AGREES, SOMETHING):
        # "Cancer? It was a fridge": the word is there, and nothing speaks for the sign.
        return None
    told = _told_in_context(alarm, assessment)
    return escalate(alarm, told, _GETTING_WORSE in assessment.concepts) if told else None


def _reported(alarm: AlarmState, assessment: Assessment, response: UserResponse) -> Optional[TriageDecision]:
    if not assessment.findings:
        return None
    if _wants_help(alarm, response) and not _raising(alarm, assessment.findings):
        return TriageDecision("help", alarm)
    kept = _without_denied_doubt(alarm, response)
    is_sure = assessment.probability >= _SURE
    return escalate(kept, assessment.findings, _GETTING_WORSE in assessment.concepts, is_sure)


def _help_on_its_way(alarm: AlarmState, assessment: Assessment, response: UserResponse) -> Optional[TriageDecision]:
    if alarm.flags and response.any(CALLED):
        return TriageDecision("called", replace(alarm.without_question(), called=True))
    return None


def _taken_back(alarm: AlarmState, assessment: Assessment, response: UserResponse) -> Optional[TriageDecision]:
    """Believe that a suspicion was wrong; ask once more about what the rules found, and believe it the second time."""
    if alarm.suspected and not alarm.question and _denies(response, alarm.suspected):
        return TriageDecision("taken_back", replace(alarm.without_suspicions(), called=False), alarm.suspected)
    unmeant = None if alarm.doubting else _not_meant(alarm, response)
    if unmeant is None:
        return None
    if unmeant in alarm.doubted or (response.pressed and alarm.doubted):
        # Nobody has to press "not meant" three times.
        return TriageDecision("taken_back", replace(alarm.without_category(unmeant), called=False), (unmeant,))
    return TriageDecision("ask", replace(alarm, question=unmeant, doubting=True, doubted=(*alarm.doubted, unmeant)))


def _asking_for_help(alarm: AlarmState, assessment: Assessment, response: UserResponse) -> Optional[TriageDecision]:
    return TriageDecision("help", alarm) if _wants_help(alarm, response) else None


def _answered(alarm: AlarmState, assessment: Assessment, response: UserResponse) -> Optional[TriageDecision]:
    suspected = _suspected_in_screening(alarm, assessment)
    if suspected and not response.pressed:
        screened = replace(alarm, screened=True)
        if response.any(AGREES, SOMETHING) and not response.any(DENIES, NONE_OF_THESE):
            return report(screened, suspected.category)
        # "None of them, only that my bones are brittle, as I said": a no with an exception, so this one is asked about.
        return ask(screened, [suspected])
    return decide_on_answer(alarm, response)


def _worth_a_question(alarm: AlarmState, assessment: Assessment, response: UserResponse) -> Optional[TriageDecision]:
    return ask(alarm, assessment.asks) if assessment.asks else None


def _wants_help(alarm: AlarmState, response: UserResponse) -> bool:
    return alarm.is_alarmed and not alarm.question and response.any(ASKS_FOR_HELP, REFUSES)


def _told_in_context(alarm: AlarmState, assessment: Assessment) -> list[Finding]:
    """Return what the rules find in answer to a question about it, or during an alarm."""
    asked = categories_asked_about(alarm.question) if alarm.question else set()
    return [
        finding
        for finding in assessment.told
        if finding.category in asked or (alarm.is_alarmed and _raises(alarm, finding))
    ]


def _suspected_in_screening(alarm: AlarmState, assessment: Assessment) -> Optional[Finding]:
    """Return what would be asked about otherwise: in answer to the screening it is likelier than elsewhere."""
    if alarm.question not in (SCREENING, WHICH_CATEGORY):
        return None
    asked = categories_asked_about(alarm.question)
    return next((finding for finding in assessment.asks if finding.category in asked), None)


def _raising(alarm: AlarmState, findings: Sequence[Finding]) -> bool:
    return any(_raises(alarm, finding) for finding in findings)


def _raises(alarm: AlarmState, finding: Finding) -> bool:
    """Whether a finding is new or more urgent than what was reported before."""
    return most_urgent([alarm.flags.get(finding.category), finding.urgency]) != alarm.flags.get(finding.category)


def _denied_all_the_same(alarm: AlarmState, assessment: Assessment, response: UserResponse) -> Optional[TriageDecision]:
    """Return the decision on a no that is mistaken for a report ("No, I can feel everything", "years, but no")."""
    if not alarm.question:
        return None
    asked = categories_asked_about(alarm.question)
    if not _is_classifier_alone(assessment, asked) and not _is_mild_and_denied(assessment, asked):
        return None
    decision = decide_on_answer(alarm, response)
    return decision if decision and decision.kind in ("cleared", "taken_back", "screen") else None


def _is_classifier_alone(assessment: Assessment, categories: Collection[str]) -> bool:
    """Whether only the classifier reports something, and only of these categories."""
    return bool(assessment.findings) and all(
        finding.detector == "classifier" and finding.category in categories for finding in assessment.findings
    )


def _is_mild_and_denied(assessment: Assessment, categories: Collection[str]) -> bool:
    """Whether only something that can wait for days is reported, only of these categories, in what is clearly a no."""
    mild = all(finding.category in categories and finding.urgency == "soon" for finding in assessment.findings)
    return bool(assessment.findings) and mild and assessment.answer_chances.get("no", 0.0) >= _CLEARLY_NO


def _new_categories(alarm: AlarmState, assessment: Assessment) -> set[str]:
    return {finding.category for finding in assessment.findings} - alarm.flags.keys()


def _not_meant(alarm: AlarmState, response: UserResponse) -> Optional[str]:
    """Return the reported category that somebody did not mean or now denies, if one; it is asked about once more."""
    if response.any(NOT_MEANT) and alarm.flags:
        return alarm.red_flags[0]
    if response.any(AGREES, UNSURE, SOMETHING) or alarm.question:
        return None
    denied = {*categories_of(response.denied)} - {*categories_of(response.concepts)}
    return next((category for category in alarm.red_flags if category in denied), None)


def _denies(response: UserResponse, categories: Collection[str]) -> bool:
    """Whether somebody says that they do not have or did not mean it; a bare no may mean that they will not call.

    "My leg is not weak, it only tingles" mentions what fits the same category: it is a denial if little speaks for it.
    """
    if response.any(AGREES, UNSURE, SOMETHING) and not response.quiet:
        return False
    mentioned = set() if response.quiet else {*categories_of(response.concepts)}
    denied = {category for category in categories_of(response.denied) if category in categories}
    names_it = bool(response.concepts | response.denied)
    says_so = response.any(NOT_MEANT) or (response.quiet and response.reassures and names_it)
    return says_so or bool(denied - mentioned)


def _without_denied_doubt(alarm: AlarmState, response: UserResponse) -> AlarmState:
    """Take back the category in doubt before another one is reported ("no, only my foot is numb")."""
    if alarm.doubting and response.is_clear_no:
        return alarm.without_category(alarm.question)
    return alarm


# The first of these that decides does.
_IN_THIS_ORDER = (
    _seen_by_doctor,
    _denied_all_the_same,
    _named_choice,
    _told_where_it_matters,
    _reported,
    _help_on_its_way,
    _taken_back,
    _asking_for_help,
    _answered,
    _worth_a_question,
)
