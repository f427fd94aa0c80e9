"""Rasa component: identifies the language of each message."""

from __future__ import annotations

from typing import Any, Dict, List

import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa.training_examples import example_metadata
from bot.reading.language_identification import identify_language, is_legible, train_language_model
from bot.reading.model_files import lighten, read_model

_FILE = "language.skops"
# Types that a model file may contain in addition to those skops trusts.
TRUSTED = ("scipy.sparse._csr.csr_matrix",)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class LanguageIdentifier(GraphComponent):
    """Learns the languages from the line `metadata: {language: …}` of the training files."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: Any = None) -> None:
        """Keep where to store the model."""
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
        """Create an untrained component (see parent class)."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train and store the model (see parent class)."""
        examples = [
            (e.get(TEXT), example_metadata(e).get("language")) for e in training_data.intent_examples if e.get(TEXT)
        ]
        unmarked = [text for text, language in examples if language is None]
        if unmarked:
            raise ValueError(
                f"data/nlu: {len(unmarked)} examples are in a block without 'metadata: {{language: en}}' (or de), "
                f"for instance {unmarked[0]!r}. Add the line under 'intent:'."
            )
        self._model = train_language_model([text for text, _ in examples], [str(lang) for _, lang in examples])
        lighten(self._model.steps[0][1])
        with self._storage.write_to(self._resource) as folder:
            skops.io.dump(self._model, folder / _FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageIdentifier:
        """Load a trained component (see parent class)."""
        with model_storage.read_from(resource) as folder:
            model = read_model(folder / _FILE, TRUSTED, "Delete the models folder and run 'make train'.")
        return cls(model_storage, resource, model)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as it is (see parent class)."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `language` to "en", "de" or None, and `legible` to whether it can be either."""
        for message in messages:
            text = message.get(TEXT) or ""
            message.set("language", identify_language(self._model, text), add_to_output=True)
            message.set("legible", is_legible(self._model, text), add_to_output=True)
        return messages
