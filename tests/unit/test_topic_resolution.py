"""The probabilities of a message and its sentences are combined into one decision."""

from __future__ import annotations

import numpy as np

from bot.reading.classification import Classification
from bot.reading.topic_resolution import Resolution, resolve_topic

LABELS = ["greet", "exercise_types", "coverage_courses", "imaging", "prognosis", "oos"]


def _row(**chances: float) -> list[float]:
    rest = (1 - sum(chances.values())) / (len(LABELS) - len(chances))
    return [chances.get(label, rest) for label in LABELS]


def _resolve(whole: list[float], sentences: list[str], parts: list[list[float]]) -> Resolution:
    return resolve_topic(Classification(LABELS, (" ".join(sentences), *sentences), np.array([whole, *parts])))


def test_one_sentence_keeps_its_topic() -> None:
    row = _row(exercise_types=0.9)
    found = _resolve(row, ["yoga?"], [row])
    assert (found.topic, found.is_sure) == ("exercise_types", True)


def test_a_greeting_before_a_question_is_ignored() -> None:
    parts = [_row(greet=0.95), _row(exercise_types=0.7)]
    found = _resolve(_row(greet=0.5, exercise_types=0.4), ["Hello!", "is yoga good?"], parts)
    assert (found.topic, found.question) == ("exercise_types", "is yoga good?")
