"""Decides what a message is about, from the probabilities of the whole message and of its sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Sequence

import numpy as np

from bot.understanding.topic_model import Probabilities

REPORT_PREFIX = "report_"
CRISIS = "crisis"

# A warning sign counts from here, summed over all categories: a false alarm costs less than a miss.
REPORT_THRESHOLD = 0.40
# Thoughts of suicide count much earlier still. Of a long message's many sentences one looks alarming by chance,
# so there it takes more.
CRISIS_IN_SHORT_MESSAGE = 0.20
CRISIS_IN_LONG_MESSAGE = 0.35
SHORT_MESSAGE = 3
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
    red_flags: list[str] = field(default_factory=list)

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
    alarm = _alarm(labels, rows)
    if alarm:
        topic, confidence, flags = alarm
        return Understanding(topic, confidence, _ranking(labels, np.atleast_2d(whole)[0]), text, red_flags=flags)
    if len(sentences) < 2:
        ranking = _ranking(labels, rows[0])
        return Understanding(ranking[0][0], ranking[0][1], ranking, text)
    return _of_several_sentences(labels, rows, sentences, text)


def _alarm(labels: Sequence[str], rows: Probabilities) -> tuple[str, float, list[str]] | None:
    crisis = rows[:, list(labels).index(CRISIS)]
    if crisis.max() >= (CRISIS_IN_SHORT_MESSAGE if len(rows) <= SHORT_MESSAGE + 1 else CRISIS_IN_LONG_MESSAGE):
        return CRISIS, float(crisis.max()), [CRISIS]
    columns = [column for column, label in enumerate(labels) if label.startswith(REPORT_PREFIX)]
    if not columns:
        return None
    reports = rows[:, columns]
    strength = reports.sum(axis=1)
    if strength.max() < REPORT_THRESHOLD:
        return None
    alarming = reports[strength >= REPORT_THRESHOLD]
    order = [int(row.argmax()) for row in alarming[np.argsort(-alarming.sum(axis=1))]]
    flags = [labels[columns[index]].removeprefix(REPORT_PREFIX) for index in dict.fromkeys(order)]
    return REPORT_PREFIX + flags[0], float(strength.max()), flags


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
