"""`make explain` names the rules, what rules them out, and what the bot would do."""

from __future__ import annotations

import pytest

from bot.red_flags.rules import shared_rules
from tools.explain_red_flags import explanation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my foot is numb", ["rule leg_numb: neuro_deficit, soon", "alarm, soon (neuro_deficit)"]),
        ("i have no fever", ["rule has_fever: ruled out, because it is denied", "alone: nothing"]),
        ("something is numb", ["rule numb_somewhere: asks 'numb_where'", "question 'numb_where'"]),
        ("my toes have fallen asleep", ["rule leg_numb: neuro_deficit, soon", "alarm, soon (neuro_deficit)"]),
        ("i pee often since the back pain, i am pregnant", ["rule pees_often_now: ruled out by 'unless' (pregnant)"]),
    ],
)
def test_an_explanation_says_which_rules_decide(text: str, expected: list[str]) -> None:
    lines = "\n".join(explanation(shared_rules()["en"], text))
    assert all(part in lines for part in expected), lines


def test_nothing_is_explained_where_nothing_is_found() -> None:
    assert not list(explanation(shared_rules()["en"], "hello"))
