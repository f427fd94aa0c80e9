"""Rasa component: looks for red flags in each message; a report sets the intent."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any, Dict, List, Mapping, Optional, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.languages import Language, as_language
from bot.logs import without_message
from bot.rasa.message_labeller import key_of
from bot.rasa.topic_classifier import JUDGEMENT, TopicClassifier
from bot.reading.sentences import split_sentences
from bot.red_flags.detector import RedFlagDetector
from bot.red_flags.findings import Assessment
from bot.red_flags.parsed_message import ASSESSMENT_KEY
from bot.red_flags.rules import RuleDetector, shared_rules
from bot.red_flags.scores import intent_of

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class RedFlagClassifier(IntentClassifier, GraphComponent):
    """Runs both detectors of `bot.red_flags.detector`; the last component of the pipeline."""

    def __init__(self) -> None:
        """Read the phrases."""
        self._detector = RedFlagDetector(_rules_or_none())

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """Require the topic classifier (see parent class)."""
        return [TopicClassifier]

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RedFlagClassifier:
        """Create the component (see parent class)."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the assessment, and the intent if a red flag is reported."""
        for message in messages:
            text = (message.get(TEXT) or "").strip()
            if text and not text.startswith("/"):
                self._assess(message, text)
        return messages

    def _assess(self, message: Message, text: str) -> None:
        try:
            assessment = self._detector.assess(text, message.get(JUDGEMENT), as_language(message.get("language")))
        except Exception as error:
            # The turn must continue, so that the reply says when to call for help.
            logger.error("Red flags failed with %s", type(error).__name__, exc_info=without_message(error))
            assessment = Assessment(failed=True)
        assessment = replace(
            assessment,
            answer_chances=message.get(key_of("answers")) or {},
            advice_chances=_after_advice(message, text),
        )
        message.set(ASSESSMENT_KEY, assessment.as_dict(), add_to_output=True)
        if assessment.findings:
            name = intent_of(assessment.findings[0].category)
            message.set(INTENT, {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)


def _after_advice(message: Message, text: str) -> Dict[str, float]:
    """Return what the message would be after advice; who only asks has not gone, and was not seen ("may I drive?")."""
    chances = dict(message.get(key_of("after_advice")) or {})
    only_asks = all(sentence.endswith("?") for sentence in split_sentences(text))
    return {**chances, "going": 0.0, "seen": 0.0} if only_asks else chances


def _rules_or_none() -> Optional[Mapping[Language, RuleDetector]]:
    """Return the rules; without them the classifier runs alone, and messages without a finding count as not judged."""
    try:
        return shared_rules()
    except Exception as error:
        logger.error("The phrases for red flags cannot be used: %s", error)
        return None
