"""Rasa component: classifies the topic of a message and sets it as the intent."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any, Dict, List, Optional, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    INTENT_RESPONSE_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.dialogue.turn import UNCLEAR_TOPIC, UNDERSTANDING
from bot.rasa.sentence_encoder_featurizer import SentenceEncoderFeaturizer, sentence_vector
from bot.rasa.training_examples import example_metadata, example_weight
from bot.reading.encoder import MAX_CHARACTERS_OF_MESSAGE, shared_encoder
from bot.reading.judgement import judge, judge_message
from bot.reading.sentences import split_sentences
from bot.reading.text_classifier import TextClassifier, train_text_classifier
from bot.reading.topic_resolution import TopicThresholds, mixed, resolve_topic
from bot.red_flags.report_model import report_chances
from bot.red_flags.scores import is_report, training_labels
from bot.red_flags.urgency import URGENCIES, Urgency

_FILE = "topics.skops"
_RANKING_LENGTH = 10
# The key under which later components find what the models make of the message.
JUDGEMENT = "judgement"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Trains and applies `bot.reading.text_classifier` to whole messages and their sentences.

    The model covers topics and reported red flags; `RedFlagClassifier` reads the probabilities of the reports.
    """

    def __init__(
        self,
        config: Dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: Optional[TextClassifier] = None,
    ) -> None:
        """Keep the thresholds and where to store the model."""
        self._thresholds = TopicThresholds(**{name: config[name] for name in asdict(TopicThresholds())})
        self._encoder_share = float(config["encoder_share"])
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the thresholds, explained in `bot.reading.topic_resolution`.

        `encoder_share` is how much the fine-tuned encoder counts for the topic; the rest is the linear model's.
        """
        return {**asdict(TopicThresholds()), "encoder_share": 0.5}

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
    ) -> TopicClassifier:
        """Create an untrained component (see parent class)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train and store the classifier (see parent class)."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        vectors = np.vstack([sentence_vector(example) for example in examples])
        self._model = train_text_classifier(
            [example.get(TEXT) for example in examples],
            vectors,
            training_labels(
                [example_label(example) for example in examples], [example_urgency(example) for example in examples]
            ),
            [example_weight(example) for example in examples],
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
            return cls(config, model_storage, resource, TextClassifier.load(folder / _FILE))

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the intent, its ranking, and the details that the actions need."""
        for message in messages:
            text = (message.get(TEXT) or "").strip()
            if any(character.isalpha() for character in text):
                self._understand(message, text)
            else:
                self._not_understood(message)
        return messages

    def _not_understood(self, message: Message) -> None:
        message.set(INTENT, _entry(UNCLEAR_TOPIC, 1.0), add_to_output=True)
        message.set(INTENT_RANKING_KEY, [], add_to_output=True)

    def _understand(self, message: Message, text: str) -> None:
        assert self._model is not None, "the classifier is not trained"
        texts = (text, *split_sentences(text))
        vectors = np.vstack([sentence_vector(message), shared_encoder().encode(texts[1:])])
        rows = self._model.probabilities(texts, vectors)
        reports = np.array([is_report(label) for label in self._model.labels])
        second = report_chances(texts, vectors)
        judgements = [replace(j, second=float(chance)) for j, chance in zip(judge(texts), second, strict=True)]
        whole = judgements[0] if len(text) <= MAX_CHARACTERS_OF_MESSAGE else judge_message(text)
        clearest = max(judgements[1:], key=lambda judgement: judgement.report)
        by_linear = float(rows[1:, reports].sum(axis=1).max())
        message.set(JUDGEMENT, replace(whole, linear=by_linear, second=float(second[0]), clearest=clearest))
        topics = [label for label in self._model.labels if not is_report(label)]
        linear = rows[:, ~reports] / rows[:, ~reports].sum(axis=1, keepdims=True)
        by_encoder = [judgement.topics for judgement in judgements]
        found = resolve_topic(mixed(texts, topics, linear, by_encoder, self._encoder_share), self._thresholds)
        if message.get("legible") is False:
            self._not_understood(message)
            return
        name = found.topic if found.is_sure and found.topic in topics else UNCLEAR_TOPIC
        message.set(INTENT, _entry(name, found.confidence), add_to_output=True)
        ranking = [(topic, chance) for topic, chance in found.ranking if topic in topics][:_RANKING_LENGTH]
        message.set(INTENT_RANKING_KEY, [_entry(topic, chance) for topic, chance in ranking], add_to_output=True)
        details = {"topic": name, "ranking": ranking, "question": found.question}
        message.set(UNDERSTANDING, details, add_to_output=True)


def example_label(example: Message) -> str:
    """Return what the model learns: the topic of a question ("ask/exercise_why"), else the intent."""
    _, _, topic = str(example.get(INTENT_RESPONSE_KEY) or "").partition("/")
    return topic or str(example.get(INTENT))


def example_urgency(example: Message) -> Optional[Urgency]:
    """Return how urgent a report is; None for an example that reports nothing."""
    intent = str(example.get(INTENT))
    urgency = example_metadata(example).get("urgency")
    if is_report(intent) and urgency not in URGENCIES:
        raise ValueError(
            f"data/nlu: intent {intent!r} has a block without 'urgency' in its metadata, for instance "
            f"{example.get(TEXT)!r}. Add 'metadata: {{language: …, urgency: emergency}}' (or urgent, soon)."
        )
    return urgency if is_report(intent) else None


def _entry(name: str, confidence: float) -> Dict[str, Any]:
    return {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}
