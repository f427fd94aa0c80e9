"""Both detectors together: a message is quiet only when both are."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Mapping, Optional, Sequence

from bot.languages import Language
from bot.red_flags.findings import Finding
from bot.red_flags.rules import RuleDetector, RuleResult
from bot.red_flags.scores import CRISIS, Classification, RedFlagScore, red_flag_scores
from bot.red_flags.urgency import URGENCIES
from bot.server.logs import without_message

logger = logging.getLogger(__name__)

# Chosen on held-out folds of the training data; the figures are in docs/safety.md.
# From this probability the classifier alone raises the alarm ...
ALARM_THRESHOLD = 0.65
# ... from this one, when the message only denies, imagines or looks back ...
ALARM_THRESHOLD_IF_HEDGED = 0.80
# ... and from this one, when the rules see that a warning sign is denied, past, imagined or somebody else's.
ALARM_THRESHOLD_IF_RULED_OUT = 0.80
# From here up to the alarm the bot asks one question back.
QUESTION_THRESHOLD = 0.40
# Below this, when it holds the message for one of these, the classifier is so sure of something harmless ("the tap
# leaks") that what the rules find is asked about.
# Measured without the limit to these labels: 1 of 898 reports, 17 of 43 false alarms.
HARMLESS_THRESHOLD = 0.02
HARMLESS = frozenset({"oos", "symptom_denied", "red_flags_info"})
# "Somehow it is numb" is a question in so few words, though the classifier takes it for a report.
FEW_WORDS = 10


@dataclass(frozen=True)
class Assessment:
    """What both detectors make of one message.

    `findings` are reports, the most serious first. `asks` are signs to ask about; they matter only when there is no
    report. `concepts`, `denied` and `answers` are as in `RuleResult`. `suspicion` is the highest probability of a
    warning sign that the classifier gives (0 to 1). `failed` says that a detector broke.
    """

    findings: list[Finding] = field(default_factory=list)
    asks: list[Finding] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    suspicion: float = 0.0
    failed: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for Rasa's message."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Assessment:
        """Read what `as_dict` wrote."""
        findings, asks = (
            [Finding(**{**entry, "words": tuple(entry["words"])}) for entry in data[key]]
            for key in ("findings", "asks")
        )
        lists = {key: list(data[key]) for key in ("concepts", "denied", "answers")}
        return cls(findings, asks, **lists, suspicion=float(data["suspicion"]), failed=bool(data["failed"]))


class RedFlagDetector:
    """Looks at every message with both detectors; one may break without silencing the other."""

    def __init__(self, rules: Optional[Mapping[Language, RuleDetector]]) -> None:
        """Keep the rule detector of each language; None when their data could not be read."""
        self._rules = rules

    def assess(self, text: str, classification: Optional[Classification], language: Optional[Language]) -> Assessment:
        """Return what a message reports.

        Args:
            text: the message.
            classification: what the trained model makes of the message and of its sentences; None when it broke.
            language: its language, None when the text does not tell.
        """
        failed = False
        results: list[RuleResult] = []
        suspected: list[RedFlagScore] = []
        try:
            results = self._by_rules(text, language)
        except Exception as error:
            failed = _log_failure("rules", error)
        try:
            if classification is None:
                raise RuntimeError("the trained model gave no probabilities")
            suspected = red_flag_scores(classification)
        except Exception as error:
            failed = _log_failure("classifier", error)
        likeliest = classification.likeliest if classification and suspected else None
        return _together(results, suspected, likeliest, failed)

    def _by_rules(self, text: str, language: Optional[Language]) -> list[RuleResult]:
        if self._rules is None:
            raise RuntimeError("the phrase files could not be read when the program started")
        return [rules.detect(text) for name, rules in self._rules.items() if language in (name, None)]


def _log_failure(detector: str, error: Exception) -> bool:
    logger.error("The red-flag %s failed with %s", detector, type(error).__name__, exc_info=without_message(error))
    return True


def _together(
    results: Sequence[RuleResult], suspected: Sequence[RedFlagScore], likeliest: Optional[str], failed: bool
) -> Assessment:
    found = [finding for result in results for finding in result.found]
    asks = [finding for result in results for finding in result.asks]
    ruled_out = {category for result in results for category in result.ruled_out}
    limit = ALARM_THRESHOLD
    if ruled_out - {finding.category for finding in found}:
        limit = ALARM_THRESHOLD_IF_RULED_OUT
    elif results and all(result.hedged for result in results):
        limit = max(limit, ALARM_THRESHOLD_IF_HEDGED)
    reports, doubts = _weighed(suspected, limit)
    if likeliest in HARMLESS and max(suspicion.probability for suspicion in suspected) < HARMLESS_THRESHOLD:
        found, asks = [], [*asks, *(replace(finding, urgency=None, ask=finding.category) for finding in found)]
    if found or not _needs_a_question(asks, suspected):
        found += reports
    return Assessment(
        findings=sorted(found, key=lambda f: (f.category != CRISIS, URGENCIES.index(f.urgency or URGENCIES[-1]))),
        asks=[*asks, *doubts],
        concepts=sorted({name for result in results for name in result.concepts}),
        denied=sorted({name for result in results for name in result.denied}),
        answers=sorted({name for result in results for name in result.answers}),
        suspicion=max((suspicion.probability for suspicion in suspected), default=0.0),
        failed=failed,
    )


def _weighed(suspected: Sequence[RedFlagScore], limit: float) -> tuple[list[Finding], list[Finding]]:
    """Return what the classifier reports and what it only doubts."""
    reports, doubts = [], []
    for suspicion in suspected:
        if suspicion.probability >= limit:
            reports.append(Finding(suspicion.category, suspicion.urgency, "classifier", (suspicion.text,)))
        elif (
            suspicion.probability >= QUESTION_THRESHOLD
            and limit < ALARM_THRESHOLD_IF_HEDGED
            and suspicion.category != CRISIS
        ):
            # Nobody is asked about suicide because of a curse; words of despair ask through the rules.
            doubts.append(Finding(suspicion.category, None, "classifier", (suspicion.text,), ask=suspicion.category))
    return reports, doubts


def _needs_a_question(asks: Sequence[Finding], suspected: Sequence[RedFlagScore]) -> bool:
    """Whether a few words need a question more than an alarm; thoughts of suicide never wait for one."""
    is_short = bool(suspected) and len(suspected[0].text.split()) <= FEW_WORDS
    return is_short and bool(asks) and all(finding.category != CRISIS for finding in asks)
