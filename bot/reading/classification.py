"""What the trained model makes of a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Sequence

from bot.reading.text_classifier import Probabilities


@dataclass(frozen=True)
class Classification:
    """Probabilities of a message and its sentences: one row for each text, one column for each label.

    `texts` starts with the whole message, followed by its sentences.
    """

    labels: Sequence[str]
    texts: Sequence[str]
    rows: Probabilities

    @property
    def most_likely(self) -> Optional[str]:
        """The most likely label of the whole message; None when there is no text."""
        return self.labels[int(self.rows[0].argmax())] if len(self.rows) else None
