"""When a rule applies to the concepts of a message, and when it is ruled out."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from bot.reading.context_rules import AssertedMention, Assertion, Modifier
from bot.reading.phrases import Mention
from bot.red_flags.matching import match
from bot.red_flags.rule_files import Rule


def _rule(**fields: Any) -> Rule:
    return Rule(**{"id": "test", "category": "fracture", "urgency": "urgent", "needs": ["fall"], **fields})


def _mention(name: str, start: int, assertion: Optional[Assertion] = None, sentence: int = 0) -> AssertedMention:
    words = Mention("", start + 20, start + 21)
    modifiers = () if assertion is None else (Modifier(words, assertion, "clause"),)
    return AssertedMention(Mention(name, start, start + 1), sentence, sentence, modifiers)


def _names(rule: Rule, *asserted: AssertedMention) -> Optional[tuple[list[int], set[str]]]:
    found = match(rule, asserted)
    return None if found is None else ([mention.start for mention in found.mentions], set(found.assertions))


def test_nothing_matches_without_the_concepts() -> None:
    assert _names(_rule(), _mention("fever", 0)) is None
    assert _names(_rule(needs=["fall", "height"]), _mention("fall", 0)) is None


def test_a_mention_that_is_present_is_preferred_to_one_that_is_ruled_out() -> None:
    past, present = _mention("fall", 0, "past"), _mention("fall", 5, sentence=1)
    assert _names(_rule(), past) == ([0], {"past"})
    assert _names(_rule(), past, present) == ([5], set())
    assert _names(_rule(even_if=["past"]), past) == ([0], set())


@pytest.mark.parametrize(("scope", "matches"), [("clause", False), ("sentence", False), ("message", True)])
def test_the_scope_limits_where_the_concepts_are(scope: str, matches: bool) -> None:
    rule = _rule(needs=["fall", "height"], scope=scope)
    assert (_names(rule, _mention("fall", 0), _mention("height", 5, sentence=1)) is not None) == matches


def test_the_closest_pair_counts_and_words_too_far_apart_do_not() -> None:
    rule = _rule(needs=["fall", "height|age_old"], within=3)
    assert _names(rule, _mention("fall", 0), _mention("height", 9)) is None
    assert _names(rule, _mention("fall", 0), _mention("height", 3), _mention("age_old", 2)) == ([0, 2], set())


def test_a_concept_that_is_present_can_rule_out_the_rule_altogether() -> None:
    rule = _rule(unless=["pregnant"])
    assert _names(rule, _mention("fall", 0), _mention("pregnant", 2)) is None
    assert _names(rule, _mention("fall", 0), _mention("pregnant", 2, "denied")) == ([0], set())
