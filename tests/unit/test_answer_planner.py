"""An answer is given where it surely fits, else questions are offered; what was just told is not told again."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Sequence

import numpy as np
import pytest

from bot.dialogue.answer_planner import AnswerPlanner
from bot.dialogue.answer_thresholds import AnswerThresholds
from bot.dialogue.plans import Choice, Statements
from bot.dialogue.question_ranking import Question, QuestionRanker
from bot.dialogue.state import LastAnswer
from bot.dialogue.turn import Turn
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.knowledge.retrieval import Match
from bot.knowledge.schema import Statement, Topic

_AT = AnswerThresholds()
_SURE, _DOUBTFUL = _AT.fits_exactly + 0.02, _AT.fits_exactly - 0.02


def _statement(name: str, **fields: Any) -> Statement:
    both, lists = {"en": f"About {name}.", "de": f"Zu {name}."}, {"en": ["question"], "de": ["Frage"]}
    question = {"en": f"What of {name}?", "de": f"Was ist mit {name}?"}
    given = {"id": name, "topic": "warmth", "text": both, "question": question, "paraphrases": lists}
    return Statement.parse_obj({**given, "sources": ["s"], "from_seed": False, **fields})


@pytest.fixture
def planner() -> AnswerPlanner:
    """A planner over five statements of one topic; two of them say the same."""
    statements = {
        name: _statement(name, **fields)
        for name, fields in (("bath", {}), ("tub", {"same_as": ["bath"]}), ("sauna", {}), ("patch", {}), ("cold", {}))
    }
    topic = Topic.parse_obj(
        {
            "id": "warmth",
            "group": "everyday",
            "during_alarm": "tell",
            "title": {"en": "Heat", "de": "Wärme"},
            "answer": ["bath"],
            "related": ["warmth"],
            "review": {"authored_by": "a", "checked_by": "b", "reviewed": "2026-01-01", "next_review": "2027-01-01"},
            "statements": list(statements),
            "general_questions": {"en": ["heat"], "de": ["Wärme"]},
        }
    )
    base = KnowledgeBase({}, {"warmth": topic}, {}, statements, None)  # type: ignore[arg-type]
    return AnswerPlanner(base, lambda question: [], _AT)


def _ranked(planner: AnswerPlanner, scores: Sequence[tuple[str, float]]) -> AnswerPlanner:
    matches = [Match("statement", name, score) for name, score in scores]
    return AnswerPlanner(planner.base, lambda question: matches, _AT)


def test_what_surely_fits_is_the_answer(planner: AnswerPlanner) -> None:
    plan = _ranked(planner, [("sauna", _SURE), ("bath", 0.1)]).answer(Question("sauna", "warmth"))
    assert isinstance(plan, Statements) and plan.statements == ("sauna",)


def test_below_that_three_questions_are_offered_and_of_equal_ones_only_one(planner: AnswerPlanner) -> None:
    scores = [("bath", _DOUBTFUL), ("tub", 0.15), ("sauna", 0.14), ("patch", 0.13), ("cold", 0.12)]
    assert _ranked(planner, scores).answer(Question("hot water", "warmth")) == Choice(
        "warmth", ("bath", "sauna", "patch")
    )


def test_a_second_offer_in_a_row_knows_it(planner: AnswerPlanner) -> None:
    turn = Turn("hot water", "en", "ask", "warmth", (("warmth", 0.9),))
    planner = _ranked(planner, [("bath", _DOUBTFUL), ("sauna", 0.1)])
    first, second = planner.plan(turn), planner.plan(turn, LastAnswer(offered=("bath",)))
    assert isinstance(first, Choice) and isinstance(second, Choice)
    assert (first.again, second.again) == (False, True)


def test_a_chosen_question_is_answered(planner: AnswerPlanner) -> None:
    turn = Turn('/ask{"statement":"patch"}', "en", "ask", "ask", statement="patch")
    assert planner.can_plan(turn)
    plan = planner.plan(turn)
    assert isinstance(plan, Statements) and plan.statements == ("patch",)


@pytest.mark.parametrize(("score", "told"), [(_AT.fits_again - 0.01, False), (1.0, True)])
def test_what_was_just_told_is_told_again_only_if_it_fits_well(
    planner: AnswerPlanner, score: float, told: bool
) -> None:
    planner = _ranked(planner, [("bath", score), ("sauna", 0.11), ("patch", 0.1)])
    plan = planner.answer(Question("hot water", "warmth"), cited=("bath",))
    if told:
        assert isinstance(plan, Statements) and plan.statements == ("bath",)
    else:
        assert plan == Choice("warmth", ("sauna", "patch"))


def test_a_follow_up_is_answered_or_offered_in_the_same_way(planner: AnswerPlanner) -> None:
    turn = Turn("and at night?", "en", "ask", "warmth", after_answer={"goes_on": 0.9})
    last = LastAnswer("warmth", ("bath",), ("bath",), question="does a bath help")
    sure = _ranked(planner, [("patch", _SURE), ("bath", 0.1)]).follow_up(turn, ["warmth"], last)
    assert isinstance(sure, Statements) and sure.statements == ("patch",)
    unsure = _ranked(planner, [("bath", _DOUBTFUL), ("patch", _DOUBTFUL)])
    longer = replace(turn, text="and what about it at night?")
    assert unsure.follow_up(longer, ["warmth"], last) == Choice("warmth", ("patch",))
    # So few words can hardly mean anything else.
    bare = unsure.follow_up(turn, ["warmth"], last)
    assert isinstance(bare, Statements) and bare.statements == ("patch",)
    assert _ranked(planner, [("patch", 0.01)]).follow_up(turn, ["warmth"], last) is None


def _scoring(
    scores: dict[str, float], statements: dict[str, Statement], monkeypatch: pytest.MonkeyPatch
) -> QuestionRanker:
    known = SimpleNamespace(targets=[("statement", name) for name in scores])
    ranker = QuestionRanker(KnowledgeBase({}, {}, {}, statements, known), None)  # type: ignore[arg-type]
    monkeypatch.setattr(ranker, "_scores", lambda question: np.array([*scores.values()]))
    return ranker


@pytest.mark.parametrize(
    ("text", "groups", "first"),
    [
        ("is a bath all right", (), "bath"),
        ("is a bath all right", ("pregnant",), "bath_pregnant"),
        ("i am pregnant, is a bath all right", (), "bath_pregnant"),
        ("i am not pregnant, is a bath all right", (), "bath"),
    ],
)
def test_a_statement_on_some_people_is_for_them_and_for_who_asks_about_them(
    monkeypatch: pytest.MonkeyPatch, text: str, groups: tuple[str, ...], first: str
) -> None:
    statements = {"bath": _statement("bath"), "bath_pregnant": _statement("bath_pregnant", supposes=["pregnant"])}
    ranker = _scoring({"bath": 0.29, "bath_pregnant": 0.3}, statements, monkeypatch)
    assert ranker.rank(Question(text, "", groups=frozenset(groups)))[0].target == first


def test_what_was_offered_in_vain_counts_half(monkeypatch: pytest.MonkeyPatch) -> None:
    statements = {"weight": _statement("weight"), "lifting": _statement("lifting")}
    ranker = _scoring({"weight": 0.3, "lifting": 0.2}, statements, monkeypatch)
    assert ranker.rank(Question("less weight", ""))[0].target == "weight"
    assert ranker.rank(Question("less weight", "", rejected=frozenset({"weight"})))[0].target == "lifting"


def test_what_fits_nearly_as_well_is_offered_below_the_answer(planner: AnswerPlanner) -> None:
    scores = [("bath", 0.5), ("tub", 0.45), ("sauna", 0.4), ("patch", 0.3), ("cold", 0.1)]
    plan = _ranked(planner, scores).answer(Question("hot water", "warmth"))
    assert isinstance(plan, Statements) and plan.nearby == ("sauna", "patch")


def test_where_nothing_has_to_do_with_the_question_none_is_offered(planner: AnswerPlanner) -> None:
    plan = _ranked(planner, [("bath", 0.05), ("sauna", 0.04)]).answer(Question("my landlord", "warmth"))
    assert plan == Choice("warmth", ())
