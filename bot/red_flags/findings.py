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
        concepts: the concepts of `rules.yml` that are mentioned as present.
        denied: the concepts that are denied.
        answers: the answers of `user_responses/*.yml` that the words contain.
        probability: the highest probability of a red flag that the classifier gives (0 to 1).
        failed: whether a detector broke.
    """

    findings: list[Finding] = field(default_factory=list)
    asks: list[Finding] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    probability: float = 0.0
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
        return cls(findings, asks, **lists, probability=float(data["probability"]), failed=bool(data["failed"]))
