"""Rasa component: reads dialect words of messages as standard ones; what was typed stays in the conversation."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.languages import as_language
from bot.reading.dialects import in_standard_words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class DialectReader(GraphComponent):
    """Comes after the `LanguageIdentifier`. Training examples stay as they are: some of them are in dialect."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DialectReader:
        """Create the component (see parent class)."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as it is (see parent class)."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Replace the dialect words of messages whose language is known."""
        for message in messages:
            text, language = message.get(TEXT), as_language(message.get("language"))
            if text and language and not text.startswith("/"):
                message.set(TEXT, in_standard_words(text, language))
        return messages
