"""What a message means for safety in the course of a conversation: escalate, ask, remember, let go.

Pure functions of what the conversation remembers and what the detectors found in the message. `decisions.py` holds the
decisions, `open_questions.py` how the answer to a question is judged.
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

# Whoever says that it is getting worse is asked the screening again.
_GETTING_WORSE = "getting_worse"


def decide(
    memory: AlarmState, assessment: Assessment, pressed: Optional[str] = None, intent: str = ""
) -> Optional[TriageDecision]:
    """Return what safety asks for now; None when the conversation goes on as usual.

    Args:
        memory: what the conversation remembers.
        assessment: what the detectors found in the message.
        pressed: the answer of the button that was pressed, if one was.
        intent: the intent of the message as a whole; it tells yes, no and "I have no fever".
    """
    response = UserResponse.of(assessment, pressed, intent)
    if assessment.failed and not assessment.findings:
        return TriageDecision("failed", memory)
    if response.any(DOCTOR_SEEN) and memory.flags and not _new_categories(memory, assessment):
        return TriageDecision("doctor_seen", replace(memory.without_question(), doctor_seen=True))
    denial = _denial_in_spite_of_classifier(memory, assessment, response)
    if denial:
        return denial
    if assessment.findings:
        kept = _without_denied_doubt(memory, response)
        return escalate(kept, assessment.findings, _GETTING_WORSE in assessment.concepts)
    if memory.flags and response.any(CALLED):
        return TriageDecision("called", replace(memory.without_question(), called=True))
    if memory.flags and response.any(NOT_MEANT) and not memory.doubting:
        return TriageDecision("ask", replace(memory, question=memory.red_flags[0], doubting=True))
    answered = decide_on_answer(memory, response)
    if answered is None and assessment.asks:
        return ask(memory, assessment.asks)
    return answered


def _denial_in_spite_of_classifier(
    memory: AlarmState, assessment: Assessment, response: UserResponse
) -> Optional[TriageDecision]:
    """Return the decision on a no that only the classifier takes for a report ("No, I can feel everything")."""
    if not memory.question or not _is_classifier_alone(assessment, categories_asked_about(memory.question)):
        return None
    decision = decide_on_answer(memory, response)
    return decision if decision and decision.kind in ("cleared", "taken_back", "screen") else None


def _is_classifier_alone(assessment: Assessment, categories: Collection[str]) -> bool:
    """Whether only the classifier reports something, and only of these categories."""
    return bool(assessment.findings) and all(
        finding.detector == "classifier" and finding.category in categories for finding in assessment.findings
    )


def _new_categories(memory: AlarmState, assessment: Assessment) -> set[str]:
    return {finding.category for finding in assessment.findings} - memory.flags.keys()


def _without_denied_doubt(memory: AlarmState, response: UserResponse) -> AlarmState:
    """Take back the category in doubt before another one is reported ("no, only my foot is numb")."""
    if memory.doubting and response.is_clear_no:
        return memory.without_category(memory.question)
    return memory
