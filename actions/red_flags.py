"""The action for turns that safety decides."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Callable, Optional, TypeVar

from rasa_sdk import Tracker

from actions.base import Outcome, SpeakingAction, asks_about_exercise, reminded_of_alarm
from bot.dialogue.answer_planner import SURE_OF_TOPIC
from bot.dialogue.exercise_form import with_facts
from bot.dialogue.getting_help import ON_DOCTORS, answer_on_help, is_about_help
from bot.dialogue.message_facts import facts_of
from bot.dialogue.offers import GETTING_HELP
from bot.dialogue.plans import ExerciseCard, ExerciseRequest, FixedText, KnowledgePlan
from bot.dialogue.reply import Reply
from bot.dialogue.routing import RED_FLAGS_ACTION, is_about_getting_help
from bot.dialogue.safety_check import must_wait, with_notes
from bot.dialogue.safety_wording import advising, if_it_is_so, part_of_advice, still_open, word_decision
from bot.dialogue.state import ConversationState
from bot.dialogue.suitability import suited
from bot.dialogue.turn import ASK, UNCLEAR_TOPIC, Turn
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import EXERCISE_TOPICS, Topic
from bot.logs import without_message
from bot.rasa.services import shared_builder, shared_planner
from bot.red_flags.parsed_message import decision_for
from bot.red_flags.scores import CRISIS
from bot.red_flags.triage import TriageDecision

logger = logging.getLogger(__name__)

# From this probability a message without a question mark asks about a topic.
_LIKELY = 0.5
# A message of more words is a story around its question.
_SHORT = 40

_T = TypeVar("_T")


class ActionRedFlags(SpeakingAction):
    """Sends the person to a doctor, asks about red flags, or handles the answer.

    It needs the knowledge base only to answer another question in the same message, and does without if that breaks.
    """

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return RED_FLAGS_ACTION

    def reply_to(self, turn: Turn, state: ConversationState, tracker: Tracker) -> Outcome:
        """See the parent class."""
        decision = decision_for(tracker.latest_message, state.alarm, state.profile.pregnant, state.profile.days)
        facts = facts_of(turn, state)
        state = with_facts(state, facts)
        if decision is None:
            return self._reminder(turn, state)
        if decision.kind == "help":
            return _answer_beside_alarm(turn, state) or _help(turn, state)
        reply = word_decision(decision, turn.language)
        asks_first = decision.kind == "ask" and decision.alarm.question != CRISIS
        if asks_first and not decision.alarm.doubting and not decision.alarm.is_alarmed:
            reply = _unless_broken(lambda: _before_question(reply, turn, state), reply)
        is_over = decision.kind in ("cleared", "taken_back", "doctor_seen") and not decision.alarm.is_alarmed
        if is_over:
            after = replace(state, alarm=decision.alarm, form_question=None)
            first = _before_answer(decision, turn)
            return _unless_broken(lambda: _with_pending(reply, turn, after, first), (reply, after))
        alarm = decision.alarm
        is_crisis = CRISIS in (decision.alarm.question, *decision.alarm.flags)
        if decision.kind in ("ask", "escalate") and not reply.answer_ids and not is_crisis:
            question = _unless_broken(lambda: _question_in(turn), "")
            state = replace(state, pending=question or state.pending)
        if decision.kind == "escalate":
            alarm = replace(alarm, for_other=facts.only_others)
        if decision.kind == "escalate" and reply.urgency == "soon":
            reply = _unless_broken(lambda: _with_advice(reply, turn, state), reply)
        return reply, replace(state, alarm=alarm, form_question=None)

    def _reminder(self, turn: Turn, state: ConversationState) -> Outcome:
        if is_about_getting_help(turn, state, shared_planner()):
            return _help(turn, state)
        if turn.intent == UNCLEAR_TOPIC and state.alarm.has_open_question:
            return _not_understood_as_answer(turn, state)
        if state.alarm.is_alarmed or state.alarm.has_open_question:
            return reminded_of_alarm(state, turn)
        nothing_asked = FixedText("yes_to_what", "affirm", kind="question", starters=True)
        return shared_builder().build(nothing_asked, turn.language), state


def _not_understood_as_answer(turn: Turn, state: ConversationState) -> Outcome:
    """Ask the open question once more; the second time say what to do if it is so, and leave it."""
    alarm = state.alarm
    if alarm.asked_again:
        reply = Reply("screening", None, turn.language, [if_it_is_so(alarm, turn.language)])
        return reply, replace(state, alarm=alarm.without_question(), form_question=None)
    return still_open(alarm, turn.language), replace(state, alarm=replace(alarm, asked_again=True), form_question=None)


def _unless_broken(answer: Callable[[], _T], alone: _T) -> _T:
    """Return the answer beside what safety says; if the knowledge base is broken, what safety says alone."""
    try:
        return answer()
    except Exception as error:
        logger.error("No answer beside safety's: %s", type(error).__name__, exc_info=without_message(error))
        return alone


def _question_in(turn: Turn) -> str:
    """Return what a message asks beside what safety answers; nothing if it asks nothing.

    "Is that normal?" says little by itself: of a message that is not long, all of it counts.
    """
    question = turn.question or turn.text
    is_known = any(shared_planner().knows(topic) and chance >= _LIKELY for topic, chance in turn.ranking[:1])
    if turn.is_button or not (question.endswith("?") or is_known):
        return ""
    return turn.text if turn.words <= _SHORT else question


def _before_answer(decision: TriageDecision, turn: Turn) -> str:
    """Return what is said before the person's own question is answered, once an alarm or a question is over."""
    if decision.kind == "doctor_seen":
        return say("safety.doctor_seen", turn.language)
    key = "safety.cleared_crisis" if CRISIS in decision.categories else "safety.back_to_question"
    return say(key, turn.language)


def _with_pending(reply: Reply, turn: Turn, state: ConversationState, first: str) -> Outcome:
    """Return the reply that an alarm or a question is over, and the answer to what the person asks now or had asked."""
    planner = shared_planner()
    asked = [question for question in (_question_in(turn), state.pending) if question]
    plans = [planner.answer_to(question, planner.thresholds.fits_pending, state.groups) for question in asked]
    plan = next((plan for plan in plans if plan), None)
    state = replace(state, pending="")
    if isinstance(plan, (ExerciseRequest, ExerciseCard)):
        is_plain = first == say("safety.back_to_question", turn.language)
        texts = [say("safety.exercises_now", turn.language)] if is_plain else reply.texts
        return replace(reply, texts=texts, offer=EXERCISE_TOPICS["general"]), state
    if plan is None or (state.alarm.doctor_seen and plan.topic in ON_DOCTORS):
        return reply, state
    answer = shared_builder().build(suited(plan, state.groups, state.said, planner.base), turn.language)
    return replace(answer, texts=[first, *answer.texts]), state


def _answer_beside_alarm(turn: Turn, state: ConversationState) -> Optional[Outcome]:
    """Answer a question that is about another matter than getting help, if it need not wait."""
    planner = shared_planner()
    if turn.intent != ASK or not planner.can_plan(turn) or is_about_help(turn, planner, state.alarm.urgency):
        return None
    plan = planner.plan(turn, state.last, state.groups)
    if must_wait(plan, state.alarm, planner.base) or isinstance(plan, ExerciseRequest):
        return None
    answer = shared_builder().build(suited(plan, state.groups, state.said, planner.base), turn.language)
    return with_notes(answer, state.alarm), state


def _help(turn: Turn, state: ConversationState) -> Outcome:
    """Answer a practical question on getting help, or say why waiting is no good idea; the advice stays."""
    planner = shared_planner()
    helped = [entry for entry in state.said if planner.base.topic_of("statement", entry) == GETTING_HELP]
    plan = answer_on_help(turn, state.groups, helped, planner)
    if plan is None and state.alarm.urgency == "soon" and asks_about_exercise(turn):
        return reminded_of_alarm(state, turn)
    if plan is None:
        key = "safety.ask_there" if helped else "safety.please_go"
        key = "safety.ask_helpers" if state.alarm.called else key
        text = say(key, turn.language, why=part_of_advice("why", state.alarm, turn.language))
        answer = Reply("escalation", GETTING_HELP, turn.language, [text.strip()])
    else:
        answer = shared_builder().build(suited(plan, state.groups, state.said, planner.base), turn.language)
        what_to_tell = part_of_advice("tell", state.alarm, turn.language)
        if what_to_tell and planner.base.statements[plan.statements[0]].use == "what_to_tell":
            answer = replace(answer, texts=[what_to_tell, *answer.texts])
    return advising(state.alarm, answer, first=not helped), state


def _before_question(question: Reply, turn: Turn, state: ConversationState) -> Reply:
    """Answer the person's question before safety asks its own, if the answer can do no harm meanwhile.

    Facts about exercise are given; exercises themselves and reassurance wait until the person has answered.
    """
    answer = _sure_answer(turn, state)
    if answer is None or _topic_of(answer).reassures:
        return question
    return _with_answer(question, answer, [*answer.texts, *question.texts])


def _with_advice(advice: Reply, turn: Turn, state: ConversationState) -> Reply:
    """Answer the person's question before the advice to see a doctor within days; painkillers wait as well."""
    answer = _sure_answer(turn, state)
    if answer is None or _topic_of(answer).during_alarm == "wait" or _topic_of(answer).group == "painkillers":
        return advice
    first = f"{say('safety.besides', advice.language)} {advice.texts[0]}"
    return _with_answer(advice, answer, [*answer.texts, first, *advice.texts[1:]])


def _sure_answer(turn: Turn, state: ConversationState) -> Optional[Reply]:
    planner = shared_planner()
    # The intent is the report; the topic of the other question is in the ranking.
    topics = [(topic, chance) for topic, chance in turn.ranking if planner.knows(topic)]
    if turn.is_button:
        return None
    if topics and topics[0][1] >= SURE_OF_TOPIC:
        plan: Optional[KnowledgePlan] = planner.plan(replace(turn, topic=topics[0][0]), groups=state.groups)
    else:
        question = _question_in(turn)
        plan = planner.answer_to(question, planner.thresholds.fits_exactly, state.groups) if question else None
    if plan is None or isinstance(plan, ExerciseRequest):
        return None
    answer = shared_builder().build(suited(plan, state.groups, state.said, planner.base), turn.language)
    return answer if answer.kind == "answer" else None


def _topic_of(answer: Reply) -> Topic:
    return shared_planner().base.topics[str(answer.topic)]


def _with_answer(reply: Reply, answer: Reply, texts: list[str]) -> Reply:
    return replace(
        reply,
        texts=texts,
        pictures=answer.pictures,
        sources=answer.sources,
        last=answer.last,
        facts_used=answer.facts_used,
        answer_ids=answer.answer_ids,
    )
