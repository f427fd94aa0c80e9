"""What the detectors found in a message."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Mapping, Optional

from bot.red_flags.urgency import Urgency

Detector = Literal["rules", "classifier"]


@dataclass(frozen=True)
class Finding:
    """A red flag in a message.

    Either `urgency` is set, or `ask` names the question that decides. `words` are the words that triggered it.
    """

    category: str
    urgency: Optional[Urgency]
    detector: Detector
    words: tuple[str, ...] = ()
    ask: Optional[str] = None


@dataclass(frozen=True)
class Assessment:
    """What both detectors found in one message.

    Attributes:
        findings: what is reported, most serious first.
        asks: findings that need a question; they matter only when nothing is reported.
        told: what the rules find, whatever the models make of it; it counts in answer to a question about red flags and
            during an alarm, where a report is likelier than elsewhere.
        concepts: the concepts of `rules.yml` that are mentioned as present.
        denied: the concepts that are denied.
        answers: the answers of `user_responses/*.yml` that the words contain.
        answer_chances: how the message would answer a question, by the labels of `bot.reading.labels.Answer` (0 to 1).
        advice_chances: what the message would be after the advice to see a doctor, by the labels of
            `bot.reading.labels.AfterAdvice` (0 to 1).
        probability: how probable a red flag is, all evidence weighed (0 to 1).
        evidence: what was weighed, as `bot.red_flags.weighing.Evidence` names it; empty when the models broke.
        failed: whether a detector broke.
    """

    findings: list[Finding] = field(default_factory=list)
    asks: list[Finding] = field(default_factory=list)
    told: list[Finding] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    answer_chances: dict[str, float] = field(default_factory=dict)
    advice_chances: dict[str, float] = field(default_factory=dict)
    probability: float = 0.0
    evidence: dict[str, float] = field(default_factory=dict)
    failed: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for Rasa's message."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Assessment:
        """Read what `as_dict` wrote."""
        findings, asks, told = (
            [Finding(**{**entry, "words": tuple(entry["words"])}) for entry in data[key]]
            for key in ("findings", "asks", "told")
        )
        return cls(
            findings,
            asks,
            told,
            concepts=list(data["concepts"]),
            denied=list(data["denied"]),
            answers=list(data["answers"]),
            answer_chances=dict(data["answer_chances"]),
            advice_chances=dict(data["advice_chances"]),
            probability=float(data["probability"]),
            evidence=dict(data["evidence"]),
            failed=bool(data["failed"]),
        )
