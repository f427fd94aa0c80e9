"""Combines both detectors: a message counts as harmless only when neither finds anything."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Mapping, Optional, Sequence

from bot.languages import Language
from bot.logs import without_message
from bot.reading.classification import Classification
from bot.red_flags.findings import Assessment, Finding
from bot.red_flags.rules import RuleDetector, RuleResult
from bot.red_flags.scores import CRISIS, RedFlagScore, red_flag_scores
from bot.red_flags.urgency import URGENCIES

logger = logging.getLogger(__name__)

# Labels of messages that share words with a red flag and report none ("the tap leaks", "no fever").
HARMLESS_LABELS = frozenset({"oos", "symptom_denied", "red_flags_info"})


@dataclass(frozen=True)
class Thresholds:
    """When a probability (0 to 1) raises the alarm or leads to a question.

    The defaults were chosen on held-out folds of the training data; `docs/safety.md` has the figures.

    Attributes:
        alarm: from this probability the classifier alone raises the alarm ...
        alarm_if_hedged: ... from this one if everything in the message is denied, past, imagined or about others ...
        alarm_if_ruled_out: ... from this one if the rules rule out a red flag for one of these reasons.
        question: from this probability up to the alarm the bot asks one question.
        harmless: below this probability of a red flag, and with one of the `HARMLESS_LABELS`, the bot asks about the
            findings of the rules instead of raising the alarm. Measured with all labels: this concerns 1 of 898 reports
            and 17 of 43 false alarms.
        few_words: up to this many words ("somehow it is numb") the question of a rule takes precedence over the alarm
            of the classifier.
    """

    alarm: float = 0.65
    alarm_if_hedged: float = 0.80
    alarm_if_ruled_out: float = 0.80
    question: float = 0.40
    harmless: float = 0.02
    few_words: int = 10


class RedFlagDetector:
    """Applies both detectors to every message; one may break without silencing the other."""

    def __init__(self, rules: Optional[Mapping[Language, RuleDetector]], thresholds: Thresholds = Thresholds()) -> None:
        """Keep the detectors.

        Args:
            rules: the rule detector of each language; None when their data could not be read.
            thresholds: when to raise the alarm and when to ask.
        """
        self._rules = rules
        self._thresholds = thresholds

    def assess(self, text: str, classification: Optional[Classification], language: Optional[Language]) -> Assessment:
        """Return what a message reports.

        Args:
            text: the message.
            classification: the model's probabilities for the message and its sentences; None when the model broke.
            language: the language of the message; None when it cannot be told from the text.
        """
        failed = False
        results: list[RuleResult] = []
        scores: list[RedFlagScore] = []
        try:
            results = self._by_rules(text, language)
        except Exception as error:
            failed = _log_failure("rules", error)
        try:
            if classification is None:
                raise RuntimeError("the trained model gave no probabilities")
            scores = red_flag_scores(classification)
        except Exception as error:
            failed = _log_failure("classifier", error)
        label = classification.most_likely if classification and scores else None
        return _Combination(results, scores, label, self._thresholds).assessment(failed)

    def _by_rules(self, text: str, language: Optional[Language]) -> list[RuleResult]:
        if self._rules is None:
            raise RuntimeError("the phrase files could not be read when the program started")
        return [rules.detect(text) for name, rules in self._rules.items() if language in (name, None)]


def _log_failure(detector: str, error: Exception) -> bool:
    logger.error("The red-flag %s failed with %s", detector, type(error).__name__, exc_info=without_message(error))
    return True


@dataclass(frozen=True)
class _Combination:
    """The results of both detectors for one message."""

    results: Sequence[RuleResult]
    scores: Sequence[RedFlagScore]
    label: Optional[str]
    thresholds: Thresholds

    def assessment(self, failed: bool) -> Assessment:
        found = [finding for result in self.results for finding in result.found]
        asks = [finding for result in self.results for finding in result.asks]
        threshold = self._alarm_threshold(found)
        by_classifier = self._reported_by_classifier(threshold)
        doubts = self._doubted_by_classifier(threshold)
        if self._is_harmless():
            found, asks = [], [*asks, *(replace(finding, urgency=None, ask=finding.category) for finding in found)]
        if found or not self._needs_question(asks):
            found += by_classifier
        return Assessment(
            findings=sorted(found, key=lambda f: (f.category != CRISIS, URGENCIES.index(f.urgency or URGENCIES[-1]))),
            asks=[*asks, *doubts],
            concepts=sorted({name for result in self.results for name in result.concepts}),
            denied=sorted({name for result in self.results for name in result.denied}),
            answers=sorted({name for result in self.results for name in result.answers}),
            probability=max((score.probability for score in self.scores), default=0.0),
            failed=failed,
        )

    def _alarm_threshold(self, found: Sequence[Finding]) -> float:
        """Return the probability from which the classifier alone raises the alarm."""
        ruled_out = {category for result in self.results for category in result.ruled_out}
        if ruled_out - {finding.category for finding in found}:
            return self.thresholds.alarm_if_ruled_out
        if self.results and all(result.hedged for result in self.results):
            return max(self.thresholds.alarm, self.thresholds.alarm_if_hedged)
        return self.thresholds.alarm

    def _reported_by_classifier(self, threshold: float) -> list[Finding]:
        return [
            Finding(score.category, score.urgency, "classifier", (score.text,))
            for score in self.scores
            if score.probability >= threshold
        ]

    def _doubted_by_classifier(self, threshold: float) -> list[Finding]:
        """Return the classifier's findings that need a question; none when a higher threshold applies.

        It never asks about suicide, because a curse can look like it; words of despair lead to a question by the rules.
        """
        if threshold >= self.thresholds.alarm_if_hedged:
            return []
        return [
            Finding(score.category, None, "classifier", (score.text,), ask=score.category)
            for score in self.scores
            if self.thresholds.question <= score.probability < threshold and score.category != CRISIS
        ]

    def _is_harmless(self) -> bool:
        """Whether the classifier is sure that the message is harmless."""
        return self.label in HARMLESS_LABELS and all(
            score.probability < self.thresholds.harmless for score in self.scores
        )

    def _needs_question(self, asks: Sequence[Finding]) -> bool:
        """Whether a short message needs a question rather than an alarm; thoughts of suicide never wait for one."""
        is_short = bool(self.scores) and len(self.scores[0].text.split()) <= self.thresholds.few_words
        return is_short and bool(asks) and all(finding.category != CRISIS for finding in asks)
