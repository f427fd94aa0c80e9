"""One turn: what the message says about the person, whose turn it is, and what safety and the coach add."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable, Mapping, Optional, Sequence

from bot.dialogue.answers import SURE_OF_TOPIC
from bot.dialogue.assistant import Assistant, Turn, shared_assistant
from bot.dialogue.coach_state import CoachState
from bot.dialogue.coaching import SLOT as COACH_SLOT
from bot.dialogue.coaching import is_other_topic, with_facts
from bot.dialogue.reply import Reply
from bot.dialogue.safety_wording import check_after_pain, guard, has_to_wait, is_comforting
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import EXERCISE_TOPICS
from bot.red_flags.parsed_message import SLOT as SAFETY_SLOT
from bot.red_flags.triage import AlarmState


@dataclass(frozen=True)
class Context:
    """What the conversation remembers that a turn may refer to."""

    safety: AlarmState
    coach: CoachState
    last_exercise: Optional[str]
    last_topic: Optional[str]
    shown: Sequence[str]

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Context:
        """Read the slots of a conversation."""
        return cls(
            safety=AlarmState.from_slot(slots.get(SAFETY_SLOT)),
            coach=CoachState.from_slot(slots.get(COACH_SLOT)),
            last_exercise=slots.get("last_exercise"),
            last_topic=slots.get("last_topic"),
            shown=slots.get("shown") or [],
        )


def take_turn(assistant: Assistant, turn: Turn, context: Context, answer: Callable[[], Reply]) -> Reply:
    """Return the reply to a message that safety left to the rest of the bot.

    Args:
        assistant: what the bot knows and can do.
        turn: the message.
        context: what the conversation remembers.
        answer: what the bot answers when the message does not refer to what was said before.
    """
    coach = assistant.coach
    remarks = coach.read(turn.text, turn.pressed, turn.language)
    confidence = turn.ranking[0][1] if turn.ranking else 0.0
    other_topic = not turn.is_button and is_other_topic(turn.intent, confidence, assistant.knows(turn.intent))
    words = len(turn.text.split())
    memory = with_facts(context.coach, remarks)
    reply = coach.handle(remarks, context.coach, context.last_exercise, turn.language, words, other_topic)
    if reply is None and "wants" in remarks.said:
        reply = _exercises_wanted(assistant, turn, memory, answer)
    elif reply is None:
        reply = assistant.follow_up(turn, context.last_topic, context.last_exercise, context.shown) or answer()
    return _finished(assistant, reply, memory, context.safety)


def without_question(reply: Reply, context: Context) -> Reply:
    """Return a reply of safety's with the coach's open question closed, unless the coach goes on."""
    closed = context.coach.answered(context.coach.profile)
    return replace(reply, remember={COACH_SLOT: closed.as_slot(), **reply.remember})


def _exercises_wanted(assistant: Assistant, turn: Turn, memory: CoachState, answer: Callable[[], Reply]) -> Reply:
    """Lead to exercises whoever asks for them along with other things ("I'm pregnant, which exercises can I do?")."""
    answered = answer()
    if memory.profile.pregnant and answered.kind == "answer" and str(answered.topic).startswith("exercise_"):
        listed = assistant.answers.exercise_list(turn.language, "pregnancy")
        return replace(listed, texts=[*answered.texts, *listed.texts], sources=answered.sources)
    if turn.intent in ("symptom_statement", "symptom_denied"):
        return assistant.answers.exercise_list(turn.language, "general")
    return answered


def before_question(question: Reply, turn: Turn) -> Reply:
    """Answer what was asked before the question back that safety has, where the answer can do no harm meanwhile.

    Facts about exercise are told; exercises themselves and words of comfort wait until the person has answered.
    """
    answer = _sure_answer(turn)
    if answer is None or is_comforting(answer.topic):
        return question
    return _with_answer(question, answer, [*answer.texts, *question.texts])


def after_advice(advice: Reply, turn: Turn) -> Reply:
    """Answer what was asked after the advice to see a doctor within days; painkillers wait as well."""
    answer = _sure_answer(turn)
    if answer is None or has_to_wait(answer.topic) or str(answer.topic).startswith("painkiller_"):
        return advice
    first = f"{say('safety.your_question', advice.language)}\n\n{answer.texts[0]}"
    return _with_answer(advice, answer, [*advice.texts, first, *answer.texts[1:]])


def _sure_answer(turn: Turn) -> Optional[Reply]:
    assistant = shared_assistant()
    # The intent is the report; what is asked besides stands in the ranking.
    topics = [(topic, chance) for topic, chance in turn.ranking if assistant.knows(topic)]
    if turn.is_button or not topics or topics[0][1] < SURE_OF_TOPIC:
        return None
    answer = assistant.answer(replace(turn, intent=topics[0][0]), ())
    return answer if answer.kind == "answer" else None


def _with_answer(reply: Reply, answer: Reply, texts: list[str]) -> Reply:
    return replace(
        reply,
        texts=texts,
        pictures=answer.pictures,
        sources=answer.sources,
        remember={**answer.remember, **reply.remember},
    )


def exercises_after_screening(turn: Turn, topic: str, context: Context) -> Reply:
    """Return the exercises that waited for the screening, or the first question about them."""
    assistant = shared_assistant()
    series = next(series for series, name in EXERCISE_TOPICS.items() if name == topic)
    remarks = assistant.coach.read(turn.text, None, turn.language)
    return assistant.coach.instead_of_list(
        assistant.answers.exercise_list(turn.language, series), with_facts(context.coach, remarks)
    )


def _finished(assistant: Assistant, reply: Reply, memory: CoachState, safety: AlarmState) -> Reply:
    """Let safety look at a reply, and the coach choose the exercises where a list is due."""
    reply = check_after_pain(reply, safety) if reply.kind == "screening" else guard(reply, safety)
    if reply.kind == "exercise_list" and COACH_SLOT not in reply.remember:
        reply = _keeping(assistant.coach.instead_of_list(reply, memory), reply)
    elif reply.kind == "exercise" and memory.profile.pregnant:
        reply = _keeping(assistant.coach.in_pregnancy(reply, memory), reply)
    elif memory.question and reply.kind == "answer" and not memory.reminded and COACH_SLOT not in reply.remember:
        reply = assistant.coach.back_to_question(reply, memory)
    if reply.kind in ("escalation", "screening"):
        memory = memory.answered(memory.profile)
    return replace(reply, remember={COACH_SLOT: memory.as_slot(), **reply.remember})


def _keeping(reply: Reply, before: Reply) -> Reply:
    """Return the reply with what safety wanted remembered."""
    return replace(reply, remember={SAFETY_SLOT: before.remember.get(SAFETY_SLOT), **reply.remember})
