"""Evidence for a red flag is weighed, and what is done follows from what mistakes cost."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from bot.reading.judgement import Judgement
from bot.red_flags.findings import Finding
from bot.red_flags.rules import RuleResult
from bot.red_flags.urgency import URGENCIES
from bot.red_flags.weighing import Evidence, evidence, read_weighing, weighing
from bot.yaml_files import ContentError

_NUMB = Finding("cauda_equina", "emergency", "rules")
_STIFF = Finding("inflammatory", "soon", "rules")


def _judgement(report: float) -> Judgement:
    chances = {"cauda_equina": 0.9, "inflammatory": 0.1}
    return Judgement(report, chances, {"emergency": 1.0, "urgent": 0.0, "soon": 0.0}, {}, linear=report, second=report)


def _result(*found: Finding, asks: tuple[Finding, ...] = (), hedged: bool = False) -> RuleResult:
    return RuleResult(list(found), list(asks), {}, frozenset(), frozenset(), hedged, frozenset())


def test_every_piece_of_evidence_has_a_weight_and_what_speaks_for_a_report_raises_it() -> None:
    weights = weighing().weights
    assert weights.keys() == {field.name for field in fields(Evidence)}
    assert min(weights[name] for name in ("encoder", "linear", "emergency", "other")) > 0


def test_evidence_names_what_the_rules_find() -> None:
    found = evidence(_judgement(0.5), [_result(_NUMB, _STIFF, asks=(_STIFF,))])
    assert (found.encoder, found.linear) == (0, 0)
    assert (found.emergency, found.other, found.same_category, found.question) == (1, 0, 1, 1)
    assert evidence(_judgement(0.5), [_result(_STIFF, hedged=True)]).other == 1
    assert evidence(_judgement(0.5), [_result(hedged=True), _result()]).hedged == 0
    assert evidence(_judgement(0.5), [_result(hedged=True)]).hedged == 1
    assert evidence(_judgement(0.5), []) == Evidence(0, 0, 0, 0, 0, 0, 0, 0, 0)


def test_certainty_is_finite() -> None:
    assert evidence(_judgement(0.0), []).encoder == pytest.approx(-evidence(_judgement(1.0), []).encoder)


@pytest.mark.parametrize("urgency", URGENCIES)
def test_the_likelier_the_more_is_done(urgency: str) -> None:
    choices = [weighing().best(probability / 100, urgency) for probability in range(101)]  # type: ignore[arg-type]
    order = ["nothing", "ask", "alarm"]
    assert choices == sorted(choices, key=order.index) and set(choices) == set(order)


def test_the_more_urgent_the_sooner_it_is_asked_about() -> None:
    first = [next(p for p in range(101) if weighing().best(p / 100, urgency) != "nothing") for urgency in URGENCIES]
    assert first == sorted(first)


def test_a_wrong_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "weighing.yml"
    file.write_text("intercept: 1\nweight: {}\n", encoding="utf-8")
    with pytest.raises(ContentError, match="weights"):
        read_weighing(file)
