"""Answers from the knowledge base."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.base import KnowledgeAction
from bot.dialogue.assistant import Assistant, Turn
from bot.dialogue.reply import Reply

# Asking back costs less than a wrong answer, but a person who asked clearly should not be asked again.
FITS_UNCLEAR = 0.2


class ActionAnswer(KnowledgeAction):
    """Answers a question on any topic of the knowledge base."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_answer"

    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """See the class."""
        exercise = next(tracker.get_latest_entity_values("exercise"), None)
        if exercise in assistant.base.exercises:
            return assistant.answers.exercise(str(exercise), turn.language)
        return assistant.answer(turn, tracker.get_slot("last_sources") or [])


class ActionMore(KnowledgeAction):
    """Continues the last answer."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_more"

    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """See the class."""
        return assistant.more(tracker.get_slot("last_topic"), tracker.get_slot("shown") or [], turn.language)


class ActionAcceptOffer(KnowledgeAction):
    """Takes a "yes" as the answer to what the bot offered last."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_accept_offer"

    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """See the class."""
        offer = tracker.get_slot("offer")
        if assistant.knows(offer):
            return assistant.answers.answer_topic(str(offer), turn.language)
        return assistant.yes_to_what(turn.language)


class ActionClarify(KnowledgeAction):
    """Asks which topic is meant."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_clarify"

    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """See the class."""
        return assistant.answer_if_known(turn, FITS_UNCLEAR) or assistant.clarify(turn)
