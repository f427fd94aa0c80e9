"""Starts over, and deletes the conversation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict

from rasa_sdk import Tracker
from rasa_sdk.events import AllSlotsReset, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import DialogueAction, Events, Outcome, conversation_language
from bot.dialogue.plans import FixedText, Plan
from bot.dialogue.reply import Button
from bot.dialogue.routing import wants_deletion
from bot.dialogue.state import ConversationState
from bot.dialogue.turn import Turn, read_turn
from bot.dialogue.wording import say


class ActionStartOver(DialogueAction):
    """Resets the conversation; the language stays."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_start_over"

    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """See the parent class."""
        return FixedText("restarted", "restart", kind="system", starters=True)

    def reply_to(self, turn: Turn, state: ConversationState, tracker: Tracker) -> Outcome:
        """Reset the state; the reply still gives the reminder of an emergency."""
        answered = replace(state, alarm=state.alarm.without_question())
        reply, _ = super().reply_to(turn, answered, tracker)
        return reply, ConversationState()

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> Events:
        """Reset every slot, then set those of the empty state."""
        return [AllSlotsReset(), *super().run(dispatcher, tracker, domain)]


class ActionDeleteData(ActionStartOver):
    """Deletes the conversation, on an explicit wish; the store drops it at the end of the turn."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_delete_data"

    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """See the parent class."""
        return FixedText("deleted", "delete_data", kind="system")

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> Events:
        """Ask the tracker store to delete the conversation, or ask the person whether they want that."""
        turn = read_turn(tracker.latest_message, conversation_language(tracker))
        if not wants_deletion(turn):
            return _ActionAskDeletion().run(dispatcher, tracker, domain)
        return [*super().run(dispatcher, tracker, domain), SlotSet("forget_conversation", True)]


class _ActionAskDeletion(DialogueAction):
    """Asks before a wish that was only guessed destroys anything."""

    def name(self) -> str:
        """Return the name for the log; rules and stories do not use it."""
        return "action_ask_deletion"

    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """See the parent class."""
        return FixedText("delete_sure", "delete_data", kind="question")

    def build(self, plan: Plan, state: ConversationState, turn: Turn) -> Outcome:
        """Return the question with a button for yes."""
        reply, after = super().build(plan, state, turn)
        return replace(reply, buttons=[Button(say("buttons.delete", turn.language), "/delete_data")]), after
