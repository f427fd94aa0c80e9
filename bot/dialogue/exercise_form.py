"""The exercise form: what opens it, what answers its questions, how it asks. Pure functions of the state.

Rasa runs the form (`domain.yml`, `data/stories/exercises.yml`); `actions/exercise_form.py` calls these functions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional, Sequence

from bot.dialogue.exercise_cards import wish_button
from bot.dialogue.plans import ExerciseRequest, Statements
from bot.dialogue.profile import EQUIPMENT, Profile, pain_from_score, update_profile
from bot.dialogue.reply import Reply
from bot.dialogue.reply_builder import ReplyBuilder
from bot.dialogue.safety_wording import screening_question, which_question
from bot.dialogue.state import ConversationState, FormQuestion
from bot.dialogue.suitability import suited
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import EXERCISE_TOPICS, Statement
from bot.languages import Language
from bot.reading.person_facts import PersonFacts
from bot.red_flags.triage import SCREENING, WHICH_CATEGORY, AlarmState, TriageDecision

PREFERENCES = frozenset(
    {
        "not_prone",
        "not_supine",
        "not_kneeling",
        "not_floor",
        "standing",
        "office",
        "no_equipment",
        "beginner",
        "fit",
        *EQUIPMENT,
    }
)
# What changes which exercises suit.
PROFILE = frozenset(
    {"pregnant", "disc", "fracture", "inflammation", "cleared", "pain_strong", "pain_mild", "pain_none"}
)
# Decisions on answers to the screening that raise no alarm: the form continues.
SCREENING_DECISIONS = frozenset({"passed", "screen", "which"})
_BUTTONS = {
    "condition": ("pregnant", "known_condition", "none", "skip"),
    "condition_over_65": ("known_condition", "none", "skip"),
    "which_condition": ("pregnant", "known_condition", "skip"),
    "pain": ("strong", "mild", "no_pain", "skip"),
}


def with_facts(state: ConversationState, facts: PersonFacts) -> ConversationState:
    """Return the state with the facts of a message added to the profile of the person they are about."""
    if facts.about and facts.about != state.about:
        state = replace(state, about=facts.about, profile=state.other_profile, other_profile=state.profile)
    return replace(state, profile=update_profile(state.profile, facts))


def begin_on_request(state: ConversationState, facts: PersonFacts, request: ExerciseRequest) -> ConversationState:
    """Return the state in which the form begins after a request for exercises."""
    state = with_facts(state, facts)
    if request.topic == EXERCISE_TOPICS["pregnancy"] and "after_birth" not in state.profile.groups:
        state = replace(state, profile=replace(state.profile, pregnant=True))
    intro = request.intro.statements if request.intro else ()
    return replace(state, coach=replace(state.coach, intro_statements=intro, wanted=request.exercise))


def begin_after_change(
    state: ConversationState, facts: PersonFacts, office_advice: Sequence[Statement]
) -> ConversationState:
    """Return the state in which the form begins again after the person said what they can or want to do."""
    state = with_facts(state, facts)
    if "office" in facts.said and not state.next_question():
        return replace(state, coach=replace(state.coach, intro_statements=tuple(entry.id for entry in office_advice)))
    return replace(state, coach=replace(state.coach, intro_text="coaching.changed"))


def begin_after_pain(state: ConversationState) -> ConversationState:
    """Return the state in which the form begins after an exercise has hurt: stop, and repeat the screening."""
    alarm = replace(state.alarm, question=None, doubting=False, screened=False, denied=())
    coach = replace(state.coach, intro_text="coaching.stop", variant="after_pain")
    return replace(state, alarm=alarm, coach=coach, profile=replace(state.profile, pain="mild"))


def after_screening(state: ConversationState, facts: PersonFacts, decision: TriageDecision) -> ConversationState:
    """Return the state after an answer to the screening that raised no alarm."""
    state = replace(state, alarm=decision.alarm)
    if decision.kind == "passed":
        # A partial answer ("not pregnant, no fever") does not stand for the question about the spine: it is not kept.
        return replace(with_facts(state, facts), coach=replace(state.coach, intro_text="safety.passed"))
    variant = "rest" if decision.kind == "screen" else "which"
    return replace(state, coach=replace(state.coach, variant=variant, reminded=False))


def answered(state: ConversationState, facts: PersonFacts) -> Optional[ConversationState]:
    """Return the state after an answer to the form's question about the person; None when the message is no answer."""
    question = state.form_question
    said, before = facts.said, state.profile
    profile = with_facts(state, facts).profile
    if "again" in said:
        known = replace(before, pregnant=None, week=None, condition=None, pain=None)
        return replace(state, profile=known, coach=replace(state.coach, asked=(), reminded=False))
    if "show_now" in said:
        return _closed(state, profile, asked_all=True)
    if question == "condition":
        if "yes" in said and not said & {*PROFILE, "none"}:
            return replace(state, coach=replace(state.coach, variant="which_condition"))
        profile = _condition_answered(profile, facts)
        known_now = profile.pregnant is not None or profile.knows_spine
    elif (profile.pregnant, profile.condition) != (before.pregnant, before.condition):
        known_now = True
    else:
        profile = _pain_answered(profile, before, facts)
        known_now = profile.pain is not None
    return _closed(state, profile) if known_now or "skip" in said else None


def _condition_answered(profile: Profile, facts: PersonFacts) -> Profile:
    if "none" in facts.said and not facts.said & PROFILE:
        return replace(profile, pregnant=False, condition=False)
    return profile


def _pain_answered(profile: Profile, before: Profile, facts: PersonFacts) -> Profile:
    if facts.score is not None and profile.pain == before.pain:
        return replace(profile, pain=pain_from_score(facts.score))
    return replace(profile, pain="none") if "none" in facts.said and profile.pain is None else profile


def _closed(state: ConversationState, profile: Profile, asked_all: bool = False) -> ConversationState:
    asked = ("condition", "pain") if asked_all else state.coach.asked
    coach = replace(state.coach, asked=asked, reminded=False)
    return replace(state, profile=profile, coach=coach, form_question=None)


def ask(state: ConversationState, question: FormQuestion, builder: ReplyBuilder, language: Language) -> Reply:
    """Return the form's next question, after its introduction."""
    intro = introduction(state, builder, language)
    if question == "red_flags_checked":
        return _ask_screening(state, intro, language)
    key = state.coach.variant or _wording_of(question, state)
    text = say(f"coaching.{key}", language)
    texts = [*intro.texts, text]
    if state.coach.intro_text == "coaching.changed":
        texts = [f"{intro.texts[0]} {text}"]
    buttons = [wish_button(name, language) for name in _BUTTONS[key]]
    return replace(intro, kind="question", topic=EXERCISE_TOPICS["general"], texts=texts, buttons=buttons)


def _ask_screening(state: ConversationState, intro: Reply, language: Language) -> Reply:
    if state.coach.variant == "which":
        question = which_question(language)
    else:
        question = screening_question(_without_pregnancy(state), state.coach.variant, exercise_topic(state), language)
    return replace(question, texts=[*intro.texts, *question.texts], sources=intro.sources)


def _without_pregnancy(state: ConversationState) -> AlarmState:
    """Return the alarm state in which only people known to be pregnant are asked about signs of pregnancy."""
    if state.profile.pregnant:
        return state.alarm
    return replace(state.alarm, denied=tuple({*state.alarm.denied, "pregnant"}))


def introduction(state: ConversationState, builder: ReplyBuilder, language: Language) -> Reply:
    """Return what the form says before its question or list: an answer or a fixed text."""
    if state.coach.intro_statements:
        topic = builder.base.statements[state.coach.intro_statements[0]].topic
        plan = Statements(topic, state.coach.intro_statements)
        return replace(builder.build(suited(plan, state.groups, state.said, builder.base), language), pictures=[])
    texts = [say(state.coach.intro_text, language)] if state.coach.intro_text else []
    return Reply("question", EXERCISE_TOPICS["general"], language, texts)


def after_asking(state: ConversationState, question: FormQuestion) -> ConversationState:
    """Return the state after a question of the form has been asked."""
    state = replace(state, form_question=question)
    coach = state.coach.after_speaking()
    if question == "red_flags_checked":
        asking = WHICH_CATEGORY if state.coach.variant == "which" else SCREENING
        return replace(state, alarm=replace(_without_pregnancy(state), question=asking, doubting=False), coach=coach)
    asked = coach.asked if question in coach.asked else (*coach.asked, question)
    return replace(state, coach=replace(coach, asked=asked, reminded=False))


def reminder(reply: Reply, question: FormQuestion, state: ConversationState) -> Reply:
    """Repeat the open question, that on red flags in short, after the answer to another question."""
    if question == "red_flags_checked":
        asked = _ask_screening(state, reply, reply.language)
        return replace(
            reply, texts=[*reply.texts, say("safety.back_to_screening", reply.language)], buttons=asked.buttons
        )
    key = _wording_of(question, state)
    text = say("coaching.back_to_question", reply.language, question=say(f"coaching.{key}", reply.language))
    buttons = [wish_button(name, reply.language) for name in _BUTTONS[key]]
    return replace(reply, texts=[*reply.texts, text], buttons=buttons)


def _wording_of(question: FormQuestion, state: ConversationState) -> str:
    """Return the key of a question's text: old people are not asked whether they are pregnant."""
    return "condition_over_65" if question == "condition" and "over_65" in state.profile.groups else question


def exercise_topic(state: ConversationState) -> str:
    """Return the topic of the exercises that suit: those for pregnancy, or the general ones."""
    return EXERCISE_TOPICS["pregnancy" if state.profile.pregnant else "general"]
