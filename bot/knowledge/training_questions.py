"""The questions in the content that the topic classifier learns from."""

from __future__ import annotations

from typing import Iterator

from bot.knowledge.content_files import Content
from bot.knowledge.schema import BilingualList


def training_questions(content: Content) -> Iterator[tuple[str, BilingualList]]:
    """Yield each topic with questions for it: its general ones, its statements' and its exercises'."""
    paraphrases = {statement.id: statement.paraphrases for statement in content.statements}
    for topic in content.topics:
        for questions in (topic.general_questions, *(paraphrases[entry] for entry in topic.statements)):
            yield topic.id, questions
    for exercise in content.exercises:
        for questions in (exercise.names, *(paraphrases[entry] for entry in exercise.statements)):
            yield exercise.topic, questions
