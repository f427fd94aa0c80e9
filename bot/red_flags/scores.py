"""The labels of the linear model that stand for reports.

One model covers all topics and all reports, because reports are best told apart from ordinary back pain, questions and
small talk when each of these is a class of its own (figures: `docs/safety.md`).
"""

from __future__ import annotations

from collections import Counter
from typing import Optional, Sequence

from bot.red_flags.urgency import Urgency

CRISIS = "crisis"
_REPORT_PREFIX = "report_"
# With fewer examples than this, an urgency cannot be told apart from the others of its category.
_FEWEST_EXAMPLES = 12


def intent_of(category: str) -> str:
    """Return the intent of a report of this category."""
    return CRISIS if category == CRISIS else _REPORT_PREFIX + category


def category_of(intent: str) -> str:
    """Return the category that an intent reports."""
    return intent.removeprefix(_REPORT_PREFIX)


def is_report(label: str) -> bool:
    """Whether an intent, or a label of the model, means a reported red flag."""
    return label.partition(" ")[0] == CRISIS or label.startswith(_REPORT_PREFIX)


def training_labels(intents: Sequence[str], urgencies: Sequence[Optional[Urgency]]) -> list[str]:
    """Return the labels that the model learns: "exercise_why", "report_fracture urgent".

    Args:
        intents: the intent of each example.
        urgencies: the urgency of each report; None for examples that report nothing.
    """
    labels = [f"{intent} {urgency}" if urgency else intent for intent, urgency in zip(intents, urgencies, strict=True)]
    counts = Counter(labels)
    most_frequent = {label.partition(" ")[0]: label for label, _ in reversed(counts.most_common())}
    return [
        most_frequent[label.partition(" ")[0]] if is_report(label) and counts[label] < _FEWEST_EXAMPLES else label
        for label in labels
    ]
