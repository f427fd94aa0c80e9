"""From a message as Rasa has parsed it to a triage decision; this needs no Rasa."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from bot.red_flags.alarm_state import AlarmState
from bot.red_flags.decisions import TriageDecision, report
from bot.red_flags.findings import Assessment
from bot.red_flags.scores import category_of, is_report
from bot.red_flags.triage import decide

# The key under which the pipeline leaves the assessment.
ASSESSMENT_KEY = "safety"
# The intent and entity that a button sends as the answer to a question about red flags; the exercise form uses the
# same entity.
ANSWER_INTENT = "safety_answer"
ANSWER_ENTITY = "answer"


def decision_for(message: Mapping[str, Any], alarm: AlarmState) -> Optional[TriageDecision]:
    """Return the triage decision for a message; None when the conversation continues as usual.

    Args:
        message: the parsed message (text, intent, entities, assessment).
        alarm: the alarm state so far.
    """
    intent = str((message.get("intent") or {}).get("name") or "")
    data = message.get(ASSESSMENT_KEY)
    if not data and is_report(intent):
        # A command ("/report_fracture") has an intent and no assessment.
        return report(alarm, category_of(intent))
    assessment = Assessment.from_dict(data) if data else Assessment()
    return decide(alarm, assessment, _pressed_answer(message), intent)


def remembering(alarm: AlarmState, message: Mapping[str, Any]) -> AlarmState:
    """Return the alarm state with what a message denies in passing, so that the screening need not ask for it."""
    data = message.get(ASSESSMENT_KEY)
    if not data:
        return alarm
    assessment = Assessment.from_dict(data)
    return alarm.remembering(assessment.concepts, assessment.denied)


def _pressed_answer(message: Mapping[str, Any]) -> Optional[str]:
    if not str(message.get("text") or "").startswith(f"/{ANSWER_INTENT}"):
        return None
    entities = message.get("entities") or []
    return next((str(entity["value"]) for entity in entities if entity.get("entity") == ANSWER_ENTITY), None)
