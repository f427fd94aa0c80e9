"""Decides what answers a message: safety, the exercise form, a follow-up, or (by Rasa's rules) its topic.

The policies in `bot/rasa/` ask these pure functions for the name of an action.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping, Optional, Union

from bot.dialogue.answer_planner import SURE_OF_TOPIC, AnswerPlanner
from bot.dialogue.choices import chosen
from bot.dialogue.exercise_form import (
    PREFERENCES,
    PROFILE,
    SCREENING_DECISIONS,
    begin_after_change,
    begin_after_pain,
    begin_on_request,
    with_facts,
)
from bot.dialogue.exercise_suggestions import WISHES
from bot.dialogue.getting_help import is_about_help
from bot.dialogue.message_facts import facts_of, wish_in
from bot.dialogue.offers import GETTING_HELP
from bot.dialogue.plans import Choice, ExerciseCard, ExerciseRequest, KnowledgePlan, Statements
from bot.dialogue.question_ranking import question_of
from bot.dialogue.reactions import reaction_to
from bot.dialogue.safety_check import must_wait
from bot.dialogue.state import FORM, ConversationState
from bot.dialogue.turn import ASK, ASK_FOR_EXERCISES, UNCLEAR_TOPIC, Turn
from bot.knowledge.knowledge_base import EXERCISE_TOPICS, KnowledgeBase, Statement
from bot.reading.person_facts import PersonFacts, person_fact_extractor
from bot.reading.thresholds import thresholds
from bot.red_flags.parsed_message import decision_for

RED_FLAGS_ACTION = "action_red_flags"
SUGGEST_ACTION = "action_suggest_exercises"
WISH_ACTION = "action_exercise_wish"
FOLLOW_UP_ACTION = "action_follow_up"

# These change which exercises suit even after talk of something else.
_CHANGES_ANY_TIME = thresholds().spine_conditions.names | {"pregnant", "cleared", "pain_none"}
# A wish is short; a longer message is a question of its own, unless it says what changes the choice of exercises.
_FEW_WORDS, _SOME_WORDS = 8, 20
# Who asks for exercises in a question on these topics gets the answer and then the exercises.
_WANTED_WITH_ANSWER = ("exercise_specific", "exercise_effect_acute")
# A message of these intents may go on with the last answer; others have a reply of their own.
_MAY_GO_ON = (ASK, ASK_FOR_EXERCISES, UNCLEAR_TOPIC, "oos", "help", "symptom_statement", "symptom_denied")
# What is not understood alone may make sense after the question before it.
_NOT_UNDERSTOOD = (UNCLEAR_TOPIC, "oos")
# So few words say nothing but "why?" or "how often?".
_BARE = 3
# A follow-up may also be about one of this many topics that the classifier finds likely (probability, 0 to 1).
_LIKELY_TOPICS, _LIKELY = 2, 0.3
# From this probability a message after an answer is about something else altogether (0 to 1).
_SURELY_FOREIGN = 0.8
_NEVER_FOLLOWS = ("sources_evidence", GETTING_HELP)


def safety_action(message: Mapping[str, Any], state: ConversationState) -> Optional[str]:
    """Return the action if safety decides the turn; None when the conversation continues as usual.

    Args:
        message: the parsed message.
        state: the conversation's state.
    """
    decision = decision_for(message, state.alarm, state.profile.pregnant, state.profile.days)
    if decision is None:
        # What was not understood while a question is open gets the question once more, and no list of topics.
        intent = (message.get("intent") or {}).get("name")
        return RED_FLAGS_ACTION if state.alarm.has_open_question and intent == UNCLEAR_TOPIC else None
    if decision.kind in SCREENING_DECISIONS:
        return FORM
    asks_for_pain = decision.kind == "ask" and decision.alarm.question == "age_course"
    if asks_for_pain and state.form_question == "pain":
        # Safety would only ask how strong the pain is, which the exercise form has just asked.
        return None
    return RED_FLAGS_ACTION


def follow_up_action(turn: Turn, state: ConversationState, planner: AnswerPlanner) -> Optional[str]:
    """Return the action for a message that only makes sense after the one before; None leaves it to the rules."""
    facts = facts_of(turn, state)
    begun = begin_form(turn, state, facts, planner)
    exercises_wait = state.alarm.exercises_wait or state.alarm.has_open_question
    if is_about_getting_help(turn, state, planner):
        return RED_FLAGS_ACTION
    if begun:
        if exercises_wait:
            return RED_FLAGS_ACTION
        return FORM if begun.next_question() else SUGGEST_ACTION
    if wish_of(turn, state, facts, planner):
        return RED_FLAGS_ACTION if exercises_wait else WISH_ACTION
    if chosen(turn, state) or reaction_to(turn, state):
        return FOLLOW_UP_ACTION
    plan = follow_up_plan(turn, state, planner) or question_in_disguise(turn, state, planner)
    if plan:
        return RED_FLAGS_ACTION if must_wait(plan, state.alarm, planner.base) else FOLLOW_UP_ACTION
    if exercises_wait and turn.intent == ASK_FOR_EXERCISES:
        # Read alone, as the rules would, it asks for exercises.
        return RED_FLAGS_ACTION
    return RED_FLAGS_ACTION if _answer_must_wait(turn, state, planner) else None


def is_about_getting_help(turn: Turn, state: ConversationState, planner: AnswerPlanner) -> bool:
    """Whether somebody who was told to see a doctor at once or today asks about that."""
    asks = turn.intent == ASK and not turn.is_button and planner.can_plan(turn)
    return asks and state.alarm.exercises_wait and is_about_help(turn, planner, state.alarm.urgency)


def _answer_must_wait(turn: Turn, state: ConversationState, planner: AnswerPlanner) -> bool:
    if not state.alarm.exercises_wait:
        return False
    if turn.intent in ("symptom_statement", "symptom_denied"):
        return True
    asks = turn.intent == ASK and planner.can_plan(turn)
    return asks and must_wait(planner.plan(turn, state.last, state.groups), state.alarm, planner.base)


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


def follow_up_plan(turn: Turn, state: ConversationState, planner: AnswerPlanner) -> Optional[Union[Statements, Choice]]:
    """Plan the answer to a short message that only makes sense after the last answer ("and how often?"); else None."""
    facts = facts_of(turn, state)
    if _is_about_exercises(turn, state, facts, planner):
        plan = _how_much(facts, state.last.exercise, planner.base)
        if plan:
            return plan
    last = state.last
    if turn.is_button or "wants" in facts.said or last.topic is None or not planner.knows(last.topic):
        return None
    is_bare_question = turn.words <= _BARE and turn.text.rstrip().endswith("?")
    goes_on = turn.goes_on or wish_in(turn, state) == "how_to" or turn.intent in _NOT_UNDERSTOOD
    if turn.topic == "sources_evidence" or not (is_bare_question or (goes_on and turn.intent in _MAY_GO_ON)):
        return None
    if turn.topic == EXERCISE_TOPICS["pregnancy"] and last.topic.startswith("exercise_"):
        return Statements(turn.topic, tuple(planner.base.topics[turn.topic].answer))
    if turn.words > _BARE and _asks_for_exercise(turn, planner):
        return None
    return _plan_from_last_answer(turn, state, planner)


def question_in_disguise(turn: Turn, state: ConversationState, planner: AnswerPlanner) -> Optional[KnowledgePlan]:
    """Plan the answer to a question that looks like a call for help, or after an answer like something foreign.

    "Is there anything left to try, or is this just it?" is no question on what the bot can do.
    """
    asks_more = turn.intent == "help" and turn.words > _FEW_WORDS
    not_foreign = turn.intent == "oos" and state.last.topic is not None and turn.confidence < _SURELY_FOREIGN
    if turn.is_button or not (asks_more or not_foreign):
        return None
    plan = planner.answer(question_of(turn, state.last, state.groups), state.last.cited)
    return None if isinstance(plan, ExerciseRequest) else plan


def _asks_for_exercise(turn: Turn, planner: AnswerPlanner) -> bool:
    """Whether a message asks for exercises, or for one by name."""
    if turn.intent not in (ASK, ASK_FOR_EXERCISES) or not planner.can_plan(turn):
        return False
    return isinstance(planner.plan(turn), (ExerciseCard, ExerciseRequest))


def _exercise_named(turn: Turn, planner: AnswerPlanner) -> Optional[str]:
    if turn.intent not in (ASK, ASK_FOR_EXERCISES) or not planner.can_plan(turn):
        return None
    plan = planner.plan(turn)
    return plan.exercise if isinstance(plan, ExerciseCard) else None


def _plan_from_last_answer(
    turn: Turn, state: ConversationState, planner: AnswerPlanner
) -> Optional[Union[Statements, Choice]]:
    last = state.last
    assert last.topic is not None
    own = [topic for topic, chance in turn.ranking[:_LIKELY_TOPICS] if chance >= _LIKELY]
    topics = [last.topic, *(topic for topic in own if planner.knows(topic) and topic not in _NEVER_FOLLOWS)]
    plan = planner.follow_up(turn, topics, last, state.groups)
    return plan or (planner.more(last.topic, last.shown) if turn.words <= _BARE else None)


def wants_deletion(turn: Turn) -> bool:
    """Whether a message says plainly that the conversation shall be deleted; a question does not."""
    facts = person_fact_extractor(turn.language).extract(turn.text)
    return turn.is_button or ("delete" in facts.said and not turn.text.rstrip().endswith("?"))


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
    if facts.said & thresholds().spine_conditions.names | facts.said & {"pregnant"}:
        return bool(state.coach.listed) and turn.words <= _SOME_WORDS and not turn.text.rstrip().endswith("?")
    if not _is_about_exercises(turn, state, facts, planner) or facts.said & {"hurts", *WISHES}:
        return False
    if _exercise_named(turn, planner) not in (None, state.last.exercise):
        return False
    return bool(facts.said & (PREFERENCES | PROFILE) or facts.denied & PROFILE)


def _is_about_exercises(turn: Turn, state: ConversationState, facts: PersonFacts, planner: AnswerPlanner) -> bool:
    """Whether a message is about the exercises shown last: what it says was learnt, or it is short."""
    wishes = turn.pressed or wish_in(turn, state)
    changes = bool((facts.said | facts.denied) & _CHANGES_ANY_TIME)
    is_short = turn.words <= _FEW_WORDS and turn.intent != "goodbye" and (state.talks_of_exercises or changes)
    if not state.has_seen_exercises or not (is_short or wishes):
        return False
    return "hurts" in facts.said or not is_other_topic(turn, planner)


def _request(
    turn: Turn, state: ConversationState, facts: PersonFacts, planner: AnswerPlanner
) -> Optional[ExerciseRequest]:
    """Return the request if a message asks for exercises, alone or among other things."""
    general = ExerciseRequest(EXERCISE_TOPICS["general"])
    accepts = turn.intent == "affirm" and state.offer == general.topic
    if accepts or chosen(turn, state) == general.topic:
        return general
    if "wants" in facts.said and turn.intent in ("symptom_statement", "symptom_denied"):
        return general
    if turn.intent not in (ASK, ASK_FOR_EXERCISES) or not planner.can_plan(turn):
        return None
    if "wants" not in facts.said and _follows_up(turn, state, planner):
        return None
    plan = planner.plan(turn, state.last, state.groups)
    if isinstance(plan, ExerciseRequest):
        return plan
    if isinstance(plan, ExerciseCard):
        # An exercise asked for by name waits for the check for red flags as well.
        return None if state.alarm.screened else ExerciseRequest(plan.topic, exercise=plan.exercise)
    if "wants" in facts.said and turn.topic == general.topic and not turn.text.rstrip().endswith("?"):
        # "Some exercises for between the shoulder blades please" asks for no advice.
        return general
    return _request_with_answer(plan, with_facts(state, facts)) if "wants" in facts.said else None


def _request_with_answer(plan: KnowledgePlan, state: ConversationState) -> Optional[ExerciseRequest]:
    """Return the request of a person who asks something about exercise and for exercises: the answer, then these."""
    if not isinstance(plan, Statements):
        return None
    if state.profile.pregnant and plan.topic.startswith("exercise_"):
        return ExerciseRequest(EXERCISE_TOPICS["pregnancy"], plan if plan.is_sure else None)
    return ExerciseRequest(EXERCISE_TOPICS["general"], plan) if plan.topic in _WANTED_WITH_ANSWER else None


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
