"""From a message as Rasa has parsed it to a triage decision; this needs no Rasa."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping, Optional

from bot.languages import DEFAULT_LANGUAGE, as_language
from bot.reading.person_facts import person_fact_extractor
from bot.reading.quantities import days_of_lasting
from bot.red_flags.alarm_state import AlarmState
from bot.red_flags.decisions import TriageDecision, report
from bot.red_flags.findings import Assessment
from bot.red_flags.scores import category_of, is_report
from bot.red_flags.triage import decide
from bot.red_flags.user_responses import DENIES

# The key under which the pipeline leaves the assessment.
ASSESSMENT_KEY = "safety"
# The intent and entity that a button sends as the answer to a question about red flags; the exercise form uses the
# same entity.
ANSWER_INTENT = "safety_answer"
ANSWER_ENTITY = "answer"


_PREGNANCY = "pregnancy_warning"
# An inflammation of the spine shows after 3 months; who has had pain for years is not asked whether it has not eased.
_WEEKS_OF_INFLAMMATION, _LONG = 6, 365


def decision_for(
    message: Mapping[str, Any], alarm: AlarmState, pregnant: Optional[bool] = None, days: Optional[int] = None
) -> Optional[TriageDecision]:
    """Return the triage decision for a message; None when the conversation continues as usual.

    Args:
        message: the parsed message (text, intent, entities, assessment).
        alarm: the alarm state so far.
        pregnant: whether the person is pregnant; None when that is not known.
        days: how long it has hurt; None when that is not known.
    """
    intent = str((message.get("intent") or {}).get("name") or "")
    data = message.get(ASSESSMENT_KEY)
    if not data and is_report(intent):
        # A command ("/report_fracture") has an intent and no assessment.
        return report(alarm, category_of(intent))
    assessment = Assessment.from_dict(data) if data else Assessment()
    assessment = _without_pregnancy(assessment, message, alarm, pregnant)
    told = days_of_lasting(str(message.get("text") or ""))
    assessment = _fitting_course(assessment, days if told is None else told)
    return decide(alarm, assessment, _pressed_answer(message), intent)


def _without_pregnancy(
    assessment: Assessment, message: Mapping[str, Any], alarm: AlarmState, pregnant: Optional[bool]
) -> Assessment:
    """Return the assessment without the models' suspicions about a pregnancy of which nobody has spoken.

    "I'm a man" is a no to the question about it, though it mentions the word.
    """
    if alarm.question == _PREGNANCY:
        extractor = person_fact_extractor(as_language(message.get("language")) or DEFAULT_LANGUAGE)
        if "pregnant" in extractor.extract(str(message.get("text") or "")).denied:
            concepts = [name for name in assessment.concepts if name != "pregnant"]
            return replace(assessment, concepts=concepts, answers=[*assessment.answers, DENIES])
    if pregnant or "pregnant" in assessment.concepts:
        return assessment
    asks = [
        finding for finding in assessment.asks if (finding.category, finding.detector) != (_PREGNANCY, "classifier")
    ]
    return replace(assessment, asks=asks)


def _fitting_course(assessment: Assessment, days: Optional[int]) -> Assessment:
    """Return the assessment without the models' suspicions that do not fit how long it has hurt."""
    if days is None:
        return assessment
    unfitting = {"inflammatory"} if days < _WEEKS_OF_INFLAMMATION * 7 else {"age_course"} if days > _LONG else set()
    asks = [
        finding for finding in assessment.asks if finding.detector != "classifier" or finding.category not in unfitting
    ]
    return replace(assessment, asks=asks)


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
