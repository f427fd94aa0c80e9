"""What all actions share: read the turn and the state, reply, keep the state, fail safely."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, Dict, List, Optional, Tuple

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.exercise_form import reminder, with_facts
from bot.dialogue.feelings import with_feeling
from bot.dialogue.informal_german import is_informal, with_du
from bot.dialogue.message_facts import facts_of
from bot.dialogue.person_wording import with_note_on_other
from bot.dialogue.plans import Plan
from bot.dialogue.repetition import fingerprint_of, with_repetition_note
from bot.dialogue.reply import Reply
from bot.dialogue.safety_check import is_about_exercise, must_wait, with_notes, with_open_question
from bot.dialogue.safety_wording import remind, still_open, with_local_numbers
from bot.dialogue.state import FORM, REQUESTED_SLOT, ConversationState, LastAnswer
from bot.dialogue.suitability import suited
from bot.dialogue.turn import ASK, ASK_FOR_EXERCISES, UNCLEAR_TOPIC, Turn, choose_language, read_turn
from bot.dialogue.wording import say
from bot.languages import Language
from bot.logs import without_message
from bot.rasa.services import shared_builder, shared_knowledge_base, shared_planner
from bot.red_flags.parsed_message import remembering

logger = logging.getLogger(__name__)

Outcome = Tuple[Reply, ConversationState]
Events = List[Dict[str, Any]]


class SpeakingAction(Action, ABC):
    """An action that answers with one reply."""

    @abstractmethod
    def reply_to(self, turn: Turn, state: ConversationState, tracker: Tracker) -> Outcome:
        """Return the reply to this turn and the state after it."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> Events:
        """Send the reply and keep the state; an error also leads to a reply."""
        language = conversation_language(tracker)
        try:
            state = read_state(tracker)
            turn = read_turn(tracker.latest_message, language)
            state = replace(state, alarm=remembering(state.alarm, tracker.latest_message))
            state = replace(state, informal=is_informal(turn, state))
            reply, after = self.reply_to(turn, state, tracker)
            reply, after = with_note_on_other(reply, after)
            reply, after = with_feeling(reply, turn, after)
        except Exception as error:
            # The person's words must not reach the log, only what failed and where.
            logger.error("%s failed with %s", self.name(), type(error).__name__, exc_info=without_message(error))
            speak(dispatcher, Reply("system", None, language, [say("trouble", language)]))
            return [SlotSet("language", language)]
        fingerprint = fingerprint_of(reply)
        if fingerprint == state.fingerprint:
            reply = with_repetition_note(reply)
        reply = replace(reply, about=after.about)
        if after.informal and reply.language == "de":
            reply = with_du(reply)
        reply = with_local_numbers(reply, after.profile.all_groups)
        shortened = bool((tracker.latest_message.get("metadata") or {}).get("shortened"))
        speak(dispatcher, reply, first=say("too_long", reply.language) if shortened else None)
        remembered = replace(
            after,
            language=reply.language,
            fingerprint=fingerprint,
            offer=reply.offer,
            last=_last(reply, turn, after),
            said=tuple(dict.fromkeys([*after.said, *reply.answer_ids])),
        )
        return [*slot_events(remembered), *_closing_form(tracker, remembered)]


class DialogueAction(SpeakingAction, ABC):
    """An action outside safety: safety checks its plan before a reply is built from it."""

    @abstractmethod
    def plan(self, turn: Turn, state: ConversationState) -> Plan:
        """Return the plan of the reply."""

    def reply_to(self, turn: Turn, state: ConversationState, tracker: Tracker) -> Outcome:
        """See the parent class."""
        plan = self.plan(turn, state)
        if must_wait(plan, state.alarm, shared_knowledge_base()):
            return reminded_of_alarm(state, turn)
        state = with_facts(state, facts_of(turn, state))
        plan = suited(plan, state.groups, state.said, shared_knowledge_base())
        reply, after = self.build(plan, state, turn)
        return checked(reply, after)

    def build(self, plan: Plan, state: ConversationState, turn: Turn) -> Outcome:
        """Return the reply to a plan that safety has passed."""
        return shared_builder().build(plan, turn.language), state


def reminded_of_alarm(state: ConversationState, turn: Turn) -> Outcome:
    """Return the reminder that exercises and reassurance wait while an alarm persists or a question is open."""
    state = replace(state, form_question=None)
    if not state.alarm.is_alarmed:
        return still_open(state.alarm, turn.language), state
    reply = remind(state.alarm, turn.language, on_exercise=asks_about_exercise(turn))
    return reply, replace(state, alarm=state.alarm.without_question())


def asks_about_exercise(turn: Turn) -> bool:
    """Whether a message asks for exercises, or something about exercise or sport."""
    if turn.is_button or turn.intent not in (ASK, UNCLEAR_TOPIC):
        return turn.intent == ASK_FOR_EXERCISES
    best = shared_planner().ranked(turn)[0]
    base = shared_knowledge_base()
    return is_about_exercise(base.topics[base.topic_of(best.kind, best.target)])


def checked(reply: Reply, state: ConversationState) -> Outcome:
    """Return a reply with safety's notes and the open question, that of safety or that of the form."""
    reply = with_notes(reply, state.alarm)
    waits = reply.kind == "answer" and not (state.alarm.has_open_question or state.knows_answer)
    if waits and state.form_question and not state.coach.reminded:
        reminded = replace(state, coach=replace(state.coach, reminded=True))
        return reminder(reply, state.form_question, state), reminded
    reply, alarm = with_open_question(reply, state.alarm)
    state = replace(state, alarm=alarm)
    if alarm.question or state.form_question == "red_flags_checked" or state.knows_answer:
        return reply, replace(state, form_question=None)
    return reply, state


def _last(reply: Reply, turn: Turn, state: ConversationState) -> LastAnswer:
    """Return the last answer; a question that got none is remembered with the answer before it ("no, I mean ...")."""
    if reply.last:
        return replace(reply.last, question=_asked(turn, state))
    if reply.kind in ("clarification", "fallback"):
        return replace(state.last, question=_asked(turn, state) or state.last.question, offered=reply.offered)
    return replace(state.last, offered=())


def _asked(turn: Turn, state: ConversationState) -> str:
    """Return what was asked: of a short follow-up ("and how often?") the question before it."""
    if turn.goes_on and state.last.question:
        return state.last.question
    return "" if turn.is_button else turn.question or turn.text


def speak(dispatcher: CollectingDispatcher, reply: Reply, first: Optional[str] = None) -> None:
    """Send the texts, the pictures before the last of them, its buttons, and the envelope at the end."""
    *before, last = [first, *reply.texts] if first else reply.texts
    for text in before:
        dispatcher.utter_message(text=text)
    for picture in reply.pictures:
        dispatcher.utter_message(image=picture)
    dispatcher.utter_message(text=last, buttons=[button.as_rasa() for button in reply.buttons])
    dispatcher.utter_message(json_message=reply.envelope())


def conversation_language(tracker: Tracker) -> Language:
    """Return the language to answer in: the message's if clear, else the conversation's, else the channel's hint."""
    message = tracker.latest_message
    hint = (message.get("metadata") or {}).get("language")
    return choose_language((message.get("language"), tracker.get_slot("language"), hint))


def read_state(tracker: Tracker) -> ConversationState:
    """Return the conversation's state.

    Raises:
        KeyError, TypeError: it is damaged.
    """
    return ConversationState.from_slots(tracker.current_slot_values(), tracker.active_loop.get("name"))


def has_spoken(tracker: Tracker) -> bool:
    """Whether the bot has answered the latest message already."""
    for event in reversed(tracker.events):
        if event.get("event") in ("bot", "user"):
            return bool(event["event"] == "bot")
    return False


def slot_events(state: ConversationState) -> Events:
    """Return the events that set the state's slots."""
    return [SlotSet(name, value) for name, value in state.as_slots().items()]


def _closing_form(tracker: Tracker, state: ConversationState) -> Events:
    if tracker.active_loop.get("name") == FORM and state.form_question is None:
        return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
    return []
