"""Combines what the rules find in a message with what the models make of it: report, question or nothing."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import Mapping, Optional, Sequence

from bot.languages import Language
from bot.logs import without_message
from bot.reading.judgement import Judgement
from bot.red_flags.findings import Assessment, Finding
from bot.red_flags.rules import RuleDetector, RuleResult
from bot.red_flags.scores import CRISIS
from bot.red_flags.urgency import URGENCIES, Urgency, most_urgent
from bot.red_flags.weighing import Choice, Weighed, Weighing, weighing

logger = logging.getLogger(__name__)

# A category of the rules counts if the encoder gives it this probability at least; a second category of the encoder,
# if it gives it this one.
_SUPPORTED, _ADDED = 0.02, 0.5
# An urgency counts if this much of its probability lies on it and what is more urgent.
_ENOUGH = 0.3
# From this probability a sentence by itself is a report.
_CLEAR = 0.5
# From this probability the models alone raise the alarm for thoughts of suicide.
_CRISIS_ALONE = 0.12
# In so few words ("somehow it is numb") the question of a rule takes precedence over the alarm.
_FEW_WORDS = 15


class RedFlagDetector:
    """Applies rules and models to every message; one may break without silencing the other."""

    def __init__(self, rules: Optional[Mapping[Language, RuleDetector]], weights: Optional[Weighing] = None) -> None:
        """Keep the detectors.

        Args:
            rules: the rule detector of each language; None when their data could not be read.
            weights: how the evidence is weighed; by default as `weighing.yml` says.
        """
        self._rules = rules
        self._weighing = weights or weighing()

    def assess(self, text: str, judgement: Optional[Judgement], language: Optional[Language]) -> Assessment:
        """Return what a message reports.

        Args:
            text: the message.
            judgement: what the models make of it; None when they broke.
            language: the language of the message; None when it cannot be told from the text.
        """
        failed = False
        results: list[RuleResult] = []
        try:
            results = self._by_rules(text, language)
        except Exception as error:
            failed = _log_failure("rules", error)
        if judgement is None:
            # A message without letters is not shown to the models.
            if any(character.isalpha() for character in text):
                failed = _log_failure("models", RuntimeError("they gave no probabilities"))
            return _Rules(results).alone(failed)
        weighed = self._weighing.weigh(judgement, results)
        return _Decision(_Rules(results), weighed, self._weighing, len(text.split())).assessment(failed)

    def _by_rules(self, text: str, language: Optional[Language]) -> list[RuleResult]:
        if self._rules is None:
            raise RuntimeError("the phrase files could not be read when the program started")
        return [rules.detect(text) for name, rules in self._rules.items() if language in (name, None)]


def _log_failure(detector: str, error: Exception) -> bool:
    logger.error("The red-flag %s failed with %s", detector, type(error).__name__, exc_info=without_message(error))
    return True


@dataclass(frozen=True)
class _Rules:
    """What the rules of one or both languages find."""

    results: Sequence[RuleResult]

    @property
    def found(self) -> list[Finding]:
        return [finding for result in self.results for finding in result.found]

    @property
    def asks(self) -> list[Finding]:
        return [finding for result in self.results for finding in result.asks]

    def alone(self, failed: bool) -> Assessment:
        return self.assessment(self.found, self.asks, 1.0 if self.found else 0.0, {}, failed)

    def assessment(
        self,
        findings: Sequence[Finding],
        asks: Sequence[Finding],
        probability: float,
        weighed: dict[str, float],
        failed: bool,
    ) -> Assessment:
        return Assessment(
            findings=sorted(
                findings, key=lambda f: (f.category != CRISIS, URGENCIES.index(f.urgency or URGENCIES[-1]))
            ),
            asks=list(asks),
            told=self.found,
            concepts=sorted({name for result in self.results for name in result.concepts}),
            denied=sorted({name for result in self.results for name in result.denied}),
            answers=sorted({name for result in self.results for name in result.answers}),
            probability=probability,
            evidence=weighed,
            failed=failed,
        )


@dataclass(frozen=True)
class _Decision:
    """Both detectors on one message."""

    rules: _Rules
    weighed: Weighed
    weighing: Weighing
    words: int

    def assessment(self, failed: bool) -> Assessment:
        suspected = self._suspected()
        urgency = most_urgent([finding.urgency for finding in suspected]) or URGENCIES[-1]
        choice = self._choice(self.weighed.probability, urgency)
        asks = [*self.rules.asks, *(_question(finding) for finding in suspected)] if choice == "ask" else []
        return self.rules.assessment(
            suspected if choice == "alarm" else [],
            asks,
            self.weighed.probability,
            asdict(self.weighed.evidence),
            failed,
        )

    def _choice(self, probability: float, urgency: Urgency) -> Choice:
        choice = self.weighing.best(probability, urgency)
        if choice == "nothing" and probability >= self.weighing.floor and self._rules_insist():
            return "ask"
        if choice == "alarm" and self._is_too_short_to_tell():
            return "ask"
        if self._is_crisis() and not self._rules_insist():
            # A curse can look like it: the models alone never ask about suicide, and need to be surer than elsewhere.
            return "alarm" if self.weighed.probability >= _CRISIS_ALONE else "nothing"
        return choice

    def _is_crisis(self) -> bool:
        """Whether it is about suicide."""
        return self._suspected()[0].category == CRISIS

    def _rules_insist(self) -> bool:
        return bool(self.rules.asks) or any(finding.urgency == "emergency" for finding in self.rules.found)

    def _is_too_short_to_tell(self) -> bool:
        """Whether a few words need a question rather than an alarm; thoughts of suicide never wait for one."""
        asks = self.rules.asks
        return self.words <= _FEW_WORDS and bool(asks) and not self.rules.found and asks[0].category != CRISIS

    def _suspected(self) -> list[Finding]:
        """Return what it is, if it is something: the categories of the rules that the encoder supports, and its own.

        Of one category the more urgent finding counts.
        """
        chances = self.weighed.judgement.categories
        likeliest = max(chances, key=lambda category: chances[category])
        supported = [finding for finding in self.rules.found if chances.get(finding.category, 0.0) >= _SUPPORTED]
        if supported and chances[likeliest] < _ADDED:
            return supported
        urgency = _urgency(self.weighed.judgement)
        found = most_urgent(finding.urgency for finding in supported if finding.category == likeliest)
        if found and most_urgent([found, urgency]) == found:
            return supported
        return [*supported, Finding(likeliest, urgency, "classifier")]


def _urgency(judgement: Judgement) -> Urgency:
    """Return how urgent a message is; its clearest sentence counts as well, if by itself it is a report."""
    parts = [judgement]
    if judgement.clearest and judgement.clearest.report >= _CLEAR:
        parts.append(judgement.clearest)
    return most_urgent(map(_likely_urgency, parts)) or URGENCIES[-1]


def _likely_urgency(judgement: Judgement) -> Urgency:
    """Return the urgency at or above which a good part of the probability lies; too strict is better than too lax."""
    reached = 0.0
    for urgency in URGENCIES:
        reached += judgement.urgencies[urgency]
        if reached >= _ENOUGH:
            return urgency
    return URGENCIES[-1]


def _question(finding: Finding) -> Finding:
    return Finding(finding.category, None, finding.detector, finding.words, ask=finding.category)
