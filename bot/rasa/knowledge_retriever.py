"""Rasa component: finds the topic that answers a message, and sets it as the (retrieval) intent."""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Optional, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.plans import ExerciseRequest, KnowledgePlan
from bot.dialogue.turn import ASK, ASK_FOR_EXERCISES, UNCLEAR_TOPIC, Turn, choose_language, read_turn
from bot.knowledge.content_files import topic_names
from bot.logs import without_message
from bot.rasa.services import shared_planner
from bot.rasa.topic_classifier import TopicClassifier

logger = logging.getLogger(__name__)

# What is an answer to a question of the bot; a question may follow it.
_ANSWERS = ("safety_answer", "affirm", "deny", "symptom_denied")
# A farewell of more words than this with a question in it is none.
_FAREWELLS, _FEW_WORDS = ("goodbye", "thanks"), 3
# What Rasa's own response selector calls its output; Rasa reads the full name of a retrieval intent from it.
_RESPONSE_SELECTOR = "response_selector"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class KnowledgeRetriever(IntentClassifier, GraphComponent):
    """Turns a topic into the intent `ask/<topic>`, or `ask_for_exercises` where a list of exercises is the answer.

    A message of unclear topic also becomes a question if a statement fits it well enough; a question that nothing fits
    becomes a message of unclear topic.
    """

    def __init__(self, config: Dict[str, Any]) -> None:
        """Keep the configuration."""
        self._fit_by_intent = {UNCLEAR_TOPIC: config["fits_unclear"]}
        self._fit_by_intent.update(dict.fromkeys(("oos", "symptom_statement"), config["fits_certainly"]))
        self._fit_beside_answer = config["fits_unclear"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return how well a statement must fit a message of unclear topic, or one that seems off-topic.

        `answers` overrides thresholds of `bot.dialogue.answer_thresholds`, for the policies and actions as well.
        """
        return {"fits_unclear": 0.14, "fits_certainly": 0.25, "answers": {}}

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
    ) -> KnowledgeRetriever:
        """Create the component (see parent class)."""
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the intent of every message that the knowledge base answers."""
        for message in messages:
            try:
                self._resolve(message)
            except Exception as error:
                # A question is left to its action, which fails in the same way and then says when to call for help.
                if (message.get(INTENT) or {}).get(INTENT_NAME_KEY) in topic_names():
                    message.set(INTENT, {INTENT_NAME_KEY: ASK, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
                logger.error("Retrieval failed with %s", type(error).__name__, exc_info=without_message(error))
        return messages

    def _resolve(self, message: Message) -> None:
        language = choose_language([message.get("language")])
        turn = read_turn({**message.as_dict(only_output_properties=True), "text": message.get(TEXT)}, language)
        if shared_planner().knows(turn.topic) and shared_planner().is_unsure(turn):
            message.set(INTENT, {INTENT_NAME_KEY: UNCLEAR_TOPIC, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
            return
        plan = self._plan(turn)
        if plan:
            _set_intent(message, plan, turn.confidence)

    def _plan(self, turn: Turn) -> Optional[KnowledgePlan]:
        planner = shared_planner()
        if planner.knows(turn.topic):
            return planner.plan(turn)
        fit = self._fit_by_intent.get(turn.topic)
        is_answer = turn.topic in _ANSWERS and turn.text.rstrip().endswith("?")
        if is_answer or (turn.topic in _FAREWELLS and "?" in turn.text and turn.words > _FEW_WORDS):
            # "None of them, mate. How do I know it is nothing serious?", "and tomorrow? My shift begins at six"
            fit = self._fit_beside_answer
        return planner.answer_if_fitting(turn, fit) if fit is not None else None


def _set_intent(message: Message, plan: KnowledgePlan, confidence: float) -> None:
    name = ASK_FOR_EXERCISES if isinstance(plan, ExerciseRequest) else ASK
    full_name = f"{name}/{plan.topic}"
    message.set(INTENT, {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}, add_to_output=True)
    response = {"response": {"intent_response_key": full_name, PREDICTED_CONFIDENCE_KEY: confidence}}
    selected = {"all_retrieval_intents": [ASK, ASK_FOR_EXERCISES], name: response}
    message.set(_RESPONSE_SELECTOR, selected, add_to_output=True)
