"""What safety says to a plan or reply that is not its own: some things wait while an alarm persists."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.dialogue.reply import Reply
from bot.dialogue.safety_wording import named_categories
from bot.dialogue.wording import say
from bot.red_flags.triage import AlarmState

_EXERCISE_TOPICS = "exercise_"
# What is said to comfort those who have no red flag.
_COMFORTING_TOPICS = frozenset(
    {"symptom_statement", "prognosis", "flare_up", "rest_vs_activity", "causes_nonspecific", "motivation_everyday"}
)


def must_wait(topic: Optional[str], alarm: AlarmState) -> bool:
    """Whether an alarm persists and a topic must not be talked about meanwhile."""
    return alarm.is_alarmed and has_to_wait(topic)


def has_to_wait(topic: Optional[str]) -> bool:
    """Whether a topic has to wait while an alarm persists: exercises, and words of comfort."""
    return (topic or "").startswith(_EXERCISE_TOPICS) or is_comforting(topic)


def is_comforting(topic: Optional[str]) -> bool:
    """Whether what is said on a topic comforts those who have no red flag."""
    return topic in _COMFORTING_TOPICS


def with_notes(reply: Reply, alarm: AlarmState) -> Reply:
    """Return a reply with what safety adds: call for help first, or do only what the doctor agrees to."""
    if reply.kind == "exercise_list" and alarm.doctor_seen:
        reply = replace(reply, texts=[say("safety.doctor_seen_note", reply.language), *reply.texts])
    if alarm.is_alarmed and alarm.urgency == "emergency" and not alarm.called:
        texts = [say("safety.emergency_first", reply.language), *reply.texts]
        return replace(reply, texts=texts, urgency="emergency", red_flags=named_categories(alarm))
    return reply
