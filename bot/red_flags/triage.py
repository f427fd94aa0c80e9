"""Decides what a message means for safety: escalate, ask, keep the alarm or take it back.

Pure functions of the alarm state and of what the detectors found in the message. `decisions.py` has the decisions,
`open_questions.py` judges the answer to an open question.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Collection, Optional

from bot.red_flags.alarm_state import SCREENING, WHICH_CATEGORY, AlarmState
from bot.red_flags.decisions import DecisionKind, TriageDecision, ask, escalate, report
from bot.red_flags.findings import Assessment, Finding
from bot.red_flags.open_questions import categories_asked_about, decide_on_answer
from bot.red_flags.rule_files import categories_of
from bot.red_flags.urgency import most_urgent
from bot.red_flags.user_responses import (
    AGREES,
    CALLED,
    DENIES,
    DOCTOR_SEEN,
    NONE_OF_THESE,
    NOT_MEANT,
    SOMETHING,
    UNSURE,
    UserResponse,
)

__all__ = ["SCREENING", "WHICH_CATEGORY", "AlarmState", "DecisionKind", "TriageDecision", "decide", "report"]

# A person who says that it is getting worse gets the screening again.
_GETTING_WORSE = "getting_worse"
# From this probability a report that no rule has found is no mere suspicion (0 to 1).
_SURE = 0.8


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
    response = UserResponse.of(assessment, pressed, intent)
    if assessment.failed and not assessment.findings:
        return TriageDecision("failed", alarm)
    if response.any(DOCTOR_SEEN) and alarm.flags and not _new_categories(alarm, assessment):
        return TriageDecision("doctor_seen", replace(alarm.without_question(), doctor_seen=True))
    denial = _denial_in_spite_of_classifier(alarm, assessment, response)
    if denial:
        return denial
    denies = response.any(DENIES, NONE_OF_THESE)
    told = [] if assessment.findings or denies else _told_in_context(alarm, assessment)
    if told:
        return escalate(alarm, told, _GETTING_WORSE in assessment.concepts)
    if assessment.findings:
        kept = _without_denied_doubt(alarm, response)
        is_sure = assessment.probability >= _SURE
        return escalate(kept, assessment.findings, _GETTING_WORSE in assessment.concepts, is_sure)
    if alarm.flags and response.any(CALLED):
        return TriageDecision("called", replace(alarm.without_question(), called=True))
    if alarm.suspected and not alarm.question and _denies(response, alarm.suspected):
        return TriageDecision("taken_back", replace(alarm.without_suspicions(), called=False), alarm.suspected)
    unmeant = _not_meant(alarm, response)
    if unmeant and not alarm.doubting:
        return TriageDecision("ask", replace(alarm, question=unmeant, doubting=True))
    answered = decide_on_answer(alarm, response)
    if answered is None and assessment.asks:
        return ask(alarm, assessment.asks)
    return answered


def _told_in_context(alarm: AlarmState, assessment: Assessment) -> list[Finding]:
    """Return what the rules find in answer to a question about it, or during an alarm."""
    asked = categories_asked_about(alarm.question) if alarm.question else set()
    return [
        finding
        for finding in assessment.told
        if finding.category in asked or (alarm.is_alarmed and _raises(alarm, finding))
    ]


def _raises(alarm: AlarmState, finding: Finding) -> bool:
    """Whether a finding is new or more urgent than what was reported before."""
    return most_urgent([alarm.flags.get(finding.category), finding.urgency]) != alarm.flags.get(finding.category)


def _denial_in_spite_of_classifier(
    alarm: AlarmState, assessment: Assessment, response: UserResponse
) -> Optional[TriageDecision]:
    """Return the decision on a no that only the classifier mistakes for a report ("No, I can feel everything")."""
    if not alarm.question or not _is_classifier_alone(assessment, categories_asked_about(alarm.question)):
        return None
    decision = decide_on_answer(alarm, response)
    return decision if decision and decision.kind in ("cleared", "taken_back", "screen") else None


def _is_classifier_alone(assessment: Assessment, categories: Collection[str]) -> bool:
    """Whether only the classifier reports something, and only of these categories."""
    return bool(assessment.findings) and all(
        finding.detector == "classifier" and finding.category in categories for finding in assessment.findings
    )


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
    """Whether somebody says that they do not have or did not mean it; a bare no may mean that they will not call."""
    if response.any(AGREES, UNSURE, SOMETHING):
        return False
    denied = {category for category in categories_of(response.denied) if category in categories}
    return response.any(NOT_MEANT) or bool(denied - {*categories_of(response.concepts)})


def _without_denied_doubt(alarm: AlarmState, response: UserResponse) -> AlarmState:
    """Take back the category in doubt before another one is reported ("no, only my foot is numb")."""
    if alarm.doubting and response.is_clear_no:
        return alarm.without_category(alarm.question)
    return alarm
