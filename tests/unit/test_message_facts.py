"""What labels learnt from examples add to the facts of a message, and when they count."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.message_facts import facts_of, wish_in
from bot.dialogue.state import CoachState, ConversationState, LastAnswer
from bot.dialogue.turn import Turn

_SHOWN = ConversationState(
    coach=CoachState(listed=("bridge",)), last=LastAnswer("exercise_specific", exercise="bridge")
)
_ASKED = ConversationState(form_question="condition")


def _turn(text: str, intent: str = "ask", **chances: dict[str, float]) -> Turn:
    return Turn(text, "en", intent, intent, **chances)  # type: ignore[arg-type]


def test_a_wish_counts_only_after_an_exercise() -> None:
    turn = _turn("my nan warms up with that", after_exercise={"harder": 0.8, "other": 0.2})
    assert wish_in(turn, _SHOWN) == "harder" and "harder" in facts_of(turn, _SHOWN).said
    assert wish_in(turn, ConversationState()) is None


def test_a_wish_that_is_not_sure_or_stands_in_a_long_message_does_not_count() -> None:
    assert wish_in(_turn("hm", after_exercise={"harder": 0.4}), _SHOWN) is None
    assert wish_in(_turn("word " * 40, after_exercise={"harder": 0.9}), _SHOWN) is None
    assert wish_in(_turn("hello", after_exercise={"other": 0.9}), _SHOWN) is None


def test_before_an_exercise_was_explained_it_is_the_back_that_hurts() -> None:
    turn = _turn("hurts a bit", after_exercise={"hurts": 0.9})
    assert wish_in(turn, _SHOWN) == "hurts"
    assert wish_in(turn, replace(_SHOWN, last=LastAnswer("exercise_specific"))) is None


def test_what_concerns_the_conversation_or_is_certain_is_no_wish() -> None:
    chances = {"easier": 0.9}
    assert wish_in(_turn("start over", "start_over", after_exercise=chances), _SHOWN) is None
    assert "easier" not in facts_of(_turn("not pregnant", after_exercise=chances), _SHOWN).said


def test_only_labels_that_answer_the_open_question_count() -> None:
    turn = _turn("only the dull ache", about_you={"mild": 0.6, "none": 0.3, "other": 0.1})
    assert "none" in facts_of(turn, _ASKED).said
    assert "pain_mild" in facts_of(turn, replace(_ASKED, form_question="pain")).said


def test_what_is_named_is_more_exact_than_something_at_the_spine() -> None:
    slipped = facts_of(_turn("had a slipped disc", about_you={"spine": 0.9}), _ASKED).said
    assert "disc" in slipped and "spine" not in slipped
    assert "spine" in facts_of(_turn("screws since 2011", about_you={"spine": 0.9}), _ASKED).said


def test_a_number_is_more_exact_than_a_label() -> None:
    facts = facts_of(_turn("a 2", about_you={"strong": 0.9}), replace(_ASKED, form_question="pain"))
    assert facts.score == 2 and not facts.said


def test_a_bare_yes_and_no_answer_the_question() -> None:
    assert "yes" in facts_of(_turn("yes", "affirm"), _ASKED).said
    assert "none" in facts_of(_turn("no", "deny"), _ASKED).said


def test_after_talk_of_something_else_a_wish_has_to_be_sure_and_a_farewell_is_none() -> None:
    later = replace(_SHOWN, last=LastAnswer("mattress_pillow"))
    chances = {"easier": 0.7, "other": 0.3}
    assert wish_in(_turn("medium firm then, not hard?", after_exercise=chances), later) is None
    assert wish_in(_turn("an easier one", after_exercise={"easier": 0.95}), later) == "easier"
    assert wish_in(_turn("thanks, bye", "goodbye", after_exercise={"another": 0.9}), _SHOWN) is None
