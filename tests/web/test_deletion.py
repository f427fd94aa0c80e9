"""A channel deletes a conversation at once, through the wrappers that Rasa puts around the store."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.tracker_store import AwaitableTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from bot.channels.deletion import confirm_deletion, delete_conversation, has_deleted
from bot.dialogue.state import ConversationState
from bot.dialogue.wording import say
from bot.languages import LANGUAGES, Language
from bot.rasa.tracker_store import DeletingTrackerStore, unwrap
from bot.red_flags.triage import AlarmState
from tests.web.loops import in_own_loop

pytestmark = pytest.mark.rasa

_SLOTS = [AnySlot(name, mappings=[{}]) for name in ("language", "forget_conversation")]


def _tracker(sender: str, **slots: Any) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(sender, [SlotSet(name, value) for name, value in slots.items()], _SLOTS)


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Agent:
    """An agent without a model, on the web server."""
    domain = Domain.from_dict({"slots": {slot.name: {"type": "any", "mappings": []} for slot in _SLOTS}})
    agent = Agent(domain=domain, tracker_store=AwaitableTrackerStore(DeletingTrackerStore(domain)))
    monkeypatch.setattr(Sanic, "get_app", lambda: SimpleNamespace(ctx=SimpleNamespace(agent=agent)))
    return agent


def test_one_conversation_is_deleted_and_its_slots_are_returned(agent: Agent) -> None:
    async def talk() -> None:
        await agent.tracker_store.save(_tracker("mine", language="de"))
        await agent.tracker_store.save(_tracker("other", language="en"))
        slots = await delete_conversation("mine")
        assert slots is not None and slots["language"] == "de"
        assert set(unwrap(agent.tracker_store).store) == {"other"}
        assert await delete_conversation("mine") == {}

    in_own_loop(talk)


def test_deleting_waits_for_the_running_turn(agent: Agent) -> None:
    async def talk() -> None:
        async with agent.lock_store.lock("mine"):
            deleting = asyncio.ensure_future(delete_conversation("mine"))
            await asyncio.sleep(0.05)
            await agent.tracker_store.save(_tracker("mine", language="de"))
        assert (await deleting or {})["language"] == "de"
        assert not unwrap(agent.tracker_store).store

    in_own_loop(talk)


def test_the_dialogue_deletes_with_a_slot(agent: Agent) -> None:
    async def talk() -> None:
        await agent.tracker_store.save(_tracker("mine", language="de"))
        await agent.tracker_store.save(_tracker("mine", forget_conversation=True))
        assert not unwrap(agent.tracker_store).store

    in_own_loop(talk)


def test_without_our_store_a_deletion_fails_visibly(agent: Agent, caplog: pytest.LogCaptureFixture) -> None:
    agent.tracker_store = InMemoryTrackerStore(Domain.empty())

    async def talk() -> None:
        assert await delete_conversation("mine") is None

    in_own_loop(talk)
    assert "could not be deleted" in caplog.text
    with pytest.raises(TypeError, match=r"endpoints\.yml"):
        unwrap(agent.tracker_store)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deletion_is_confirmed_in_the_language_of_the_conversation(language: Language) -> None:
    reply = confirm_deletion({"language": language}, "en")
    assert reply.texts == [say("deleted", language)] and reply.urgency is None
    assert has_deleted(reply.envelope()) and reply.envelope()["kind"] == "system"
    assert not has_deleted(confirm_deletion(None, language).envelope())


def test_an_emergency_is_not_ignored() -> None:
    alarm = AlarmState(flags={"cauda_equina": "emergency"})
    reply = confirm_deletion(ConversationState(language="en", alarm=alarm).as_slots(), "en")
    assert reply.texts == [say("safety.emergency_first", "en"), say("deleted", "en")]
    assert reply.urgency == "emergency" and has_deleted(reply.envelope())
