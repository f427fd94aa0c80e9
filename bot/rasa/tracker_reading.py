"""Reads the latest message and the conversation's state from Rasa's tracker."""

from __future__ import annotations

from typing import Any, Dict

from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.state import ConversationState


def parsed_message(tracker: DialogueStateTracker) -> Dict[str, Any]:
    """Return the latest message as the pipeline parsed it; a message of a training story has only an intent."""
    message = tracker.latest_message
    assert message is not None, "there is no message yet"
    return {"text": message.text, "intent": message.intent, "entities": message.entities, **(message.parse_data or {})}


def state_of(tracker: DialogueStateTracker) -> ConversationState:
    """Return the conversation's state.

    Raises:
        KeyError, TypeError: it is damaged.
    """
    return ConversationState.from_slots(tracker.current_slot_values(), tracker.active_loop_name)
