"""The tracker store: keeps conversations in memory and deletes them at once on request."""

from __future__ import annotations

from typing import Optional

from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker


class DeletingTrackerStore(InMemoryTrackerStore):
    """Deletes conversations, also by a slot: Rasa saves the whole conversation after each turn."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the conversation, or delete it if its slot `forget_conversation` is set."""
        if tracker.get_slot("forget_conversation"):
            await self.delete(tracker.sender_id)
        else:
            await super().save(tracker)

    async def delete(self, sender_id: str) -> None:
        """Delete a conversation; do nothing if there is none."""
        self.store.pop(sender_id, None)


def unwrap(store: TrackerStore) -> DeletingTrackerStore:
    """Return our store, which Rasa's agent wraps in stores without `delete` (`Agent._create_tracker_store`).

    Raises:
        TypeError: another store is in use; Rasa falls back to its own without an error when it cannot import ours.
    """
    found: Optional[TrackerStore] = store
    while found is not None and not isinstance(found, DeletingTrackerStore):
        found = getattr(found, "_tracker_store", None)
    if found is None:
        raise TypeError("endpoints.yml: tracker_store must be bot.rasa.tracker_store.DeletingTrackerStore.")
    return found
