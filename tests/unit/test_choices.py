"""A few words choose one of the offered questions."""

from __future__ import annotations

import pytest

from bot.dialogue.choices import chosen
from bot.dialogue.state import ConversationState, LastAnswer
from bot.dialogue.turn import Turn
from bot.languages import Language

_OFFERED = ("howmuch_steps", "sit_hours", "cold_how")


def _chosen(text: str, language: Language = "en", intent: str = "nlu_fallback") -> str | None:
    state = ConversationState(last=LastAnswer(offered=_OFFERED))
    return chosen(Turn(text, language, intent, intent), state)


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("the second one", "en", 1),
        ("3", "en", 2),
        ("first please", "en", 0),
        ("die zweite", "de", 1),
        ("Frage 3", "de", 2),
    ],
)
def test_a_number_or_a_place_chooses(text: str, language: Language, place: int) -> None:
    assert _chosen(text, language) == _OFFERED[place]


def test_yes_chooses_the_first() -> None:
    assert _chosen("yes", intent="affirm") == _OFFERED[0]


def test_other_words_choose_nothing() -> None:
    assert _chosen("is it safe in my second pregnancy, in week 20") is None
    assert _chosen("no") is None


def test_nothing_is_chosen_where_nothing_was_offered() -> None:
    turn = Turn("the second one", "en", "nlu_fallback", "nlu_fallback")
    assert chosen(turn, ConversationState()) is None
