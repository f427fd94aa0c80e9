"""Combines what the rules find in a message with what the models make of it: report, question or nothing."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import Mapping, Optional, Sequence

from bot.languages import Language
from bot.logs import without_message
from bot.reading.judgement import Judgement
from bot.red_flags.categories import red_flag_categories
from bot.red_flags.findings import Assessment, Finding
from bot.red_flags.rules import RuleDetector, RuleResult
from bot.red_flags.scores import CRISIS
from bot.red_flags.urgency import URGENCIES, Urgency, most_urgent
from bot.red_flags.weighing import Choice, Limits, Weighed, Weighing, weighing

logger = logging.getLogger(__name__)


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
        limits = self.weighing.limits
        if self._is_crisis():
            return self._on_suicide(probability)
        choice = self.weighing.best(probability, urgency)
        if choice == "ask" and self._rules_find_emergency() and probability >= limits.rules_emergency:
            choice = "alarm"
        if choice == "ask" and self._both_agree() and probability >= limits.rules_emergency:
            choice = "alarm"
        if choice == "nothing" and self._rules_insist(probability):
            return "ask"
        if choice == "ask" and probability < self.weighing.limits.age_asked and self._is_age():
            return "nothing"
        if choice == "alarm" and (self._is_too_short_to_tell() or self._is_doubtful(probability)):
            return "ask"
        return choice

    def _on_suicide(self, probability: float) -> Choice:
        """Choose for thoughts of suicide: a curse can look like them, and so can the fear to wake up paralysed."""
        limits = self.weighing.limits
        if self._words_for_suicide():
            # The second model has hardly seen such messages, so that the encoder counts by itself where words agree.
            likely = max(probability, self.weighed.judgement.report)
            return "alarm" if likely >= limits.suicide else "ask" if self._rules_insist(probability) else "nothing"
        if probability >= limits.suicide:
            return "ask" if self._is_beside_a_fear() else "alarm"
        return "ask" if self._rules_insist(probability) else "nothing"

    def _is_beside_a_fear(self) -> bool:
        """Whether the rules find something that is feared, denied or past."""
        return any(result.ruled_out for result in self.rules.results)

    def _is_crisis(self) -> bool:
        """Whether it is about suicide, and not merely more about that than about anything else."""
        suspected = self._suspected()[0]
        likely = self.weighed.judgement.categories[CRISIS] >= self.weighing.limits.category_added
        return suspected.category == CRISIS and (suspected.detector == "rules" or likely)

    def _is_doubtful(self, probability: float) -> bool:
        """Whether one question is better than the alarm: being old or in pain, and what no rule has found.

        Emergencies that only the models see raise the alarm from a lower probability on.
        """
        limits, suspected = self.weighing.limits, self._suspected()
        # Of what is equally urgent, something else than age and course.
        top = min(suspected, key=lambda f: (URGENCIES.index(f.urgency or URGENCIES[-1]), f.category == "age_course"))
        if top.category == "age_course" and probability < limits.age_alone:
            return True
        if any(finding.category == CRISIS for finding in suspected):
            return not self._words_for_suicide() and self._is_beside_a_fear()
        if not self.rules.results:
            return False
        # What the rules find of something else says nothing about what would decide here.
        if any(finding.category == top.category for finding in self.rules.found):
            return False
        entry = red_flag_categories().categories[top.category]
        if top.urgency == "emergency":
            # What reaches `emergency_from` is no mere suspicion.
            return not entry.emergency_from and probability < max(entry.asked_below, limits.models_emergency)
        return probability < (entry.asked_below or limits.models_alone)

    def _both_agree(self) -> bool:
        """Whether rules and encoder name the same category, and the rules find nothing denied and nothing to ask."""
        chances = self.weighed.judgement.categories
        agreed = [f for f in self.rules.found if chances.get(f.category, 0.0) >= self.weighing.limits.category_agreed]
        is_plain = not self._is_beside_a_fear() and not self.rules.asks
        return is_plain and any(finding.category != "age_course" for finding in agreed)

    def _is_age(self) -> bool:
        return all(finding.category == "age_course" for finding in self._suspected())

    def _words_for_suicide(self) -> bool:
        return any(finding.category == CRISIS for finding in self.rules.found)

    def _rules_insist(self, probability: float) -> bool:
        """Whether the rules find something that at least needs a question."""
        insists = bool(self.rules.asks) or self._rules_find_emergency()
        return insists and probability >= self.weighing.floor

    def _rules_find_emergency(self) -> bool:
        return any(finding.urgency == "emergency" for finding in self.rules.found)

    def _is_too_short_to_tell(self) -> bool:
        """Whether a few words need a question rather than an alarm; thoughts of suicide never wait for one."""
        asks = self.rules.asks
        return (
            self.words <= self.weighing.limits.few_words
            and bool(asks)
            and not self.rules.found
            and asks[0].category != CRISIS
        )

    def _suspected(self) -> list[Finding]:
        """Return what it is, if it is something: the categories of the rules that the encoder supports, and its own.

        Of one category the more urgent finding counts.
        """
        chances, limits = self.weighed.judgement.categories, self.weighing.limits
        likeliest = max(chances, key=lambda category: chances[category])
        supported = [
            finding
            for finding in self.rules.found
            if chances.get(finding.category, 0.0) >= limits.category_supported or self._is_surely(finding)
        ]
        supported = [finding for finding in supported if not any(_says_more(other, finding) for other in supported)]
        if supported and chances[likeliest] < limits.category_added:
            return supported
        urgency = _for_category(_urgency(self.weighed.judgement, limits), likeliest, self.weighed.judgement)
        found = most_urgent(finding.urgency for finding in supported if finding.category == likeliest)
        if found and most_urgent([found, urgency]) == found:
            return supported
        return [*supported, Finding(likeliest, urgency, "classifier")]

    def _is_surely(self, finding: Finding) -> bool:
        """Whether an emergency of the rules counts whatever category the encoder sees: the models take it for serious.

        That is if the encoder thinks of an emergency, or all together are nearly sure of a report.
        """
        limits, probability = self.weighing.limits, self.weighed.probability
        is_serious = self.weighed.judgement.urgencies["emergency"] >= limits.rules_emergency
        is_likely = probability >= limits.age_alone or (is_serious and probability >= limits.sentence_clear)
        return finding.urgency == "emergency" and is_likely


def _says_more(other: Finding, finding: Finding) -> bool:
    """Whether another finding has the same words and is more urgent: "both my feet are numb" is one sign, not two."""
    if other.category == finding.category or most_urgent([other.urgency, finding.urgency]) == finding.urgency:
        return False
    return bool(finding.words) and all(any(word in longer for longer in other.words) for word in finding.words)


def _for_category(urgency: Urgency, category: str, judgement: Judgement) -> Urgency:
    """Return the urgency, or the highest that the models may give the category."""
    entry = red_flag_categories().categories[category]
    if urgency == "emergency" and judgement.urgencies["emergency"] < entry.emergency_from:
        urgency = "urgent"
    return max(urgency, entry.at_most, key=URGENCIES.index)


def _urgency(judgement: Judgement, limits: Limits) -> Urgency:
    """Return how urgent a message is; its clearest sentence counts as well, if by itself it is a report."""
    parts = [judgement]
    if judgement.clearest and judgement.clearest.report >= limits.sentence_clear:
        parts.append(judgement.clearest)
    return most_urgent(_likely_urgency(part, limits) for part in parts) or URGENCIES[-1]


def _likely_urgency(judgement: Judgement, limits: Limits) -> Urgency:
    """Return the urgency at or above which a good part of the probability lies; too strict is better than too lax."""
    reached = 0.0
    for urgency in URGENCIES:
        reached += judgement.urgencies[urgency]
        if reached >= limits.urgency_reached:
            return urgency
    return URGENCIES[-1]


def _question(finding: Finding) -> Finding:
    return Finding(finding.category, None, finding.detector, finding.words, ask=finding.category)
