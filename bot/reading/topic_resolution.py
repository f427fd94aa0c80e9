"""Decides what a message is about, from the probabilities of the whole message and of its sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np

from bot.reading.text_classifier import Probabilities

# Below this the bot asks instead of answering.
SURE = 0.30
# A second question gets its own answer from here.
SECOND_QUESTION = 0.60

# What people say around their question. It is set aside when a sentence with a question stands beside it.
SMALL_TALK = frozenset({"greet", "goodbye", "thanks", "symptom_statement", "symptom_denied", "affirm", "deny", "abuse"})


@dataclass(frozen=True)
class Understanding:
    """What a message is about.

    `ranking` is sorted, most likely first; `second_topic` is a further question asked in the same message.
    """

    topic: str
    confidence: float
    ranking: list[tuple[str, float]]
    question: str
    second_topic: str | None = None
    second_question: str | None = None

    @property
    def is_sure(self) -> bool:
        """Whether the confidence is enough to answer without asking back."""
        return self.confidence >= SURE


def decide(
    labels: Sequence[str], whole: Probabilities, sentences: Sequence[str], parts: Probabilities, text: str
) -> Understanding:
    """Combine the views on the whole message and on each sentence.

    Args:
        labels: the topics, in the order of the probability columns.
        whole: probabilities of the whole message, one row.
        sentences: the sentences of the message.
        parts: probabilities, one row per sentence.
        text: the message.
    """
    rows = np.vstack([whole, parts]) if len(sentences) > 1 else np.atleast_2d(whole)
    if len(sentences) < 2:
        ranking = _ranking(labels, rows[0])
        return Understanding(ranking[0][0], ranking[0][1], ranking, text)
    return _of_several_sentences(labels, rows, sentences, text)


def _of_several_sentences(
    labels: Sequence[str], rows: Probabilities, sentences: Sequence[str], text: str
) -> Understanding:
    # The whole message counts as much as its clearest sentence: the question may need its story.
    asking = [row for row in range(1, len(rows)) if labels[int(rows[row].argmax())] not in SMALL_TALK]
    if not asking:
        ranking = _ranking(labels, rows[0])
        return Understanding(ranking[0][0], ranking[0][1], ranking, text)
    main = max(asking, key=lambda row: float(rows[row].max()) + (0.15 if sentences[row - 1].endswith("?") else 0.0))
    ranking = _ranking(labels, (rows[0] + rows[main]) / 2)
    second = _second_question(labels, rows, sentences, asking, ranking[0][0])
    question = sentences[main - 1]
    if second and second < main and labels[int(rows[second].argmax())] not in SMALL_TALK:
        # Answer in the order asked.
        ranking = _ranking(labels, rows[second])
        main, second, question = second, main, sentences[second - 1]
    return Understanding(
        topic=ranking[0][0],
        confidence=ranking[0][1],
        ranking=ranking,
        question=question,
        second_topic=labels[int(rows[second].argmax())] if second else None,
        second_question=sentences[second - 1] if second else None,
    )


def _second_question(
    labels: Sequence[str], rows: Probabilities, sentences: Sequence[str], asking: list[int], first_topic: str
) -> int | None:
    candidates = [
        row
        for row in asking
        if labels[int(rows[row].argmax())] != first_topic
        and float(rows[row].max()) >= SECOND_QUESTION
        and sentences[row - 1].endswith("?")
    ]
    return max(candidates, key=lambda row: float(rows[row].max())) if candidates else None


def _ranking(labels: Sequence[str], probabilities: Probabilities) -> list[tuple[str, float]]:
    order = np.argsort(-probabilities)
    return [(labels[int(index)], float(probabilities[index])) for index in order]
