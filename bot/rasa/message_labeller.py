"""Rasa component: labels a message by examples in a folder of `data/`: how it answers, what is felt."""

from __future__ import annotations

import hashlib
from typing import Any, Dict, List, Optional, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa.sentence_encoder_featurizer import SentenceEncoderFeaturizer, sentence_vector
from bot.reading.labels import LabelSet, read_labelled
from bot.reading.text_classifier import TextClassifier, train_text_classifier
from bot.reading.vector_cache import encode_many

_FILE = "labels.skops"


def key_of(labels: LabelSet) -> str:
    """Return the key under which a message has the probabilities of these labels."""
    return f"chances_of_{labels}"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MessageLabeller(IntentClassifier, GraphComponent):
    """Trains `bot.reading.text_classifier` on `data/<labels>` and adds the probabilities (0 to 1) to each message."""

    def __init__(
        self,
        config: Dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: Optional[TextClassifier] = None,
    ) -> None:
        """Keep the name of the folder and where to store the model."""
        self._labels: LabelSet = config["labels"]
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the folder of `data/` with the examples."""
        return {"labels": "answers"}

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """Require the sentence encoder (see parent class)."""
        return [SentenceEncoderFeaturizer]

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageLabeller:
        """Create an untrained component (see parent class)."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Retrain when the examples change, which Rasa does not know of."""
        examples = read_labelled(config["labels"])
        return hashlib.sha256("".join(example.json() for example in examples).encode()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the examples and store the classifier (see parent class)."""
        examples = list(read_labelled(self._labels))
        texts = [example.text for example in examples]
        labels = [example.label for example in examples]
        self._model = train_text_classifier(texts, encode_many(texts), labels, np.ones(len(texts)).tolist())
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder / _FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageLabeller:
        """Load a trained component (see parent class)."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, TextClassifier.load(folder / _FILE))

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the probabilities of the labels under `key_of`."""
        assert self._model is not None, "the classifier is not trained"
        for message in messages:
            if message.get(TEXT):
                row = self._model.probabilities([message.get(TEXT)], sentence_vector(message))[0]
                chances = {label: float(chance) for label, chance in zip(self._model.labels, row, strict=True)}
                message.set(key_of(self._labels), chances, add_to_output=True)
        return messages
