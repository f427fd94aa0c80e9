"""Rasa component: adds the dense vector of the sentence encoder to each message."""

from __future__ import annotations

from typing import Any, Dict, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.reading.encoder import ENCODER_ID, Vectors, shared_encoder
from bot.reading.vector_cache import encode_many


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one sentence feature per message, for any component that reads dense features."""

    def __init__(self, config: Dict[str, Any], name: str) -> None:
        """Keep the configuration."""
        super().__init__(name, config)

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the defaults (see parent class)."""
        return dict(DenseFeaturizer.get_default_config())

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoderFeaturizer:
        """Create the component (see parent class)."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Accept any configuration (see parent class)."""

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Retrain when the encoder changes."""
        return ENCODER_ID

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode all training examples (see parent class)."""
        with_text = [message for message in training_data.training_examples if message.get(TEXT)]
        self._add_features(with_text, encode_many([message.get(TEXT) for message in with_text]))
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Encode messages (see parent class)."""
        with_text = [message for message in messages if message.get(TEXT)]
        if with_text:
            self._add_features(with_text, shared_encoder().encode([message.get(TEXT) for message in with_text]))
        return messages

    def _add_features(self, with_text: List[Message], vectors: Vectors) -> None:
        for message, vector in zip(with_text, vectors, strict=True):
            origin = self._config[FEATURIZER_CLASS_ALIAS]
            message.add_features(Features(np.atleast_2d(vector), FEATURE_TYPE_SENTENCE, TEXT, origin))


def sentence_vector(message: Message) -> Vectors:
    """Return the vector of a message as one row."""
    _, sentence = message.get_dense_features(TEXT)
    assert sentence is not None, "config.yml: SentenceEncoderFeaturizer must come before this component in the pipeline"
    return np.asarray(sentence.features)
