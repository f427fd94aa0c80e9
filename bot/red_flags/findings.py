"""What a detector found in a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Optional, Sequence

from bot.red_flags.categories import URGENCIES, Urgency

Detector = Literal["rules", "classifier"]


@dataclass(frozen=True)
class Finding:
    """A warning sign in a message.

    Either `urgency` is set, or `ask` names the question that decides. `words` are those that triggered it.
    """

    category: str
    urgency: Optional[Urgency]
    detector: Detector
    words: tuple[str, ...] = ()
    ask: Optional[str] = None


def highest(urgencies: Sequence[Optional[Urgency]]) -> Optional[Urgency]:
    """Return the most serious urgency; None when there is none."""
    return next((urgency for urgency in URGENCIES if urgency in urgencies), None)
