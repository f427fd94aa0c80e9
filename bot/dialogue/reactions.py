"""What people write about the last answer without asking anything new: an objection, "I don't get it", "ok"."""

from __future__ import annotations

from typing import Optional

from bot.dialogue.message_facts import wish_in
from bot.dialogue.plans import FixedText, InShort, Objection, Plan
from bot.dialogue.state import ConversationState
from bot.dialogue.turn import Turn
from bot.knowledge.knowledge_base import EXERCISE_TOPICS

# From these probabilities a message counts as such a reaction (0 to 1), in at most so many words.
_SURE = {"objects": 0.85, "unclear": 0.7, "closes": 0.8}
_FEW_WORDS = 15
# A message of these intents may be a reaction; others ask or tell something of their own.
_MAY_REACT = ("affirm", "deny", "nlu_fallback", "symptom_statement", "symptom_denied", "abuse", "oos", "help")


def reaction_to(turn: Turn, state: ConversationState) -> Optional[Plan]:
    """Plan the reply to a reaction to the last answer; None when the message is none.

    Args:
        turn: the message.
        state: the conversation's state; while a question is open, the message is an answer to that.
    """
    if state.form_question or state.alarm.question or state.alarm.is_alarmed:
        return None
    if wish_in(turn, state) == "stop":
        return FixedText("enough_for_now", EXERCISE_TOPICS["general"])
    last = state.last
    if turn.is_button or last.topic is None or not last.cited or turn.words > _FEW_WORDS or state.offer:
        return None
    if turn.intent not in _MAY_REACT or turn.text.rstrip().endswith("?"):
        return None
    label = next((name for name, least in _SURE.items() if turn.after_answer.get(name, 0.0) >= least), None)
    if label == "objects":
        return Objection(last.topic)
    if label == "unclear":
        return InShort(last.topic, last.cited[0])
    return FixedText("all_right", last.topic) if label == "closes" else None
