"""Decides what a message means for safety: escalate, ask, keep the alarm or take it back.

Pure functions of the alarm state and of what the detectors found in the message. `decisions.py` has the decisions,
`open_questions.py` judges the answer to an open question.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Collection, Optional

from bot.red_flags.alarm_state import SCREENING, WHICH_CATEGORY, AlarmState
from bot.red_flags.decisions import DecisionKind, TriageDecision, ask, escalate, report
from bot.red_flags.findings import Assessment
from bot.red_flags.open_questions import categories_asked_about, decide_on_answer
from bot.red_flags.user_responses import CALLED, DOCTOR_SEEN, NOT_MEANT, UserResponse

__all__ = ["SCREENING", "WHICH_CATEGORY", "AlarmState", "DecisionKind", "TriageDecision", "decide", "report"]

# A person who says that it is getting worse gets the screening again.
_GETTING_WORSE = "getting_worse"


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
    if assessment.findings:
        kept = _without_denied_doubt(alarm, response)
        return escalate(kept, assessment.findings, _GETTING_WORSE in assessment.concepts)
    if alarm.flags and response.any(CALLED):
        return TriageDecision("called", replace(alarm.without_question(), called=True))
    if alarm.flags and response.any(NOT_MEANT) and not alarm.doubting:
        return TriageDecision("ask", replace(alarm, question=alarm.red_flags[0], doubting=True))
    answered = decide_on_answer(alarm, response)
    if answered is None and assessment.asks:
        return ask(alarm, assessment.asks)
    return answered


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


def _without_denied_doubt(alarm: AlarmState, response: UserResponse) -> AlarmState:
    """Take back the category in doubt before another one is reported ("no, only my foot is numb")."""
    if alarm.doubting and response.is_clear_no:
        return alarm.without_category(alarm.question)
    return alarm
