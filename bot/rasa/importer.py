"""Adds the ways of asking that are kept with the knowledge base to the training data.

So an editor writes a new way to ask in one place, next to its statement, and topic and statement are both found by it.
"""

from __future__ import annotations

from typing import Optional

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.dialogue.turn import ASK
from bot.knowledge.content_files import Content, read_content
from bot.knowledge.schema import BilingualList
from bot.languages import LANGUAGES

# They say which statement is meant more than which topic, so they count less than the examples in data/nlu.
WEIGHT = 0.2


class ContentImporter(RasaFileImporter):
    """Rasa's file importer plus the knowledge base's ways of asking."""

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """Return all training examples (see parent class)."""
        return super().get_nlu_data(language).merge(TrainingData(list(_examples(read_content()))))


def _examples(content: Content) -> list[Message]:
    examples: list[Message] = []
    paraphrases = {statement.id: statement.paraphrases for statement in content.statements}
    for topic in content.topics:
        for questions in (topic.general_questions, *(paraphrases[entry] for entry in topic.statements)):
            examples += _messages(questions, topic.id)
    for exercise in content.exercises:
        for questions in (exercise.names, *(paraphrases[entry] for entry in exercise.statements)):
            examples += _messages(questions, exercise.topic)
    return examples


def _messages(questions: BilingualList, topic: str) -> list[Message]:
    return [
        Message.build(text=text, intent=f"{ASK}/{topic}", intent_metadata={"language": language, "weight": WEIGHT})
        for language in LANGUAGES
        for text in getattr(questions, language)
    ]
