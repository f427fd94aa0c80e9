"""Answers from the knowledge base."""

from __future__ import annotations

from actions.base import DialogueAction, Outcome
from bot.dialogue.choices import chosen
from bot.dialogue.exercise_suggestions import ExerciseSuggester
from bot.dialogue.message_facts import wish_in
from bot.dialogue.plans import Clarification, ExerciseCard, FixedText, Plan
from bot.dialogue.reactions import reaction_to
from bot.dialogue.routing import FOLLOW_UP_ACTION, follow_up_plan, question_in_disguise
from bot.dialogue.state import ConversationState
from bot.dialogue.turn import Turn
from bot.rasa.services import shared_builder, shared_planner

MAX_OPTIONS = 3
# A topic less likely than this is not offered in a clarification, unless fewer than two are left.
WORTH_OFFERING = 0.08


class _KnowledgeAction(DialogueAction):
    def build(self, plan: Plan, state: ConversationState, turn: Turn) -> Outcome:
        """Build the reply; in pregnancy an exercise is replaced by one that suits."""
        if isinstance(plan, ExerciseCard):
            return ExerciseSuggester(shared_builder()).card(plan, state, turn.language)
        return super().build(plan, state, turn)


class ActionAnswer(_KnowledgeAction):
    """Answers a question on any topic of the knowledge base."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_answer"

    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """See the parent class."""
        planner = shared_planner()
        if not planner.can_plan(turn):
            return FixedText("not_understood", None, kind="fallback", starters=True)
        return _not_the_same_card(planner.plan(turn, state.last, state.groups), turn, state)


class ActionFollowUp(_KnowledgeAction):
    """Answers a message that only makes sense after the last answer, be it a question or a reaction to it."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return FOLLOW_UP_ACTION

    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """See the parent class."""
        planner = shared_planner()
        choice = chosen(turn, state)
        if choice:
            return planner.offered(choice)
        found = reaction_to(turn, state) or follow_up_plan(turn, state, planner)
        found = found or question_in_disguise(turn, state, planner)
        return _not_the_same_card(found or planner.plan(turn, state.last, state.groups), turn, state)


def _not_the_same_card(plan: Plan, turn: Turn, state: ConversationState) -> Plan:
    """Answer a question about the exercise shown last ("all right with a hernia?") instead of showing it again."""
    shown = isinstance(plan, ExerciseCard) and plan.exercise == state.last.exercise
    if not shown or turn.is_button or "?" not in turn.text or wish_in(turn, state) == "how_to":
        return plan
    beside = shared_planner().beside_exercise(turn, state.last, state.groups)
    return beside or FixedText("exercise_for_you", state.last.topic, kind="system")


class ActionMore(DialogueAction):
    """Continues the last answer."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_more"

    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """See the parent class."""
        if not state.last.topic:
            return FixedText("more_of_what", "more", kind="question", starters=True)
        more = shared_planner().more(state.last.topic, state.last.shown)
        return more or FixedText("nothing_more", state.last.topic, kind="system", starters=True)


class ActionNothingAsked(DialogueAction):
    """Answers a "yes" where nothing was offered; a "yes" to exercises opens the exercise form instead."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_nothing_asked"

    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """See the parent class."""
        return FixedText("yes_to_what", "affirm", kind="question", starters=True)


class ActionClarify(DialogueAction):
    """Asks which topic is meant and offers the two or three likeliest, best first."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return "action_clarify"

    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """See the parent class."""
        known = [(topic, chance) for topic, chance in turn.ranking if shared_planner().knows(topic)]
        options = [topic for topic, chance in known if chance >= WORTH_OFFERING]
        if not options:
            return FixedText("not_understood", None, kind="fallback", starters=True)
        return Clarification(tuple(options[:MAX_OPTIONS]))
