"""How soon a doctor has to see a person."""

from __future__ import annotations

from typing import Iterable, Literal, Optional

# Emergency: call 112 now; urgent: today; soon: within a few days.
Urgency = Literal["emergency", "urgent", "soon"]
# Most serious first.
URGENCIES: tuple[Urgency, ...] = ("emergency", "urgent", "soon")


def most_urgent(urgencies: Iterable[Optional[Urgency]]) -> Optional[Urgency]:
    """Return the most serious urgency; None when there is none."""
    given = set(urgencies)
    return next((urgency for urgency in URGENCIES if urgency in given), None)
