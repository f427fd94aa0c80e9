"""What happens when safety decides the turn."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import SpeakingAction
from bot.conversation.assistant import Turn, shared_assistant
from bot.conversation.reply import Reply
from bot.conversation.safety import guard, word_step
from bot.safety.triage import SafetyMemory
from bot.safety.turn import SLOT, step_for


class ActionSafety(SpeakingAction):
    """Sends to a doctor, asks about warning signs, or takes up an answer to that.

    It works without the knowledge base, except to go on with exercises afterwards.
    """

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_safety"

    def reply_to(self, turn: Turn, tracker: Tracker) -> Reply:
        """See the parent class."""
        slot = tracker.get_slot(SLOT)
        step = step_for(tracker.latest_message, slot)
        if step is None:
            reply = shared_assistant().talk("yes_to_what", "affirm", turn.language, kind="question", starters=True)
            return guard(reply, SafetyMemory.from_slot(slot))
        return word_step(
            step, turn.language, lambda topic: shared_assistant().answers.answer_topic(topic, turn.language)
        )

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[Dict[str, Any]]:
        """Close a form that may be open, then speak."""
        events = super().run(dispatcher, tracker, domain)
        return [ActiveLoop(None), SlotSet("requested_slot", None), *events] if tracker.active_loop else events
