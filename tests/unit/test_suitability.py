"""Answers fit the person, and nothing is told twice unasked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue.plans import AskFirst, Choice, ExerciseCard, Plan, Statements, TwoAnswers
from bot.dialogue.suitability import suited
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.knowledge.schema import Statement, Topic

_REVIEW = {"authored_by": "a", "checked_by": "b", "reviewed": "2026-01-01", "next_review": "2027-01-01"}
_BOTH = {"en": "Some text.", "de": "Ein Text."}
_LISTS = {"en": ["question"], "de": ["Frage"]}


def _statement(name: str, **fields: Any) -> Statement:
    question = {"en": f"What of {name}?", "de": f"Was ist mit {name}?"}
    given: dict[str, Any] = {"id": name, "topic": "pills", "text": _BOTH, "question": question, "paraphrases": _LISTS}
    given.update(sources=["s"], from_seed=False)
    return Statement.parse_obj({**given, **fields})


@pytest.fixture
def base() -> KnowledgeBase:
    """A topic whose pills are not for pregnant people."""
    statements = [
        _statement("helps", not_for={"blood_thinner": "bleeding"}),
        _statement("helps_too", same_as=["helps"]),
        _statement("limit"),
        _statement("ask_first"),
        _statement("bleeding", only_for=["blood_thinner"]),
        _statement("pregnancy", only_for=["pregnant"]),
    ]
    topic = Topic.parse_obj(
        {
            "id": "pills",
            "group": "painkillers",
            "during_alarm": "tell",
            "title": _BOTH,
            "answer": ["helps"],
            "always": ["ask_first"],
            "related": ["pills"],
            "review": _REVIEW,
            "statements": [statement.id for statement in statements],
            "general_questions": _LISTS,
            "not_for": {"pregnant": "pregnancy"},
        }
    )
    by_id = {statement.id: statement for statement in statements}
    return KnowledgeBase({}, {"pills": topic}, {}, by_id, None)  # type: ignore[arg-type]


def _told(plan: Plan) -> tuple[str, ...]:
    assert isinstance(plan, Statements)
    return plan.statements


def test_a_caution_for_everybody_comes_along_once(base: KnowledgeBase) -> None:
    plan = Statements("pills", ("helps", "limit"))
    assert _told(suited(plan, (), (), base)) == ("helps", "limit", "ask_first")
    assert _told(suited(plan, (), ("ask_first",), base)) == ("helps", "limit")


def test_what_does_not_hold_for_somebody_is_replaced(base: KnowledgeBase) -> None:
    for groups, instead in ((("pregnant",), "pregnancy"), (("blood_thinner",), "bleeding")):
        plan = suited(Statements("pills", ("helps",)), groups, (), base)
        assert _told(plan)[0] == instead and "helps" not in _told(plan) and "ask_first" not in _told(plan)
        assert isinstance(plan, Statements) and plan.facts_used == groups


def test_what_holds_only_for_some_is_told_to_them_and_when_asked(base: KnowledgeBase) -> None:
    assert _told(suited(Statements("pills", ("limit", "bleeding")), (), (), base))[:2] == ("limit", "ask_first")
    assert _told(suited(Statements("pills", ("bleeding",)), (), (), base))[0] == "bleeding"
    assert "bleeding" in _told(suited(Statements("pills", ("limit",)), ("blood_thinner",), (), base))


def test_nothing_is_told_twice(base: KnowledgeBase) -> None:
    assert _told(suited(Statements("pills", ("helps", "helps_too")), (), ("ask_first",), base)) == ("helps",)
    later = suited(Statements("pills", ("limit", "helps")), (), ("helps", "ask_first"), base)
    assert _told(later) == ("limit",) and isinstance(later, Statements) and not later.repeats
    again = suited(Statements("pills", ("helps", "limit")), (), ("helps", "limit", "ask_first"), base)
    assert _told(again)[:2] == ("helps", "limit") and isinstance(again, Statements) and again.repeats
    both = suited(TwoAnswers(Statements("pills", ("helps",)), Statements("pills", ("limit",))), (), (), base)
    assert isinstance(both, TwoAnswers) and _told(both.second) == ("limit",)


def test_exercises_are_left_as_they_are(base: KnowledgeBase) -> None:
    card = ExerciseCard("exercise_specific", "bridge")
    assert suited(card, ("pregnant",), (), base) == replace(card)


def test_questions_are_offered_as_holds_for_the_person_and_new_ones_first(base: KnowledgeBase) -> None:
    offer = Choice("pills", ("helps", "limit"))
    assert suited(offer, (), (), base) == offer
    assert suited(offer, ("blood_thinner",), (), base) == Choice("pills", ("bleeding", "limit"))
    assert suited(offer, (), ("helps",), base) == Choice("pills", ("limit",))
    assert suited(offer, (), ("helps", "limit"), base) == offer


def test_what_is_told_instead_is_not_told_over_and_over(base: KnowledgeBase) -> None:
    plan = Statements("pills", ("helps",))
    assert suited(plan, ("blood_thinner",), ("bleeding",), base) == AskFirst("pills", ("blood_thinner",))
    assert suited(TwoAnswers(plan, Statements("pills", ("limit",))), ("blood_thinner",), ("bleeding",), base) != plan
