"""When something breaks, the reply still says when to call for help, and the person's words do not reach the log."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from bot.red_flags.rules import RuleDetector
from tests.runner import Runner

pytestmark = pytest.mark.model

_WORDS = "Erna says her back is a bit stiff today"


def _broken(*arguments: Any, **named: Any) -> Any:
    raise RuntimeError(f"cannot read {_WORDS}")


def test_a_broken_detector_still_says_when_to_call(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(RuleDetector, "detect", _broken)
    with caplog.at_level(logging.DEBUG):
        answer = runner.say("broken-rules", _WORDS)
    assert answer.envelope["kind"] == "system" and "112" in answer.text and "116117" in answer.text
    assert "Erna" not in caplog.text and "failed with" in caplog.text


def test_the_other_detector_still_works(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RuleDetector, "detect", _broken)
    answer = runner.say("one-left", "my crotch is numb and i can't hold my urine any more")
    assert (answer.envelope["kind"], answer.envelope["urgency"]) == ("escalation", "emergency")


def test_safety_works_without_the_knowledge_base(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("actions.answer.shared_planner", "actions.red_flags.shared_planner", "actions.base.shared_builder"):
        monkeypatch.setattr(place, _broken)
    for place in ("bot.rasa.knowledge_retriever.shared_planner", "bot.rasa.follow_up_policy.shared_planner"):
        monkeypatch.setattr(place, _broken)
    monkeypatch.setattr("actions.base.shared_knowledge_base", _broken)
    answer = runner.say("no-knowledge", "my crotch is numb and i can't hold my urine any more")
    assert (answer.envelope["kind"], answer.envelope["urgency"]) == ("escalation", "emergency")
    answer = runner.say("no-knowledge", "how often should i exercise")
    assert answer.envelope["kind"] == "system" and "112" in answer.text
