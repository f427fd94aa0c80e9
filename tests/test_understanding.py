"""Topics, facts and languages are found in messages written independently of the training data."""

from __future__ import annotations

import pytest

from bot.paths import ROOT
from tests.runner import Runner
from tools.measure import draw_confusion, measure_facts, measure_topics, read_holdout_split, read_test_split

pytestmark = pytest.mark.model

# What the issue asks for; `make report` gives the measured figures (docs/understanding.md).
# German was 92.3 % before the encoder had a say: our own table lost a point, messages of other hands won 14.
TOPICS = {"en": 0.92, "de": 0.91}
FACTS = 0.95


@pytest.mark.parametrize("language", ["en", "de"])
def test_topics_of_the_test_split(runner: Runner, language: str) -> None:
    scores = measure_topics(runner, read_test_split(language), language)
    draw_confusion(scores.pairs, ROOT / "reports" / f"confusion-test-split-{language}.png")
    assert scores.at_once.share >= TOPICS[language], scores.at_once.misses
    assert scores.reports.share >= 0.96, scores.reports.misses
    assert scores.no_false_alarm.share >= 0.97, scores.no_false_alarm.misses
    assert scores.right_language.share >= 0.95, scores.right_language.misses


@pytest.mark.parametrize("language", ["en", "de"])
def test_topics_of_the_holdout_split(runner: Runner, language: str) -> None:
    scores = measure_topics(runner, read_holdout_split(language), language)
    assert scores.at_once.share >= 0.90, scores.at_once.misses


@pytest.mark.parametrize("language", ["en", "de"])
def test_facts_are_found_in_a_persons_own_words(runner: Runner, language: str) -> None:
    found, _ = measure_facts(runner, language)
    assert found.share >= FACTS, found.misses
