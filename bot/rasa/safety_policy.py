"""Rasa policy: when safety decides a turn, nothing overrules it."""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Optional

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.routing import RED_FLAGS_ACTION, safety_action
from bot.logs import without_message
from bot.rasa.tracker_reading import parsed_message, state_of

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class SafetyPolicy(Policy):
    """Takes precedence over rules, stories and open forms.

    Rasa lets the prediction of an open form ("no user prediction") overrule every other one, whatever its priority.
    So this policy's prediction is of that kind as well, with full confidence and the highest priority.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the defaults (see parent class); the rule policy has priority 6."""
        return {"priority": 100}

    def train(self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Learn nothing: this policy decides by the findings alone (see parent class)."""
        with self._model_storage.write_to(self._resource):
            return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SafetyPolicy:
        """Create the policy (see parent class)."""
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict safety's action, then listening; nothing when the conversation continues as usual.

        An answer to the screening goes to the exercise form, which then listens by itself.
        """
        action = self._action(tracker)
        if action is None:
            return self._prediction(self._default_predictions(domain))
        probabilities = self._default_predictions(domain)
        probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities, is_no_user_prediction=True)

    def _action(self, tracker: DialogueStateTracker) -> Optional[str]:
        if tracker.latest_action_name == RED_FLAGS_ACTION:
            return str(ACTION_LISTEN_NAME)
        if tracker.latest_action_name != ACTION_LISTEN_NAME or tracker.latest_message is None:
            return None
        try:
            return safety_action(parsed_message(tracker), state_of(tracker))
        except Exception as error:
            # The action fails in the same way and then says when to call for help.
            logger.error("The safety policy failed with %s", type(error).__name__, exc_info=without_message(error))
            return RED_FLAGS_ACTION
