"""Deleting a conversation: at once by a channel, or in the dialogue when the person asks for it in words."""

from __future__ import annotations

import logging
from typing import Any, Awaitable, Callable, Mapping, Optional

from sanic import Sanic

from bot.channels.exchange import trouble
from bot.dialogue.reply import Reply
from bot.dialogue.safety_check import with_notes
from bot.dialogue.state import ConversationState
from bot.dialogue.wording import say
from bot.languages import Language, as_language
from bot.logs import without_message
from bot.rasa.tracker_store import unwrap

logger = logging.getLogger(__name__)

# What a page sends when its delete button is pressed.
DELETE_PAYLOAD = "/delete_data"
_TOPIC = "delete_data"

# What a conversation remembered; None when it could not be deleted.
Slots = Optional[Mapping[str, Any]]
Delete = Callable[[str], Awaitable[Slots]]


async def delete_conversation(sender: str) -> Slots:
    """Delete a conversation once its running turn has ended; a failure is logged and not raised.

    Rasa gives its channels no way to the tracker store, so this asks the web server for the agent.
    """
    try:
        agent = Sanic.get_app().ctx.agent
        async with agent.lock_store.lock(sender):
            tracker = await agent.tracker_store.retrieve(sender)
            await unwrap(agent.tracker_store).delete(sender)
        return tracker.current_slot_values() if tracker else {}
    except Exception as error:
        logger.error("A conversation could not be deleted: %s", type(error).__name__, exc_info=without_message(error))
        return None


def confirm_deletion(slots: Slots, hint: Language) -> Reply:
    """Return what to say after a deletion; it repeats the number if an emergency was reported and not called.

    Args:
        slots: what the deletion returned.
        hint: language for a conversation that had none yet.
    """
    if slots is None:
        return trouble(hint)
    language = as_language(slots.get("language")) or hint
    reply = Reply("system", _TOPIC, language, [say("deleted", language)])
    return with_notes(reply, ConversationState.from_slots(slots).alarm)


def has_deleted(envelope: Mapping[str, Any]) -> bool:
    """Whether a turn deleted the conversation: the dialogue, asked in words, says so by the topic of its envelope."""
    return envelope.get("topic") == _TOPIC
