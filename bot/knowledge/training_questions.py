"""The questions of the content, as training data for the topic classifier.

Of each statement only a few paraphrases teach its topic, so that training stays quick; all of them find the statement.
"""

from __future__ import annotations

from typing import Iterator, NamedTuple

from bot.knowledge.content_files import Content
from bot.knowledge.schema import BilingualList

PARAPHRASES = 3


class TrainingQuestions(NamedTuple):
    """Questions for a topic; `general` questions ask about the topic as a whole."""

    topic: str
    questions: BilingualList
    general: bool = False


def training_questions(content: Content) -> Iterator[TrainingQuestions]:
    """Yield the questions for each topic: its general ones, its statements' and its exercises'."""
    paraphrases = {statement.id: _few(statement.paraphrases) for statement in content.statements}
    for topic in content.topics:
        yield TrainingQuestions(topic.id, topic.general_questions, general=True)
        for entry in topic.statements:
            yield TrainingQuestions(topic.id, paraphrases[entry])
    for exercise in content.exercises:
        for questions in (exercise.names, *(paraphrases[entry] for entry in exercise.statements)):
            yield TrainingQuestions(exercise.topic, questions)


def _few(paraphrases: BilingualList) -> BilingualList:
    return BilingualList(en=paraphrases.en[:PARAPHRASES], de=paraphrases.de[:PARAPHRASES])
