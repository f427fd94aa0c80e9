"""The action for turns that safety decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from rasa_sdk import Tracker

from actions.base import Outcome, SpeakingAction, reminded_of_alarm
from bot.dialogue.answer_planner import SURE_OF_TOPIC
from bot.dialogue.plans import ExerciseRequest, FixedText
from bot.dialogue.reply import Reply
from bot.dialogue.routing import RED_FLAGS_ACTION
from bot.dialogue.safety_wording import word_decision
from bot.dialogue.state import ConversationState
from bot.dialogue.turn import Turn
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import Topic
from bot.rasa.services import shared_builder, shared_planner
from bot.red_flags.parsed_message import decision_for


class ActionRedFlags(SpeakingAction):
    """Sends the person to a doctor, asks about red flags, or handles the answer.

    It needs the knowledge base only to answer another question in the same message.
    """

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return RED_FLAGS_ACTION

    def reply_to(self, turn: Turn, state: ConversationState, tracker: Tracker) -> Outcome:
        """See the parent class."""
        decision = decision_for(tracker.latest_message, state.alarm)
        if decision is None:
            return self._reminder(turn, state)
        reply = word_decision(decision, turn.language)
        if decision.kind == "ask" and not decision.alarm.doubting and not decision.alarm.is_alarmed:
            reply = _before_question(reply, turn)
        if decision.kind == "escalate" and reply.urgency == "soon":
            reply = _after_advice(reply, turn)
        return reply, replace(state, alarm=decision.alarm, form_question=None)

    def _reminder(self, turn: Turn, state: ConversationState) -> Outcome:
        if state.alarm.is_alarmed or state.alarm.has_open_question:
            return reminded_of_alarm(state, turn.language)
        nothing_asked = FixedText("yes_to_what", "affirm", kind="question", starters=True)
        return shared_builder().build(nothing_asked, turn.language), state


def _before_question(question: Reply, turn: Turn) -> Reply:
    """Answer the person's question before safety asks its own, if the answer can do no harm meanwhile.

    Facts about exercise are given; exercises themselves and reassurance wait until the person has answered.
    """
    answer = _sure_answer(turn)
    if answer is None or _topic_of(answer).reassures:
        return question
    return _with_answer(question, answer, [*answer.texts, *question.texts])


def _after_advice(advice: Reply, turn: Turn) -> Reply:
    """Answer the person's question after the advice to see a doctor within days; painkillers wait as well."""
    answer = _sure_answer(turn)
    if answer is None or _topic_of(answer).during_alarm == "wait" or _topic_of(answer).group == "painkillers":
        return advice
    first = f"{say('safety.your_question', advice.language)}\n\n{answer.texts[0]}"
    return _with_answer(advice, answer, [*advice.texts, first, *answer.texts[1:]])


def _sure_answer(turn: Turn) -> Optional[Reply]:
    planner = shared_planner()
    # The intent is the report; the topic of the other question is in the ranking.
    topics = [(topic, chance) for topic, chance in turn.ranking if planner.knows(topic)]
    if turn.is_button or not topics or topics[0][1] < SURE_OF_TOPIC:
        return None
    plan = planner.plan(replace(turn, topic=topics[0][0]))
    if isinstance(plan, ExerciseRequest):
        return None
    answer = shared_builder().build(plan, turn.language)
    return answer if answer.kind == "answer" else None


def _topic_of(answer: Reply) -> Topic:
    return shared_planner().base.topics[str(answer.topic)]


def _with_answer(reply: Reply, answer: Reply, texts: list[str]) -> Reply:
    return replace(reply, texts=texts, pictures=answer.pictures, sources=answer.sources, last=answer.last)
