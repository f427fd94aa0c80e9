"""The learned detector: how much a sentence resembles the reports of warning signs in the training data.

One trained model tells all topics and all reports apart, because a report is best told from ordinary back pain, from
questions and from small talk when each of them is a class of its own (figures: `docs/safety.md`). Topics read their
columns of its probabilities, this detector reads those of the reports.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Optional, Sequence

import numpy as np

from bot.reading.text_classifier import Probabilities
from bot.red_flags.urgency import URGENCIES, Urgency

CRISIS = "crisis"
_REPORT_PREFIX = "report_"
# An urgency with fewer examples than this cannot be told from the others of its category.
_FEWEST_EXAMPLES = 12


@dataclass(frozen=True)
class Classification:
    """What the trained model makes of a message: one row of probabilities for each text, one column for each label."""

    labels: Sequence[str]
    texts: Sequence[str]
    rows: Probabilities

    @property
    def likeliest(self) -> Optional[str]:
        """The likeliest label of the whole message; None when there is no text."""
        return self.labels[int(self.rows[0].argmax())] if len(self.rows) else None


@dataclass(frozen=True)
class RedFlagScore:
    """What one text may report: `alarm` is the probability (0 to 1) that it is a warning sign at all."""

    text: str
    probability: float
    category: str
    urgency: Urgency


def intent_of(category: str) -> str:
    """Return the intent of a report of this category."""
    return CRISIS if category == CRISIS else _REPORT_PREFIX + category


def category_of(intent: str) -> str:
    """Return the category that an intent reports."""
    return intent.removeprefix(_REPORT_PREFIX)


def is_report(label: str) -> bool:
    """Whether an intent, or a label of the model, stands for a reported warning sign."""
    return label.partition(" ")[0] == CRISIS or label.startswith(_REPORT_PREFIX)


def training_labels(intents: Sequence[str], urgencies: Sequence[Optional[Urgency]]) -> list[str]:
    """Return what the model learns to tell apart: "exercise_why", "report_fracture urgent".

    Args:
        intents: the intent of each example.
        urgencies: how urgent the report is, None for what is no report.
    """
    labels = [f"{intent} {urgency}" if urgency else intent for intent, urgency in zip(intents, urgencies, strict=True)]
    counts = Counter(labels)
    most_frequent = {label.partition(" ")[0]: label for label, _ in reversed(counts.most_common())}
    return [
        most_frequent[label.partition(" ")[0]] if is_report(label) and counts[label] < _FEWEST_EXAMPLES else label
        for label in labels
    ]


def red_flag_scores(classification: Classification) -> list[RedFlagScore]:
    """Return one suspicion for each text of a message."""
    columns = [column for column, label in enumerate(classification.labels) if is_report(label)]
    pairs = [classification.labels[column].split(" ") for column in columns]
    return [
        _red_flag_score(text, row[columns], pairs)
        for text, row in zip(classification.texts, classification.rows, strict=True)
    ]


def _red_flag_score(text: str, chances: Probabilities, pairs: Sequence[Sequence[str]]) -> RedFlagScore:
    by_intent: Counter[str] = Counter()
    for (intent, _), chance in zip(pairs, chances, strict=True):
        by_intent[intent] += chance  # type: ignore[assignment]
    intent = by_intent.most_common(1)[0][0]
    return RedFlagScore(text, float(chances.sum()), category_of(intent), _urgency(intent, chances, pairs))


def _urgency(intent: str, chances: Probabilities, pairs: Sequence[Sequence[str]]) -> Urgency:
    """Return the urgency that at least half of the intent's probability lies on or above."""
    by_urgency = [
        sum(float(chance) for pair, chance in zip(pairs, chances, strict=True) if list(pair) == [intent, urgency])
        for urgency in URGENCIES
    ]
    reached = np.cumsum(by_urgency) >= sum(by_urgency) / 2
    return URGENCIES[int(reached.argmax())]
