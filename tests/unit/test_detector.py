"""Both detectors together."""

from __future__ import annotations

import logging
from typing import Any, Optional

import numpy as np
import pytest

from bot.reading.classification import Classification
from bot.reading.context_rules import Assertion
from bot.red_flags.detector import RedFlagDetector, Thresholds
from bot.red_flags.findings import Assessment, Finding
from bot.red_flags.rules import RuleResult
from bot.red_flags.scores import red_flag_scores, training_labels
from bot.red_flags.urgency import Urgency

THRESHOLDS = Thresholds()
_LONG = "a message that is a good deal longer than the ten words allowed"
_SECRET = "my groin is numb, said Erna Musterfrau"


class _Rules:
    def __init__(self, found: list[Finding], asks: list[Finding], ruled_out: dict[str, frozenset[Assertion]]) -> None:
        self._result = RuleResult(found, asks, ruled_out, frozenset(), frozenset(), False, frozenset())

    def detect(self, text: str) -> RuleResult:
        return self._result


class _Broken:
    def detect(self, text: str) -> RuleResult:
        raise ValueError(text)


def _assess(rules: Any, probability: Optional[float], text: str = _LONG) -> Assessment:
    labels = ("oos", "report_infection urgent")
    rows = None if probability is None else np.array([[1 - probability, probability]])
    classification = None if rows is None else Classification(labels, (text,), rows)
    return RedFlagDetector({"en": rules, "de": rules} if rules else None).assess(text, classification, "en")


_NUMB = Finding("cauda_equina", "emergency", "rules")
_ASK = Finding("cauda_equina", None, "rules", ask="numb_where")


def test_either_detector_alone_raises_the_alarm() -> None:
    assert _assess(_Rules([_NUMB], [], {}), THRESHOLDS.harmless).findings == [_NUMB]
    assert {f.detector for f in _assess(_Rules([], [], {}), THRESHOLDS.alarm).findings} == {"classifier"}


def test_both_quiet_is_quiet_and_in_between_is_a_question() -> None:
    quiet = _assess(_Rules([], [], {}), THRESHOLDS.question - 0.01)
    assert not quiet.findings and not quiet.asks
    doubtful = _assess(_Rules([], [], {}), THRESHOLDS.question)
    assert not doubtful.findings and doubtful.asks[0].ask == "infection"


def test_what_the_rules_rule_out_needs_a_higher_probability() -> None:
    rules = _Rules([], [], {"infection": frozenset({"denied"})})
    assert not _assess(rules, THRESHOLDS.alarm).findings
    assert _assess(rules, THRESHOLDS.alarm_if_ruled_out).findings


def test_what_the_model_takes_for_harmless_is_asked_about() -> None:
    assessment = _assess(_Rules([_NUMB], [], {}), THRESHOLDS.harmless - 0.001)
    assert not assessment.findings and assessment.asks[0].ask == "cauda_equina"
    assert _assess(_Rules([_NUMB], [], {}), THRESHOLDS.harmless).findings == [_NUMB]


def test_a_few_words_that_need_a_question_are_asked_about() -> None:
    assert not _assess(_Rules([], [_ASK], {}), 0.9, "it is numb").findings
    assert _assess(_Rules([], [_ASK], {}), 0.9).findings


@pytest.mark.parametrize(
    ("rules", "probability", "found"),
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
    rules: Any, probability: Optional[float], found: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assessment = _assess(rules, probability, _SECRET)
    assert assessment.failed and bool(assessment.findings) == found
    assert "failed with" in caplog.text and "Musterfrau" not in caplog.text


def test_an_assessment_survives_being_stored_in_the_message() -> None:
    assessment = Assessment([_NUMB], [_ASK], ["fever"], ["numb"], ["agrees"], 0.5, True)
    assert Assessment.from_dict(assessment.as_dict()) == assessment


def test_thoughts_of_suicide_come_first_then_the_most_serious() -> None:
    found = [Finding("infection", "urgent", "rules"), _NUMB, Finding("crisis", "emergency", "rules")]
    order = [finding.category for finding in _assess(_Rules(found, [], {}), THRESHOLDS.harmless).findings]
    assert order == ["crisis", "cauda_equina", "infection"]


def test_urgencies_with_few_examples_join_the_most_frequent_one_of_their_category() -> None:
    intents = ["report_fracture"] * 21 + ["greet"]
    urgencies: list[Optional[Urgency]] = [*["urgent"] * 20, "soon", None]  # type: ignore[list-item]
    assert training_labels(intents, urgencies) == ["report_fracture urgent"] * 21 + ["greet"]


def test_reports_count_together_and_the_urgency_is_the_middle_of_the_likeliest_category() -> None:
    labels = ("greet", "report_fracture emergency", "report_fracture soon", "crisis emergency")
    (found,) = red_flag_scores(Classification(labels, ("x",), np.array([[0.3, 0.3, 0.25, 0.15]])))
    assert (found.category, found.urgency) == ("fracture", "emergency")
    assert found.probability == pytest.approx(0.7)
