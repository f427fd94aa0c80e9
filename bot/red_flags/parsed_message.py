"""From Rasa's picture of a message to the step that safety asks for; no Rasa needed to read it."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from bot.red_flags.detector import Assessment
from bot.red_flags.scores import category_of, is_report
from bot.red_flags.triage import AlarmState, TriageDecision, decide, report

# The key under which the pipeline leaves its findings.
ASSESSMENT_KEY = "safety"
ANSWER_INTENT = "safety_answer"
ANSWER_ENTITY = "answer"


def decision_for(message: Mapping[str, Any], memory: AlarmState) -> Optional[TriageDecision]:
    """Return the step for a message; None when the conversation goes on as usual.

    Args:
        message: the parsed message (text, intent, entities, findings).
        memory: what the conversation remembers about red flags.
    """
    intent = str((message.get("intent") or {}).get("name") or "")
    data = message.get(ASSESSMENT_KEY)
    if not data and is_report(intent):
        # The intent alone arrives when it was sent as a command ("/report_fracture").
        return report(memory, category_of(intent))
    return decide(
        memory,
        Assessment.from_dict(data) if data else Assessment(),
        pressed=_pressed(message),
        agrees=intent == "affirm",
        denies=intent == "deny",
        reassures=intent == "symptom_denied",
    )


def _pressed(message: Mapping[str, Any]) -> Optional[str]:
    if not str(message.get("text") or "").startswith(f"/{ANSWER_INTENT}"):
        return None
    entities = message.get("entities") or []
    return next((str(entity["value"]) for entity in entities if entity.get("entity") == ANSWER_ENTITY), None)
