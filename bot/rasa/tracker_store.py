"""Where conversations live while they last: in memory, and deleted at once when the person asks for it."""

from __future__ import annotations

from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker


class DeletingTrackerStore(InMemoryTrackerStore):
    """Rasa saves the whole conversation after each turn, so deleting has to happen here and not in an action."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the conversation, or drop it when its slot `forget_conversation` is set."""
        if tracker.get_slot("forget_conversation"):
            self.store.pop(tracker.sender_id, None)
        else:
            await super().save(tracker)
