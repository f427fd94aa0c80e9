"""Which of the offered questions or topics a few words choose: "the second one", "2", "yes"."""

from __future__ import annotations

from typing import Optional

from bot.dialogue.state import ConversationState
from bot.dialogue.turn import Turn
from bot.reading.person_facts import person_fact_extractor

# A choice is short.
_FEW_WORDS = 5


def chosen(turn: Turn, state: ConversationState) -> Optional[str]:
    """Return the offered statement or topic that a message chooses; None when it chooses none."""
    offered = state.last.offered
    if not offered or turn.is_button or turn.words > _FEW_WORDS:
        return None
    place = person_fact_extractor(turn.language).extract(turn.text).place
    if place is None and turn.intent == "affirm":
        place = 0
    return offered[place] if place is not None and place < len(offered) else None
