"""What all actions share: reading the turn, speaking, and failing safely."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any, Dict, List, Optional

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.assistant import Assistant, Turn, shared_assistant
from bot.dialogue.exercise_cards import COACH_INTENT
from bot.dialogue.repetition import fingerprint_of, said_again
from bot.dialogue.reply import Reply
from bot.dialogue.turns import Context, take_turn
from bot.dialogue.wording import say
from bot.languages import DEFAULT_LANGUAGE, Language, as_language
from bot.server.logs import without_message

logger = logging.getLogger(__name__)


class SpeakingAction(Action, ABC):
    """An action that answers with one `Reply`."""

    @abstractmethod
    def reply_to(self, turn: Turn, tracker: Tracker) -> Reply:
        """Return the answer to this turn."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[Dict[str, Any]]:
        """Speak the reply and remember what the next turn needs; never end in silence."""
        language = conversation_language(tracker)
        try:
            reply = self.reply_to(read_turn(tracker, language), tracker)
        except Exception as error:
            # The person's words must not reach the log: only what failed and where.
            logger.error("%s failed with %s", self.name(), type(error).__name__, exc_info=without_message(error))
            reply = Reply(kind="system", topic=None, language=language, texts=[say("trouble", language)])
        mark = fingerprint_of(reply)
        if mark == tracker.get_slot("last_said"):
            reply = said_again(reply)
        shortened = bool((tracker.latest_message.get("metadata") or {}).get("shortened"))
        speak(dispatcher, reply, first=say("too_long", reply.language) if shortened else None)
        events: List[Dict[str, Any]] = [SlotSet("language", reply.language), SlotSet("offer", None)]
        events.append(SlotSet("last_said", mark))
        return [*events, *(SlotSet(name, value) for name, value in reply.remember.items())]


class KnowledgeAction(SpeakingAction, ABC):
    """An action that answers from the knowledge base; safety looks at the answer before it goes out."""

    @abstractmethod
    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """Return the answer to this turn."""

    def reply_to(self, turn: Turn, tracker: Tracker) -> Reply:
        """See the parent class."""
        assistant = shared_assistant()
        context = Context.from_slots(tracker.current_slot_values())
        return take_turn(assistant, turn, context, lambda: self.reply(assistant, turn, tracker))


def speak(dispatcher: CollectingDispatcher, reply: Reply, first: Optional[str] = None) -> None:
    """Send the texts, the pictures before the last of them, its buttons, and the envelope at the end."""
    texts = [first, *reply.texts] if first else reply.texts
    for text in texts[:-1]:
        dispatcher.utter_message(text=text)
    for picture in reply.pictures:
        dispatcher.utter_message(image=picture)
    dispatcher.utter_message(text=texts[-1], buttons=[button.as_rasa() for button in reply.buttons])
    dispatcher.utter_message(json_message=reply.envelope())


def conversation_language(tracker: Tracker) -> Language:
    """Return the language to answer in: of this message if clear, else of the conversation, else the channel's hint."""
    message = tracker.latest_message
    hint = (message.get("metadata") or {}).get("language")
    candidates = (message.get("language"), tracker.get_slot("language"), hint)
    return next((found for found in map(as_language, candidates) if found), DEFAULT_LANGUAGE)


def read_turn(tracker: Tracker, language: Language) -> Turn:
    """Collect what the pipeline found out about the latest message."""
    message = tracker.latest_message
    details = message.get("understanding") or {}
    intent = (message.get("intent") or {}).get("name") or ""
    return Turn(
        text=message.get("text") or "",
        language=language,
        intent=intent,
        ranking=[(entry["name"], entry["confidence"]) for entry in message.get("intent_ranking") or []],
        question=details.get("question") or "",
        second_topic=details.get("second_topic"),
        second_question=details.get("second_question"),
        pressed=next(tracker.get_latest_entity_values("answer"), None) if intent == COACH_INTENT else None,
    )
