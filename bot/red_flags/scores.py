"""The learned detector: how probable it is that a text reports a red flag.

One trained model covers all topics and all reports, because reports are best told apart from ordinary back pain,
questions and small talk when each of these is a class of its own (figures: `docs/safety.md`). Topic resolution reads
the columns of the topics, this detector those of the reports.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Optional, Sequence

import numpy as np

from bot.reading.classification import Classification
from bot.reading.text_classifier import Probabilities
from bot.red_flags.urgency import URGENCIES, Urgency

CRISIS = "crisis"
_REPORT_PREFIX = "report_"
# With fewer examples than this, an urgency cannot be told apart from the others of its category.
_FEWEST_EXAMPLES = 12


@dataclass(frozen=True)
class RedFlagScore:
    """What one text may report; `probability` (0 to 1) is that of any red flag at all."""

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


def red_flag_scores(classification: Classification) -> list[RedFlagScore]:
    """Return one score for each text of a message."""
    columns = [column for column, label in enumerate(classification.labels) if is_report(label)]
    pairs = [classification.labels[column].split(" ") for column in columns]
    return [
        _red_flag_score(text, row[columns], pairs)
        for text, row in zip(classification.texts, classification.rows, strict=True)
    ]


def _red_flag_score(text: str, probabilities: Probabilities, pairs: Sequence[Sequence[str]]) -> RedFlagScore:
    by_intent: Counter[str] = Counter()
    for (intent, _), probability in zip(pairs, probabilities, strict=True):
        by_intent[intent] += probability
    intent = by_intent.most_common(1)[0][0]
    return RedFlagScore(text, float(probabilities.sum()), category_of(intent), _urgency(intent, probabilities, pairs))


def _urgency(intent: str, probabilities: Probabilities, pairs: Sequence[Sequence[str]]) -> Urgency:
    """Return the urgency at or above which at least half of the intent's probability lies."""
    by_urgency = [
        sum(
            float(probability)
            for pair, probability in zip(pairs, probabilities, strict=True)
            if list(pair) == [intent, urgency]
        )
        for urgency in URGENCIES
    ]
    reached = np.cumsum(by_urgency) >= sum(by_urgency) / 2
    return URGENCIES[int(reached.argmax())]
