"""Safety's check of all other plans and replies: some have to wait while an alarm persists."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.plans import FixedText, Plan
from bot.dialogue.reply import Reply
from bot.dialogue.safety_wording import named_categories
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.red_flags.triage import AlarmState


def must_wait(plan: Plan, alarm: AlarmState, base: KnowledgeBase) -> bool:
    """Whether a plan has to wait because an alarm persists: exercises and reassurance do."""
    if not alarm.is_alarmed:
        return False
    topic = base.topics.get(plan.topic or "")
    reassures = isinstance(plan, FixedText) and plan.reassures
    return reassures or (topic is not None and topic.during_alarm == "wait")


def with_notes(reply: Reply, alarm: AlarmState) -> Reply:
    """Return a reply with safety's notes: call for help first, or do only what the doctor agrees to."""
    if reply.kind == "exercise_list" and alarm.doctor_seen:
        reply = replace(reply, texts=[say("safety.doctor_seen_note", reply.language), *reply.texts])
    if alarm.is_alarmed and alarm.urgency == "emergency" and not alarm.called:
        texts = [say("safety.emergency_first", reply.language), *reply.texts]
        return replace(reply, texts=texts, urgency="emergency", red_flags=named_categories(alarm))
    return reply
