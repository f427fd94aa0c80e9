"""What a message says about the person and about exercises: found by phrases, learnt from examples, or a button's."""

from __future__ import annotations

from dataclasses import replace
from typing import Mapping, Optional

from bot.dialogue.profile import EQUIPMENT
from bot.dialogue.state import ConversationState
from bot.dialogue.turn import Turn
from bot.reading.person_facts import PersonFacts, person_fact_extractor
from bot.reading.thresholds import thresholds

# The person fact that a button stands for, as if it had been written.
_PRESSED = {
    "known_condition": "spine",
    "strong": "pain_strong",
    "mild": "pain_mild",
    "no_pain": "pain_none",
}
# The labels of `bot.reading.labels.AboutYou` that answer each question of the exercise form, as person facts.
_ANSWERS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "condition": {
        "none": frozenset({"none"}),
        "pregnant": frozenset({"pregnant"}),
        "spine": frozenset({"spine"}),
        "cleared": frozenset({"spine", "cleared"}),
        "unsure": frozenset({"skip"}),
        "skip": frozenset({"skip"}),
    },
    "pain": {
        "strong": frozenset({"pain_strong"}),
        "mild": frozenset({"pain_mild"}),
        "no_pain": frozenset({"pain_none"}),
        "unsure": frozenset({"skip"}),
        "skip": frozenset({"skip"}),
    },
}
# What phrases find of the spine.
_SPINE = thresholds().spine_conditions.names | {"stenosis", "osteoporosis"}
_PAIN = frozenset({"pain_strong", "pain_mild", "pain_none"})
# What phrases find without doubt, and what is no wish about an exercise then.
_CERTAIN = frozenset({"pregnant", "pain_none", "cleared", "beginner", "fit", *EQUIPMENT})
# Messages of these intents concern the conversation itself.
_ON_CONVERSATION = frozenset({"start_over", "language_switch", "delete_data", "privacy_question"})
_FAREWELL = frozenset({"goodbye", "greet"})
# From this probability a label counts (0 to 1), in a message of at most so many words; of a question and
# after talk of something else, it has to be surer.
_SURE, _SURE_OF_QUESTION, _SURE_LATER = 0.5, 0.75, 0.9
_MANY_WORDS = 30
# Below this probability a label is out of the question, whatever words there are.
_HARDLY = 0.2
_BARE_ANSWERS = {"affirm": "yes", "deny": "none"}


def facts_of(turn: Turn, state: ConversationState) -> PersonFacts:
    """Return what a message or a pressed button says about the person and about exercises.

    Args:
        turn: the message.
        state: the conversation's state; labels count only after an exercise, or while the form's question is open.
    """
    if turn.pressed:
        return PersonFacts(frozenset({_PRESSED.get(turn.pressed, turn.pressed)}))
    if turn.is_button:
        return PersonFacts()
    found = person_fact_extractor(turn.language).extract(turn.text)
    if state.form_question in _ANSWERS and turn.intent not in _ON_CONVERSATION:
        return _with_answer(found, turn, str(state.form_question))
    wish = wish_in(turn, state)
    is_certain = bool((found.said | found.denied) & _CERTAIN) and wish != "hurts"
    return replace(found, said=found.said | {wish}) if wish and not is_certain else found


def wish_in(turn: Turn, state: ConversationState) -> Optional[str]:
    """Return what a message says of the exercises shown last (`bot.reading.labels.AfterExercise`); None if nothing."""
    if turn.is_button or not state.has_seen_exercises:
        return None
    if turn.words > _MANY_WORDS or turn.intent in _ON_CONVERSATION | _FAREWELL:
        return None
    label = _likeliest(turn.after_exercise)
    is_question = turn.text.rstrip().endswith("?")
    least = _SURE_OF_QUESTION if state.talks_of_exercises and is_question else _SURE_LATER
    if (is_question or not state.talks_of_exercises) and turn.after_exercise.get(str(label), 0.0) < least:
        # Something else was talked about since, or is asked.
        return None
    if label == "hurts" and not state.last.exercise:
        # Nothing has been done yet: it is the back that hurts.
        return None
    return label if label != "other" else None


def answers_form(turn: Turn, state: ConversationState) -> bool:
    """Whether a message answers the form's question, whatever topic it may be about ("yes, a slipped disc in 2021")."""
    if turn.is_button or state.form_question not in _ANSWERS or turn.text.rstrip().endswith("?"):
        return False
    answers = {label: turn.about_you.get(label, 0.0) for label in (*_ANSWERS[str(state.form_question)], "other")}
    return max(answers, key=lambda label: answers[label]) != "other" and max(answers.values()) >= _SURE


def _with_answer(found: PersonFacts, turn: Turn, question: str) -> PersonFacts:
    """Add the answer to the form's question; a number, or what the phrases say of the spine, is more exact."""
    possible = {label: turn.about_you.get(label, 0.0) for label in (*_ANSWERS[question], "other")}
    total = sum(possible.values()) or 1.0
    label = _likeliest({label: chance / total for label, chance in possible.items()})
    learnt = _ANSWERS[question].get(label or "", frozenset())
    said = found.said | ({_BARE_ANSWERS[turn.intent]} if turn.intent in _BARE_ANSWERS else frozenset())
    if said & _SPINE:
        learnt -= {"spine"}
    if "none" in learnt and turn.about_you.get("pregnant", 0.0) < _HARDLY:
        # "Pregnant, at 58? I wish."
        said -= {"pregnant"}
    if learnt & _PAIN:
        learnt = frozenset() if found.score is not None or found.rated is not None else learnt
        said = said - _PAIN if learnt else said
    return replace(found, said=said | learnt)


def _likeliest(chances: Mapping[str, float]) -> Optional[str]:
    label = max(chances, key=lambda name: chances[name], default=None)
    return label if label is not None and chances[label] >= _SURE else None
