"""Which of the offered questions a few words choose: "the second one", "2", "yes"."""

from __future__ import annotations

from typing import Optional

from bot.dialogue.plans import Statements
from bot.dialogue.state import ConversationState
from bot.dialogue.turn import Turn
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.reading.person_facts import person_fact_extractor

# A choice is short.
_FEW_WORDS = 5


def chosen(turn: Turn, state: ConversationState, base: KnowledgeBase) -> Optional[Statements]:
    """Plan the answer to the offered question that a message chooses; None when it chooses none."""
    offered = state.last.offered
    if not offered or turn.is_button or turn.words > _FEW_WORDS:
        return None
    place = person_fact_extractor(turn.language).extract(turn.text).place
    if place is None and turn.intent == "affirm":
        place = 0
    if place is None or place >= len(offered):
        return None
    statement = base.statements[offered[place]]
    return Statements(statement.topic, (statement.id,), exercise=statement.exercise)
