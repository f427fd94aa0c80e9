"""What a detector found in a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Optional

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
