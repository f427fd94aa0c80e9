"""Everything people say around their questions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import AllSlotsReset, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import KnowledgeAction
from bot.dialogue.answers import CERTAIN
from bot.dialogue.assistant import Assistant, Turn
from bot.dialogue.coaching import SLOT as COACH_SLOT
from bot.dialogue.reply import Reply
from bot.languages import Language
from bot.reading.language_identification import requested_language
from bot.red_flags.parsed_message import SLOT

# Intents answered with a fixed text: the text's key, and whether the main topics are offered.
_FIXED_TEXTS = {
    "goodbye": ("goodbye", False),
    "thanks": ("thanks", False),
    "bot_challenge": ("bot_challenge", True),
    "help": ("help", True),
    "abuse": ("abuse", True),
    "deny": ("no_then", False),
}


class ActionFixedReply(KnowledgeAction):
    """Says a fixed text."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_fixed_reply"

    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """See the class."""
        key, starters = _FIXED_TEXTS[turn.intent]
        return assistant.talk(key, turn.intent, turn.language, starters=starters)


class ActionGreet(KnowledgeAction):
    """Introduces the bot once, then only greets."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_greet"

    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """See the class."""
        key = "greeting_again" if tracker.get_slot("introduced") else "greeting"
        reply = assistant.talk(key, "greet", turn.language, starters=True)
        return replace(reply, remember={"introduced": True})


class ActionAcknowledgeSymptom(KnowledgeAction):
    """Listens to somebody who tells of ordinary back pain, or that there are no warning signs."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_acknowledge_symptom"

    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """See the class."""
        if turn.intent == "symptom_denied":
            return assistant.talk("symptom_denied", "symptom_statement", turn.language, kind="question", starters=True)
        return assistant.answer_if_known(turn, CERTAIN) or assistant.symptom(turn.language)


class ActionOutOfScope(KnowledgeAction):
    """Says kindly that this is not ours, and what is."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_out_of_scope"

    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """See the class."""
        known = assistant.answer_if_known(turn, CERTAIN)
        return known or assistant.talk("out_of_scope", "oos", turn.language, kind="out_of_scope", starters=True)


class ActionSwitchLanguage(KnowledgeAction):
    """Goes on in the language asked for, or in the other one when none is named."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_switch_language"

    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """See the class."""
        before = tracker.get_slot("language") or turn.language
        other: Language = "de" if before == "en" else "en"
        wanted = requested_language(turn.text) or other
        return assistant.talk("language_switched", "language_switch", wanted, kind="system")


class ActionStartOver(KnowledgeAction):
    """Forgets the thread of the conversation; the language stays."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_start_over"

    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """See the class."""
        return assistant.talk("restarted", "restart", turn.language, kind="system", starters=True)

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[Dict[str, Any]]:
        """Reset everything that is remembered; the reply still reminds of an emergency that stood."""
        events = super().run(dispatcher, tracker, domain)
        return [AllSlotsReset(), *events, *(SlotSet(name, None) for name in (SLOT, COACH_SLOT, "last_exercise"))]


class ActionDeleteData(ActionStartOver):
    """Deletes the conversation; the store drops it at the end of the turn."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_delete_data"

    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """See the class."""
        return assistant.talk("deleted", "delete_data", turn.language, kind="system")

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[Dict[str, Any]]:
        """Ask the conversation store to forget."""
        return [*super().run(dispatcher, tracker, domain), SlotSet("forget_conversation", True)]
