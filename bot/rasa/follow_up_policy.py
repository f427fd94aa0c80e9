"""Rasa policy: predicts the action for messages that only make sense after the one before."""

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

from bot.dialogue.routing import FOLLOW_UP_ACTION, SUGGEST_ACTION, WISH_ACTION, follow_up_action
from bot.dialogue.turn import choose_language, read_turn
from bot.logs import without_message
from bot.rasa.services import shared_planner
from bot.rasa.tracker_reading import parsed_message, state_of

logger = logging.getLogger(__name__)

# The fallback of the rule policy (config.yml), which would predict it again and again.
FALLBACK_ACTION = "action_clarify"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class FollowUpPolicy(Policy):
    """Chooses the exercise form, a wish about exercises or a follow-up; below safety and an open form, above rules.

    An open form comes first: Rasa lets it overrule every policy that predicts from the user's message. This policy's
    prediction counts only when the form rejects the message.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the defaults (see parent class); the rule policy has priority 6."""
        return {"priority": 10}

    def train(self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Learn nothing: this policy decides by the message and the state alone (see parent class)."""
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
    ) -> FollowUpPolicy:
        """Create the policy (see parent class)."""
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict an action of `bot.dialogue.routing`, and what follows it; else nothing (see parent class)."""
        action = self._after_own_action(tracker) or self._action(tracker)
        probabilities = self._default_predictions(domain)
        if action:
            probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities)

    def _after_own_action(self, tracker: DialogueStateTracker) -> Optional[str]:
        if tracker.latest_action_name in (FOLLOW_UP_ACTION, WISH_ACTION, SUGGEST_ACTION, FALLBACK_ACTION):
            return tracker.active_loop_name or str(ACTION_LISTEN_NAME)
        return None

    def _action(self, tracker: DialogueStateTracker) -> Optional[str]:
        if tracker.latest_action_name != ACTION_LISTEN_NAME or tracker.latest_message is None:
            return None
        message = parsed_message(tracker)
        try:
            language = choose_language((message.get("language"), tracker.get_slot("language")))
            return follow_up_action(read_turn(message, language), state_of(tracker), shared_planner())
        except Exception as error:
            # The rules take over; their action fails in the same way and then says when to call for help.
            logger.error("The follow-up policy failed with %s", type(error).__name__, exc_info=without_message(error))
            return None
