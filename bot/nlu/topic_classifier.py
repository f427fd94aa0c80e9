"""Rasa component: names the topic of a message as its intent."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.encoder import Vectors, shared_encoder
from bot.nlu.sentence_encoder import SentenceEncoderFeaturizer
from bot.understanding.decide import Understanding, decide
from bot.understanding.sentences import split_sentences
from bot.understanding.topic_model import TopicModel, train_topic_model

_FILE = "topics.skops"
_RANKING_LENGTH = 10
# What Rasa calls a message that nobody understood; a rule answers it with a question.
UNSURE = "nlu_fallback"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Trains and applies `bot.understanding.topic_model` to whole messages and their sentences."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: Optional[TopicModel] = None) -> None:
        """Keep where to store the model."""
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """Need the encoder before us (see parent class)."""
        return [SentenceEncoderFeaturizer]

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Create an untrained component (see parent class)."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train and store the classifier (see parent class)."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        vectors = np.vstack([_vector(example) for example in examples])
        self._model = train_topic_model(
            [example.get(TEXT) for example in examples],
            vectors,
            [example.get(INTENT) for example in examples],
            [_example_weight(example) for example in examples],
        )
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
    ) -> TopicClassifier:
        """Load a trained component (see parent class)."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, TopicModel.load(folder / _FILE))

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the intent, its ranking, and what the actions need besides."""
        for message in messages:
            text = (message.get(TEXT) or "").strip()
            if any(character.isalpha() for character in text):
                self._understand(message, text)
            else:
                self._not_understood(message)
        return messages

    def _not_understood(self, message: Message) -> None:
        message.set(INTENT, _entry(UNSURE, 1.0), add_to_output=True)
        message.set(INTENT_RANKING_KEY, [], add_to_output=True)

    def _understand(self, message: Message, text: str) -> None:
        assert self._model is not None, "the classifier is not trained"
        sentences = split_sentences(text)
        parts = shared_encoder().encode(sentences)
        found = decide(
            self._model.labels,
            self._model.probabilities([text], _vector(message)),
            sentences,
            self._model.probabilities(sentences, parts) if len(sentences) > 1 else np.empty((0, 0)),
            text,
        )
        if message.get("legible") is False and not found.red_flags:
            self._not_understood(message)
            return
        name = found.topic if found.is_sure or found.red_flags else UNSURE
        message.set(INTENT, _entry(name, found.confidence), add_to_output=True)
        ranking = [_entry(topic, confidence) for topic, confidence in found.ranking[:_RANKING_LENGTH]]
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        message.set("understanding", _details(found), add_to_output=True)


def _details(found: Understanding) -> Dict[str, Any]:
    return {
        "question": found.question,
        "second_topic": found.second_topic,
        "second_question": found.second_question,
        "red_flags": found.red_flags,
    }


def _vector(message: Message) -> Vectors:
    _, sentence = message.get_dense_features(TEXT)
    assert sentence is not None, "the SentenceEncoderFeaturizer must stand before the TopicClassifier in config.yml"
    return np.asarray(sentence.features)


def _example_weight(example: Message) -> float:
    metadata: Dict[str, Any] = example.get("metadata") or {}
    return float((metadata.get("intent") or {}).get("weight", 1.0))


def _entry(name: str, confidence: float) -> Dict[str, Any]:
    return {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}
