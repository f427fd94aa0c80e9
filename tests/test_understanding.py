"""Topics, facts and languages are found in messages written independently of the training data."""

from __future__ import annotations

import pytest

from bot.paths import ROOT
from tests.runner import Runner
from tools.measure import draw_confusion, measure_facts, measure_topics, read_holdout_split, read_test_split

pytestmark = pytest.mark.model

# From samples of 60 to 90 on 30 November 2026, since the ranking alone decides and getting_help and 83 reasons are new:
# topics 80.8 and 76.2 %, second split 91.7 and 81.7 % (by the ranking alone of all 490: 86 %), facts 79.5 and 67.1 %.
# docs/understanding.md says how far that is from the targets (93 % and 95 %).
TOPICS = {"en": 0.78, "de": 0.73}
HOLDOUT = {"en": 0.87, "de": 0.81}
FACTS = {"en": 0.72, "de": 0.62}
# All of them take a quarter of an hour on slow machines: `make report` asks all, these tests always the same ones.
_ONE_FACT_IN, _ONE_MESSAGE_IN = 3, 2


@pytest.mark.parametrize("language", ["en", "de"])
def test_topics_of_the_test_split(runner: Runner, language: str) -> None:
    scores = measure_topics(runner, read_test_split(language)[::_ONE_MESSAGE_IN], language)
    draw_confusion(scores.pairs, ROOT / "reports" / f"confusion-test-split-{language}.png")
    assert scores.at_once.share >= TOPICS[language], scores.at_once.misses
    # What only the models see is asked about first.
    assert scores.reports.share >= 0.88, scores.reports.misses
    assert scores.no_false_alarm.share >= 0.97, scores.no_false_alarm.misses
    assert scores.right_language.share >= 0.95, scores.right_language.misses


@pytest.mark.parametrize("language", ["en", "de"])
def test_topics_of_the_holdout_split(runner: Runner, language: str) -> None:
    scores = measure_topics(runner, read_holdout_split(language), language)
    assert scores.at_once.share >= HOLDOUT[language], scores.at_once.misses


@pytest.mark.parametrize("language", ["en", "de"])
def test_facts_are_found_in_a_persons_own_words(runner: Runner, language: str) -> None:
    found, _ = measure_facts(runner, language, _ONE_FACT_IN)
    assert found.share >= FACTS[language], found.misses
