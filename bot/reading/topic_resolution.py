"""Decides what a message is about, from the probabilities of the whole message and of its sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Sequence

import numpy as np

from bot.reading.classification import Classification
from bot.reading.text_classifier import Probabilities

# What people say around their question. It is left aside when another sentence is about a topic.
SMALL_TALK = frozenset({"greet", "goodbye", "thanks", "symptom_statement", "symptom_denied", "affirm", "deny", "abuse"})

# No topic is ruled out by one model alone.
_LEAST = 1e-3
_HALF_AGREED = 0.5


@dataclass(frozen=True)
class TopicThresholds:
    """When the bot is sure enough of a topic; all values are probabilities (0 to 1).

    Attributes:
        sure: below this the bot asks instead of answering.
        question_mark: added to a sentence with a question mark when the main question is chosen.
    """

    sure: float = 0.30
    question_mark: float = 0.15


@dataclass(frozen=True)
class Resolution:
    """What a message is about.

    Attributes:
        topic: the most likely topic.
        confidence: its probability (0 to 1).
        is_sure: whether that is enough to answer without asking back.
        ranking: topics with their probabilities, most likely first.
        question: the sentence that asks, or the whole message.
    """

    topic: str
    confidence: float
    is_sure: bool
    ranking: list[tuple[str, float]]
    question: str


def resolve_topic(classification: Classification, thresholds: TopicThresholds = TopicThresholds()) -> Resolution:
    """Combine the probabilities of the whole message and of each sentence.

    Args:
        classification: the probabilities of the topics.
        thresholds: when the bot is sure enough.
    """
    return _TopicResolver(classification, thresholds).resolve()


def mixed(
    texts: Sequence[str],
    topics: Sequence[str],
    linear: Probabilities,
    by_encoder: Sequence[Mapping[str, float]],
    encoder_share: float,
) -> Classification:
    """Return the weighted geometric mean of what both models say: a topic needs both.

    Topics that only the encoder knows have no content; the linear model is taken to agree by half. Topics that only the
    linear model knows are newer than the encoder's training, which is taken to agree.

    Args:
        texts: the whole message, then its sentences.
        topics: the topics of the linear model.
        linear: its probabilities, one row per text, one column per topic.
        by_encoder: what the fine-tuned encoder says of each text.
        encoder_share: how much that counts (0 to 1).
    """
    names = [*topics, *(name for name in by_encoder[0] if name not in set(topics))]
    encoder = np.array([[chances.get(name, 0.0) for name in names] for chances in by_encoder])
    newer = [place for place, name in enumerate(topics) if name not in by_encoder[0]]
    encoder[:, newer] = linear[:, newer]
    both = encoder * _HALF_AGREED
    both[:, : len(topics)] = linear
    rows = (encoder + _LEAST) ** encoder_share * (both + _LEAST) ** (1 - encoder_share)
    return Classification(names, texts, rows / rows.sum(axis=1, keepdims=True))


class _TopicResolver:
    """Row 0 is the whole message, the others are its sentences."""

    def __init__(self, classification: Classification, thresholds: TopicThresholds) -> None:
        self._labels = classification.labels
        self._texts = classification.texts
        self._rows = classification.rows
        self._thresholds = thresholds

    def resolve(self) -> Resolution:
        sentences = range(1, len(self._texts)) if len(self._texts) > 2 else range(0)
        on_topic = [row for row in sentences if self._label(row) not in SMALL_TALK]
        if not on_topic:
            return self._resolution(self._ranking(self._rows[0]), 0)
        main = max(on_topic, key=self._weight)
        # The whole message counts as much as its clearest sentence: the question may need the story around it.
        ranking = self._ranking((self._rows[0] + self._rows[main]) / 2)
        return self._resolution(ranking, main)

    def _resolution(self, ranking: list[tuple[str, float]], question: int) -> Resolution:
        topic, confidence = ranking[0]
        return Resolution(
            topic=topic,
            confidence=confidence,
            is_sure=confidence >= self._thresholds.sure,
            ranking=ranking,
            question=self._texts[question],
        )

    def _label(self, row: int) -> str:
        return self._labels[int(self._rows[row].argmax())]

    def _probability(self, row: int) -> float:
        return float(self._rows[row].max())

    def _weight(self, row: int) -> float:
        return self._probability(row) + self._thresholds.question_mark * self._texts[row].endswith("?")

    def _ranking(self, probabilities: Probabilities) -> list[tuple[str, float]]:
        order = np.argsort(-probabilities)
        return [(self._labels[int(index)], float(probabilities[index])) for index in order]
