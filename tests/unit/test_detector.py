"""Both detectors together."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any, Optional

import pytest

from bot.reading.context_rules import Assertion
from bot.reading.judgement import Judgement
from bot.red_flags.detector import RedFlagDetector
from bot.red_flags.findings import Assessment, Finding
from bot.red_flags.rules import RuleResult
from bot.red_flags.scores import training_labels
from bot.red_flags.urgency import Urgency
from bot.red_flags.weighing import Costs, Limits, Weighing

_LONG = "a message that is a good deal longer than the fifteen words that the detector allows for this, and more"
_SECRET = "my groin is numb, said Erna Musterfrau"
# The probability is that of the encoder, doubled odds if the rules find something.
_WEIGHING = Weighing(
    intercept=0,
    weights={"encoder": 1, "emergency": 0.7, "other": 0.7},
    costs=Costs(
        missed={"emergency": 9.0, "urgent": 9.0, "soon": 9.0},
        false_alarm={"emergency": 2.0, "urgent": 2.0, "soon": 2.0},
        lost_by_asking=0.2,
    ),
    sentence_margin=2,
    floor=0.05,
    limits=Limits(
        age_alone=0.7,
        age_asked=0.2,
        models_alone=0.0,
        models_emergency=0.0,
        category_agreed=1.1,
        category_supported=0.02,
        category_added=0.5,
        urgency_reached=0.3,
        sentence_clear=0.5,
        rules_emergency=0.1,
        suicide=0.3,
        few_words=15,
    ),
)


class _Rules:
    def __init__(self, found: list[Finding], asks: list[Finding], ruled_out: dict[str, frozenset[Assertion]]) -> None:
        self._result = RuleResult(found, asks, ruled_out, frozenset(), frozenset(), False, frozenset())

    def detect(self, text: str) -> RuleResult:
        return self._result


class _Broken:
    def detect(self, text: str) -> RuleResult:
        raise ValueError(text)


def _judgement(report: float, **categories: float) -> Judgement:
    chances = {"infection": 0.0, "cauda_equina": 0.0, "crisis": 0.0, **(categories or {"infection": 1.0})}
    return Judgement(report, chances, {"emergency": 0.2, "urgent": 0.6, "soon": 0.2}, {})


def _assess(rules: Any, judgement: Optional[Judgement], text: str = _LONG) -> Assessment:
    return RedFlagDetector({"en": rules, "de": rules} if rules else None, _WEIGHING).assess(text, judgement, "en")


_NUMB = Finding("cauda_equina", "emergency", "rules")
_ASK = Finding("cauda_equina", None, "rules", ask="numb_where")


def test_the_likelier_a_report_the_more_is_done() -> None:
    none, asked, alarmed = (_assess(_Rules([], [], {}), _judgement(report)) for report in (0.05, 0.2, 0.5))
    assert not none.findings and not none.asks
    assert not asked.findings and [finding.ask for finding in asked.asks] == ["infection"]
    assert [(f.category, f.urgency, f.detector) for f in alarmed.findings] == [("infection", "urgent", "classifier")]


def test_neither_detector_decides_alone() -> None:
    assert _assess(_Rules([_NUMB], [], {}), _judgement(0.3, cauda_equina=1.0)).findings == [_NUMB]
    assert not _assess(_Rules([], [], {}), _judgement(0.3, cauda_equina=1.0)).findings
    assert not _assess(_Rules([_NUMB], [], {}), _judgement(0.02, cauda_equina=1.0)).findings


def test_what_the_rules_call_an_emergency_is_asked_about_at_least() -> None:
    urgent = Finding("infection", "urgent", "rules")
    assert _assess(_Rules([_NUMB], [], {}), _judgement(0.04, cauda_equina=1.0)).asks[0].ask == "cauda_equina"
    assert not _assess(_Rules([urgent], [], {}), _judgement(0.04)).asks
    assert not _assess(_Rules([_NUMB], [], {}), _judgement(0.01, cauda_equina=1.0)).asks


def test_categories_that_only_the_rules_see_need_some_support() -> None:
    both = _assess(_Rules([_NUMB], [], {}), _judgement(0.9, infection=0.6, cauda_equina=0.4))
    assert {finding.category for finding in both.findings} == {"cauda_equina", "infection"}
    one = _assess(_Rules([_NUMB], [], {}), _judgement(0.9, infection=0.4, cauda_equina=0.3, crisis=0.3))
    assert {finding.category for finding in one.findings} == {"cauda_equina"}
    weak = Finding("neuro_deficit", "urgent", "rules")
    other = _assess(_Rules([weak], [], {}), _judgement(0.9, infection=1.0))
    assert {finding.category for finding in other.findings} == {"infection"}
    # An emergency of the rules stays one when the encoder sees something serious, whatever it takes it for.
    serious = _assess(_Rules([_NUMB], [], {}), _judgement(0.9, infection=1.0))
    assert {finding.category for finding in serious.findings} == {"cauda_equina", "infection"}


def test_a_sentence_that_is_a_report_by_itself_counts_somewhat_less_than_a_message_that_is_one() -> None:
    clear = _judgement(0.7, cauda_equina=1.0)
    lost = replace(_judgement(0.01, infection=1.0), clearest=clear)
    # Here the rules find nothing, there an emergency.
    assert [finding.category for finding in _assess(_Rules([], [], {}), lost).asks] == ["cauda_equina"]
    assert _assess(_Rules([_NUMB], [], {}), lost).findings == [_NUMB]
    assert _assess(_Rules([], [], {}), replace(clear, clearest=_judgement(0.9))).findings[0].category == "cauda_equina"


def test_a_few_words_that_need_a_question_are_asked_about() -> None:
    few = _assess(_Rules([], [_ASK], {}), _judgement(0.9, cauda_equina=1.0), "it is numb")
    assert not few.findings and few.asks[0] == _ASK
    assert _assess(_Rules([], [_ASK], {}), _judgement(0.9, cauda_equina=1.0)).findings


@pytest.mark.parametrize(
    ("rules", "report", "found"),
    [
        (_Broken(), 0.9, True),
        (_Broken(), 0.0, False),
        (None, 0.0, False),
        (_Rules([_NUMB], [], {}), None, True),
        (_Rules([], [], {}), None, False),
        (_Broken(), None, False),
    ],
)
def test_one_detector_may_break_without_silencing_the_other_and_the_log_keeps_no_words(
    rules: Any, report: Optional[float], found: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assessment = _assess(rules, None if report is None else _judgement(report), _SECRET)
    assert assessment.failed and bool(assessment.findings) == found
    assert "failed with" in caplog.text and "Musterfrau" not in caplog.text


def test_a_message_without_letters_is_left_to_the_rules() -> None:
    assessment = _assess(_Rules([_NUMB], [], {}), None, "39,5")
    assert assessment.findings == [_NUMB] and not assessment.failed


def test_an_assessment_survives_being_stored_in_the_message() -> None:
    assessment = Assessment(
        [_NUMB],
        [_ASK],
        [_NUMB],
        ["fever"],
        ["numb"],
        ["agrees"],
        {"no": 0.9},
        {"seen": 0.8},
        0.5,
        {"encoder": 1.0},
        True,
    )
    assert Assessment.from_dict(assessment.as_dict()) == assessment


def test_thoughts_of_suicide_come_first_then_the_most_serious() -> None:
    found = [Finding("infection", "urgent", "rules"), _NUMB, Finding("crisis", "emergency", "rules")]
    judgement = _judgement(0.9, infection=0.4, cauda_equina=0.3, crisis=0.3)
    order = [finding.category for finding in _assess(_Rules(found, [], {}), judgement).findings]
    assert order == ["crisis", "cauda_equina", "infection"]


def test_urgencies_with_few_examples_join_the_most_frequent_one_of_their_category() -> None:
    intents = ["report_fracture"] * 21 + ["greet"]
    urgencies: list[Optional[Urgency]] = [*["urgent"] * 20, "soon", None]  # type: ignore[list-item]
    assert training_labels(intents, urgencies) == ["report_fracture urgent"] * 21 + ["greet"]


def test_what_no_rule_finds_is_asked_about_first_unless_it_is_an_emergency() -> None:
    weights = _WEIGHING.copy(update={"limits": _WEIGHING.limits.copy(update={"models_alone": 0.95})})
    rules: Any = {"en": _Rules([], [], {})}
    asked = RedFlagDetector(rules, weights).assess(_LONG, _judgement(0.9), "en")
    assert not asked.findings and asked.asks[0].category == "infection"
    assert RedFlagDetector(rules, weights).assess(_LONG, _judgement(0.97), "en").findings
    chances = {"emergency": 0.9, "urgent": 0.1, "soon": 0.0}
    emergency = Judgement(0.9, _judgement(0.9, cauda_equina=1.0).categories, chances, {})
    assert RedFlagDetector(rules, weights).assess(_LONG, emergency, "en").findings
    assert RedFlagDetector(None, weights).assess(_LONG, _judgement(0.9), "en").findings


def test_what_both_agree_on_in_plain_words_raises_the_alarm_earlier() -> None:
    weights = _WEIGHING.copy(update={"limits": _WEIGHING.limits.copy(update={"category_agreed": 0.9})})
    fever = Finding("infection", "urgent", "rules")
    judgement = _judgement(0.12, infection=0.95)

    def found(ruled_out: dict[str, frozenset[Assertion]]) -> list[Finding]:
        rules: Any = {"en": _Rules([fever], [], ruled_out)}
        return list(RedFlagDetector(rules, weights).assess(_LONG, judgement, "en").findings)

    assert found({}) == [fever]
    assert not found({"fall": frozenset({"denied"})})
