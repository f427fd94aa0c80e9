"""The actions of the exercise form: validate an answer, ask for a slot, suggest. The logic is in `bot.dialogue`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Dict, Optional, cast

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, Outcome, SpeakingAction, conversation_language, has_spoken, read_state, slot_events
from bot.dialogue.exercise_form import SCREENING_DECISIONS, after_asking, after_screening, answered, ask
from bot.dialogue.exercise_suggestions import ExerciseSuggester
from bot.dialogue.message_facts import answers_form, facts_of
from bot.dialogue.routing import SUGGEST_ACTION, WISH_ACTION, begin_form, is_other_topic, wish_of
from bot.dialogue.safety_check import with_notes
from bot.dialogue.state import FORM, ConversationState, FormQuestion
from bot.dialogue.turn import Turn, read_turn
from bot.rasa.services import shared_builder, shared_planner
from bot.red_flags.parsed_message import decision_for


class ValidateExerciseForm(Action):
    """Fills the form's slots from a message; fills none when it is no answer, so that Rasa asks the other policies."""

    def name(self) -> str:
        """Return the name by which Rasa finds it."""
        return f"validate_{FORM}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> Events:
        """Return the slots after the message; none when it is no answer."""
        if has_spoken(tracker):
            # Another action has already answered; the form only resumes.
            return []
        turn = read_turn(tracker.latest_message, conversation_language(tracker))
        state = state_after(turn, read_state(tracker), tracker)
        return slot_events(state) if state else []


def state_after(turn: Turn, state: ConversationState, tracker: Tracker) -> Optional[ConversationState]:
    """Return the state after a message to the form; None when it neither answers nor asks for exercises."""
    facts = facts_of(turn, state)
    decision = decision_for(tracker.latest_message, state.alarm, state.profile.pregnant, state.profile.days)
    if decision and decision.kind in SCREENING_DECISIONS:
        return after_screening(state, facts, decision)
    planner = shared_planner()
    is_answer = answers_form(turn, state) or not is_other_topic(turn, planner)
    if state.form_question in ("condition", "pain") and is_answer:
        after = answered(state, facts)
        if after:
            return after
    return begin_form(turn, state, facts, planner)


class _AskingAction(SpeakingAction, ABC):
    """Asks for one slot of the form; silent when another action has answered in this turn and repeated the question."""

    @property
    @abstractmethod
    def question(self) -> FormQuestion:
        """The slot to ask for."""

    def name(self) -> str:
        """Return the name by which Rasa finds it."""
        return f"action_ask_{FORM}_{self.question}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> Events:
        """See the parent class."""
        return [] if has_spoken(tracker) else super().run(dispatcher, tracker, domain)

    def reply_to(self, turn: Turn, state: ConversationState, tracker: Tracker) -> Outcome:
        """See the parent class."""
        reply = ask(state, self.question, shared_builder(), turn.language)
        return with_notes(reply, state.alarm), after_asking(state, self.question)


class ActionAskRedFlags(_AskingAction):
    """Asks about red flags before the first exercises: the screening."""

    question: FormQuestion = "red_flags_checked"


class ActionAskCondition(_AskingAction):
    """Asks about pregnancy and illnesses of the spine."""

    question: FormQuestion = "condition"


class ActionAskPain(_AskingAction):
    """Asks how much it hurts."""

    question: FormQuestion = "pain"


class ActionSuggestExercises(SpeakingAction):
    """Suggests exercises when enough is known."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return SUGGEST_ACTION

    def reply_to(self, turn: Turn, state: ConversationState, tracker: Tracker) -> Outcome:
        """See the parent class."""
        if tracker.latest_action_name != FORM:
            # There was nothing to ask, so the form did not run.
            state = state_after(turn, state, tracker) or state
        reply, after = ExerciseSuggester(shared_builder()).suggest(state, turn.language)
        return with_notes(reply, after.alarm), after


class ActionExerciseWish(SpeakingAction):
    """Answers a wish about the exercises shown last, such as "easier"."""

    def name(self) -> str:
        """Return the name used in rules and stories."""
        return WISH_ACTION

    def reply_to(self, turn: Turn, state: ConversationState, tracker: Tracker) -> Outcome:
        """See the parent class."""
        wish = wish_of(turn, state, facts_of(turn, state), shared_planner())
        suggester = ExerciseSuggester(shared_builder())
        reply, after = suggester.grant(cast(str, wish), state, turn.language)
        return with_notes(reply, after.alarm), after
