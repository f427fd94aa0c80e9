"""Replies to everything that is not a question: greetings, thanks, complaints of pain, off-topic messages."""

from __future__ import annotations

from dataclasses import replace

from actions.base import DialogueAction, Outcome
from bot.dialogue.person_wording import what_is_known
from bot.dialogue.plans import FixedText, Plan, Statements
from bot.dialogue.question_ranking import question_of
from bot.dialogue.state import ConversationState
from bot.dialogue.turn import Turn
from bot.knowledge.knowledge_base import EXERCISE_TOPICS
from bot.languages import Language
from bot.rasa.services import shared_builder, shared_planner
from bot.reading.language_identification import requested_language

# Intents answered with a fixed text: the text's key, and whether the main topics are offered.
_FIXED_TEXTS = {
    "goodbye": ("goodbye", False),
    "thanks": ("thanks", False),
    "bot_challenge": ("bot_challenge", True),
    "help": ("help", True),
    "abuse": ("abuse", True),
    "deny": ("no_then", False),
}


# A longer message that names no language asks for none; one that denies something may ask besides.
_FEW_WORDS, _MANY_WORDS = 4, 10


class ActionFixedReply(DialogueAction):
    """Replies with a fixed text."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_fixed_reply"

    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """See the parent class."""
        if turn.intent == "privacy_question":
            return FixedText("privacy", "delete_data", kind="system")
        key, starters = _FIXED_TEXTS[turn.intent]
        return FixedText(key, turn.intent, starters=starters)

    def build(self, plan: Plan, state: ConversationState, turn: Turn) -> Outcome:
        """See the parent class; a question about privacy also gets what is known about the person."""
        reply, after = super().build(plan, state, turn)
        if turn.intent == "privacy_question":
            reply = replace(reply, texts=[what_is_known(state, turn.language), *reply.texts])
        return reply, after


class ActionGreet(DialogueAction):
    """Introduces the bot once, then only greets."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_greet"

    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """See the parent class."""
        return FixedText("greeting_again" if state.introduced else "greeting", "greet", starters=True)

    def build(self, plan: Plan, state: ConversationState, turn: Turn) -> Outcome:
        """See the parent class."""
        reply, after = super().build(plan, state, turn)
        return reply, replace(after, introduced=True)


class ActionAcknowledgeSymptom(DialogueAction):
    """Acknowledges ordinary back pain, or the statement that there are no red flags."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_acknowledge_symptom"

    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """See the parent class."""
        planner = shared_planner()
        if turn.intent == "symptom_denied" and not turn.denies:
            # "I have done that for years, it is no use" only sounds like it.
            answer = planner.answer_to(turn.text, planner.thresholds.fits_exactly, state.groups)
            return answer or FixedText("not_understood", None, kind="fallback", starters=True)
        if turn.intent == "symptom_denied" and turn.words > _MANY_WORDS:
            # "None of that, I only wanted to know whether most people need surgery."
            asked = planner.answer(question_of(turn, state.last, state.groups), state.last.cited)
            if isinstance(asked, Statements):
                return asked
        if turn.intent == "symptom_denied":
            return FixedText("symptom_denied", "symptom_statement", kind="question", starters=True, reassures=True)
        offer = EXERCISE_TOPICS["general"]
        return FixedText("symptom_statement", "symptom_statement", kind="question", offer=offer, reassures=True)


class ActionOutOfScope(DialogueAction):
    """Says kindly that this is out of scope, and what is in scope."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_out_of_scope"

    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """See the parent class."""
        return FixedText("out_of_scope", "oos", kind="out_of_scope", starters=True)


class ActionSwitchLanguage(DialogueAction):
    """Switches to the language asked for, or to the other one when none is named."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_switch_language"

    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """See the parent class."""
        if requested_language(turn.text) is None and turn.words > _FEW_WORDS:
            return FixedText("not_understood", None, kind="fallback", starters=True)
        return FixedText("language_switched", "language_switch", kind="system")

    def build(self, plan: Plan, state: ConversationState, turn: Turn) -> Outcome:
        """See the parent class."""
        if plan.topic is None:
            return super().build(plan, state, turn)
        before = state.language or turn.language
        other: Language = "de" if before == "en" else "en"
        return shared_builder().build(plan, requested_language(turn.text) or other), state
