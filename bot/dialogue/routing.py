"""Decides what answers a message: safety, the exercise form, a follow-up, or (by Rasa's rules) its topic.

The policies in `bot/rasa/` ask these pure functions for the name of an action.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping, Optional

from bot.dialogue.answer_planner import SURE_OF_TOPIC, AnswerPlanner
from bot.dialogue.exercise_form import (
    PREFERENCES,
    PROFILE,
    SCREENING_DECISIONS,
    begin_after_change,
    begin_after_pain,
    begin_on_request,
    facts_of,
    with_facts,
)
from bot.dialogue.exercise_suggestions import WISHES
from bot.dialogue.plans import ExerciseCard, ExerciseRequest, KnowledgePlan, Statements
from bot.dialogue.safety_check import must_wait
from bot.dialogue.state import FORM, ConversationState
from bot.dialogue.turn import ASK, ASK_FOR_EXERCISES, Turn
from bot.knowledge.knowledge_base import EXERCISE_TOPICS, KnowledgeBase, Statement
from bot.reading.person_facts import PersonFacts
from bot.reading.references import begins_as_follow_up, is_bare_question, points_back, refers_back
from bot.red_flags.parsed_message import decision_for

RED_FLAGS_ACTION = "action_red_flags"
SUGGEST_ACTION = "action_suggest_exercises"
WISH_ACTION = "action_exercise_wish"
FOLLOW_UP_ACTION = "action_follow_up"

# A wish is short; a longer message is a question of its own.
_FEW_WORDS = 8
# A follow-up may also be about one of this many topics that the classifier finds likeliest.
_LIKELY_TOPICS = 2


def safety_action(message: Mapping[str, Any], state: ConversationState) -> Optional[str]:
    """Return the action if safety decides the turn; None when the conversation continues as usual.

    Args:
        message: the parsed message.
        state: the conversation's state.
    """
    decision = decision_for(message, state.alarm)
    if decision is None:
        return None
    if decision.kind in SCREENING_DECISIONS:
        return FORM
    asks_for_pain = decision.kind == "ask" and decision.alarm.question == "age_course"
    if asks_for_pain and state.form_question == "pain":
        # Safety would only ask how strong the pain is, which the exercise form has just asked.
        return None
    return RED_FLAGS_ACTION


def follow_up_action(turn: Turn, state: ConversationState, planner: AnswerPlanner) -> Optional[str]:
    """Return the action for a message that only makes sense after the one before; None leaves it to the rules."""
    facts = facts_of(turn)
    begun = begin_form(turn, state, facts, planner)
    exercises_wait = state.alarm.is_alarmed or state.alarm.has_open_question
    if begun:
        if exercises_wait:
            return RED_FLAGS_ACTION
        return FORM if begun.next_question() else SUGGEST_ACTION
    if wish_of(turn, state, facts, planner):
        return RED_FLAGS_ACTION if exercises_wait else WISH_ACTION
    plan = follow_up_plan(turn, state, planner)
    if plan:
        return RED_FLAGS_ACTION if must_wait(plan, state.alarm, planner.base) else FOLLOW_UP_ACTION
    return RED_FLAGS_ACTION if _answer_must_wait(turn, state, planner) else None


def _answer_must_wait(turn: Turn, state: ConversationState, planner: AnswerPlanner) -> bool:
    if not state.alarm.is_alarmed:
        return False
    if turn.intent in ("symptom_statement", "symptom_denied"):
        return True
    asks = turn.intent == ASK and planner.can_plan(turn)
    return asks and must_wait(planner.plan(turn, state.last.cited), state.alarm, planner.base)


def begin_form(
    turn: Turn, state: ConversationState, facts: PersonFacts, planner: AnswerPlanner
) -> Optional[ConversationState]:
    """Return the state in which the exercise form begins; None when the message does not call for it."""
    return _begun(turn, replace(state, form_question=None), facts, planner)


def _begun(
    turn: Turn, state: ConversationState, facts: PersonFacts, planner: AnswerPlanner
) -> Optional[ConversationState]:
    if _changes_exercises(turn, state, facts, planner):
        return begin_after_change(state, facts, planner.base.statements_for("office_advice"))
    if _is_about_exercises(turn, state, facts, planner) and "hurts" in facts.said:
        return begin_after_pain(with_facts(state, facts))
    if wish_of(turn, state, facts, planner):
        # No exercises before the screening, however they are asked for.
        return None if state.alarm.screened else with_facts(state, facts)
    request = _request(turn, state, facts, planner)
    return begin_on_request(state, facts, request) if request else None


def wish_of(turn: Turn, state: ConversationState, facts: PersonFacts, planner: AnswerPlanner) -> Optional[str]:
    """Return the wish about the exercises shown last ("easier"); None when the message has none."""
    if not _is_about_exercises(turn, state, facts, planner) or "hurts" in facts.said:
        return None
    return next((name for name in WISHES if name in facts.said), None)


def follow_up_plan(turn: Turn, state: ConversationState, planner: AnswerPlanner) -> Optional[Statements]:
    """Plan the answer to a short message that only makes sense after the last answer ("and how often?"); else None."""
    facts = facts_of(turn)
    if _is_about_exercises(turn, state, facts, planner):
        plan = _how_much(facts, state.last.exercise, planner.base)
        if plan:
            return plan
    last = state.last
    if turn.is_button or "wants" in facts.said or last.topic is None or not planner.knows(last.topic):
        return None
    if not points_back(turn.text, turn.language):
        return None
    if turn.topic == "sources_evidence" and not begins_as_follow_up(turn.text, turn.language):
        return None
    if turn.topic == EXERCISE_TOPICS["pregnancy"] and last.topic.startswith("exercise_"):
        return Statements(turn.topic, tuple(planner.base.topics[turn.topic].answer))
    return _plan_from_last_answer(turn, state, planner)


def _plan_from_last_answer(turn: Turn, state: ConversationState, planner: AnswerPlanner) -> Optional[Statements]:
    last, language = state.last, turn.language
    assert last.topic is not None
    bare, refers = is_bare_question(turn.text, language), refers_back(turn.text, language)
    sure = turn.confidence >= SURE_OF_TOPIC and planner.knows(turn.topic)
    if sure and turn.topic != "sources_evidence" and not bare and not refers:
        return None
    own = [] if sure else [topic for topic, _ in turn.ranking[:_LIKELY_TOPICS]]
    topics = [last.topic, *(topic for topic in own if planner.knows(topic) and topic != "sources_evidence")]
    plan = planner.follow_up(turn.text, topics, last.exercise, last.shown, language)
    return plan or (planner.more(last.topic, last.shown) if bare else None)


def is_other_topic(turn: Turn, planner: AnswerPlanner) -> bool:
    """Whether a message clearly asks about another topic of the knowledge base than exercises."""
    if turn.is_button or not planner.knows(turn.topic) or planner.base.topics[turn.topic].answers_coach:
        return False
    return turn.confidence >= SURE_OF_TOPIC


def _changes_exercises(turn: Turn, state: ConversationState, facts: PersonFacts, planner: AnswerPlanner) -> bool:
    """Whether a message changes which exercises suit."""
    if state.profile.condition and "cleared" in facts.said and turn.words <= _FEW_WORDS:
        return True
    if facts.rated is not None and state.coach.listed:
        return True
    if not _is_about_exercises(turn, state, facts, planner) or facts.said & {"hurts", *WISHES}:
        return False
    return bool(facts.said & (PREFERENCES | PROFILE) or facts.denied & PROFILE)


def _is_about_exercises(turn: Turn, state: ConversationState, facts: PersonFacts, planner: AnswerPlanner) -> bool:
    """Whether a message is short and about the exercises shown last, not about another topic."""
    if turn.words > _FEW_WORDS or not (state.coach.listed or state.last.exercise):
        return False
    return "hurts" in facts.said or not is_other_topic(turn, planner)


def _request(
    turn: Turn, state: ConversationState, facts: PersonFacts, planner: AnswerPlanner
) -> Optional[ExerciseRequest]:
    """Return the request if a message asks for exercises, alone or among other things."""
    general = ExerciseRequest(EXERCISE_TOPICS["general"])
    if turn.intent == "affirm" and state.offer == general.topic:
        return general
    if "wants" in facts.said and turn.intent in ("symptom_statement", "symptom_denied"):
        return general
    if turn.intent not in (ASK, ASK_FOR_EXERCISES) or not planner.can_plan(turn):
        return None
    if "wants" not in facts.said and _follows_up(turn, state, planner):
        return None
    plan = planner.plan(turn, state.last.cited)
    if isinstance(plan, ExerciseRequest):
        return plan
    return _request_in_pregnancy(plan, with_facts(state, facts), "wants" in facts.said, planner.base)


def _request_in_pregnancy(
    plan: KnowledgePlan, state: ConversationState, wants: bool, base: KnowledgeBase
) -> Optional[ExerciseRequest]:
    """Return the request for exercises that are meant for pregnancy, where a pregnant person needs these instead."""
    if not state.profile.pregnant:
        return None
    if wants and isinstance(plan, Statements) and plan.topic.startswith("exercise_"):
        # "I'm pregnant, which exercises can I do?": the answer, then the exercises.
        return ExerciseRequest(EXERCISE_TOPICS["pregnancy"], plan)
    if isinstance(plan, ExerciseCard) and not state.alarm.screened:
        exercise = base.exercises[plan.exercise]
        if exercise.series != "pregnancy" and exercise.pregnancy_version is None:
            # All exercises for pregnancy stand in for it; no list comes before the check for red flags.
            return ExerciseRequest(EXERCISE_TOPICS["pregnancy"])
    return None


def _follows_up(turn: Turn, state: ConversationState, planner: AnswerPlanner) -> bool:
    return follow_up_plan(turn, state, planner) is not None


def _how_much(facts: PersonFacts, exercise: Optional[str], base: KnowledgeBase) -> Optional[Statements]:
    """Plan the answer to "how often?" and "how long until it helps?" about the exercise explained last."""
    found: list[Statement] = []
    if "how_long_helps" in facts.said:
        found = base.statements_for("time_until_effect")
    elif "how_often" in facts.said and exercise:
        found = base.statements_with_role(base.exercises[exercise], "dose")
    return Statements(found[0].topic, tuple(entry.id for entry in found), exercise=exercise) if found else None
