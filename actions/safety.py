"""What happens when safety decides the turn."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import SpeakingAction
from bot.dialogue.assistant import Turn, shared_assistant
from bot.dialogue.reply import Reply
from bot.dialogue.safety_wording import word_decision
from bot.dialogue.turns import (
    Context,
    after_advice,
    before_question,
    exercises_after_screening,
    take_turn,
    without_question,
)
from bot.red_flags.parsed_message import SLOT, decision_for
from bot.red_flags.triage import TriageDecision


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
        step = decision_for(tracker.latest_message, slot)
        context = Context.from_slots(tracker.current_slot_values())
        if step is None or _is_answer_on_pain(step, context):
            assistant = shared_assistant()
            return take_turn(assistant, turn, context, lambda: assistant.yes_to_what(turn.language))
        reply = word_decision(step, turn.language, lambda topic: exercises_after_screening(turn, topic, context))
        if step.kind == "ask" and not step.memory.doubting and not step.memory.is_alarmed:
            reply = before_question(reply, turn)
        if step.kind == "escalate" and reply.urgency == "soon":
            reply = after_advice(reply, turn)
        return without_question(reply, context)

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[Dict[str, Any]]:
        """Close a form that may be open, then speak."""
        events = super().run(dispatcher, tracker, domain)
        return [ActiveLoop(None), SlotSet("requested_slot", None), *events] if tracker.active_loop else events


def _is_answer_on_pain(step: TriageDecision, context: Context) -> bool:
    """Whether safety would only ask how strong the pain is, which the exercise coach has just asked."""
    return context.coach.question == "pain" and step.kind == "ask" and step.memory.question == "age_course"
