"""Safety's check of all other plans and replies: some have to wait while an alarm persists or a question is open."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.plans import Choice, Clarification, FixedText, Plan
from bot.dialogue.reply import Button, Reply
from bot.dialogue.safety_wording import if_it_is_so, named_categories, still_open
from bot.dialogue.turn import ASK_FOR_EXERCISES, TOPIC_ENTITY
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import KnowledgeBase, Topic
from bot.red_flags.triage import AlarmState

# The topic about kinds of sport.
_SPORT = "sport_specific"


def is_about_exercise(topic: Topic) -> bool:
    """Whether a topic is about exercise or sport."""
    return topic.group == "exercise" or topic.id == _SPORT


def must_wait(plan: Plan, alarm: AlarmState, base: KnowledgeBase) -> bool:
    """Whether a plan has to wait while an alarm persists or a question is open.

    Reassurance does; exercises do unless moving is part of the treatment of what was reported.
    """
    if not alarm.is_alarmed and not alarm.has_open_question:
        return False
    if isinstance(plan, Choice) and alarm.exercises_wait and alarm.urgency != "soon":
        # Who should get help today is not asked which of three questions is meant.
        return True
    first = plan.options[0] if isinstance(plan, Clarification) and plan.options else plan.topic
    topic = base.topics.get(first or "")
    if (isinstance(plan, FixedText) and plan.reassures) or (topic is not None and topic.reassures):
        return True
    waits = topic is not None and topic.during_alarm == "wait"
    if alarm.urgency == "soon" and not alarm.has_open_question:
        # Days may pass until a doctor looks at it: only exercises and sport have to wait so long.
        waits = waits and topic is not None and is_about_exercise(topic)
    return waits and (alarm.exercises_wait or alarm.has_open_question)


def _leads_to_exercises(button: Button) -> bool:
    return button.payload.startswith(f"/{ASK_FOR_EXERCISES}") or f'"{TOPIC_ENTITY}":"exercise_' in button.payload


def with_open_question(reply: Reply, alarm: AlarmState) -> tuple[Reply, AlarmState]:
    """Return a reply that asks the open question once more, or the second time says what to do if it is so."""
    if not alarm.has_open_question:
        return reply, alarm.without_question()
    if alarm.asked_again:
        return replace(reply, texts=[*reply.texts, if_it_is_so(alarm, reply.language)]), alarm.without_question()
    question = still_open(alarm, reply.language)
    if reply.kind in ("clarification", "fallback"):
        # Its buttons would be gone: there is nothing to say but the question.
        return question, replace(alarm, asked_again=True)
    texts = [*reply.texts, *question.texts]
    return replace(reply, texts=texts, buttons=question.buttons), replace(alarm, asked_again=True)


def with_notes(reply: Reply, alarm: AlarmState) -> Reply:
    """Return a reply with safety's notes: call for help first, or do only what the doctor agrees to."""
    if reply.kind == "exercise_list" and alarm.doctor_seen:
        reply = replace(reply, texts=[say("safety.doctor_seen_note", reply.language), *reply.texts])
    if alarm.exercises_wait:
        reply = replace(reply, buttons=[button for button in reply.buttons if not _leads_to_exercises(button)])
    if alarm.is_alarmed and alarm.urgency == "emergency" and not alarm.called:
        texts = [say("safety.emergency_first", reply.language), *reply.texts]
        return replace(reply, texts=texts, urgency="emergency", red_flags=named_categories(alarm))
    return reply
