"""Reactions to the last answer that ask nothing new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.plans import FixedText, InShort, Objection, Plan
from bot.dialogue.reactions import reaction_to
from bot.dialogue.state import ConversationState, LastAnswer
from bot.dialogue.turn import Turn
from bot.red_flags.triage import AlarmState

ANSWERED = ConversationState(last=LastAnswer("heat_cold", ("heat",), ("heat",)))


def _turn(label: str, chance: float = 0.9, intent: str = "nlu_fallback", text: str = "hm, na ja") -> Turn:
    return Turn(text, "de", intent, intent, after_answer={label: chance})


@pytest.mark.parametrize(
    ("label", "plan"),
    [
        ("objects", Objection("heat_cold")),
        ("unclear", InShort("heat_cold", "heat")),
        ("closes", FixedText("all_right", "heat_cold")),
    ],
)
def test_a_clear_reaction_gets_a_reply_of_its_own(label: str, plan: Plan) -> None:
    assert reaction_to(_turn(label), ANSWERED) == plan
    assert reaction_to(_turn(label, 0.5), ANSWERED) is None
    assert reaction_to(_turn(label), ConversationState()) is None


def test_while_a_question_is_open_a_message_is_an_answer_to_it() -> None:
    asked = replace(ANSWERED, alarm=AlarmState(question="infection"))
    for state in (asked, replace(ANSWERED, form_question="pain"), replace(ANSWERED, offer="exercise_specific")):
        assert reaction_to(_turn("objects"), state) is None


def test_thanks_and_questions_are_no_closing_words() -> None:
    assert reaction_to(_turn("closes", intent="thanks"), ANSWERED) is None
    assert reaction_to(_turn("new", intent="ask"), ANSWERED) is None
