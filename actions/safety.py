"""What happens when somebody reports a warning sign or thoughts of suicide."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.base import SpeakingAction
from bot.conversation.assistant import Assistant, Turn
from bot.conversation.escalation import crisis, escalate
from bot.conversation.reply import Reply
from bot.understanding.decide import REPORT_PREFIX


class ActionEscalate(SpeakingAction):
    """Sends the person to a doctor."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_escalate"

    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """See the class."""
        return escalate(turn.red_flags or [turn.intent.removeprefix(REPORT_PREFIX)], turn.language)


class ActionCrisis(SpeakingAction):
    """Stands by somebody who does not want to live any more."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_crisis"

    def reply(self, assistant: Assistant, turn: Turn, tracker: Tracker) -> Reply:
        """See the class."""
        return crisis(turn.language)
