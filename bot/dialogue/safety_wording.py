"""Puts triage decisions into words; the medical texts are data in `bot/red_flags/`."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, Optional, Sequence

from bot.dialogue.reply import Button, Reply
from bot.dialogue.turn import ASK, ASK_FOR_EXERCISES, TOPIC_ENTITY
from bot.dialogue.wording import say
from bot.languages import Language
from bot.red_flags.categories import UNSPECIFIED, red_flag_categories
from bot.red_flags.open_questions import categories_asked_about
from bot.red_flags.parsed_message import ANSWER_ENTITY, ANSWER_INTENT
from bot.red_flags.questions import questions
from bot.red_flags.scores import CRISIS
from bot.red_flags.triage import AlarmState, TriageDecision
from bot.red_flags.urgency import URGENCIES
from bot.red_flags.user_responses import (
    AGREES,
    CALLED,
    DENIES,
    DOCTOR_SEEN,
    NONE_OF_THESE,
    NOT_MEANT,
    SOMETHING,
    UNSURE,
)

# The advice names the numbers of Germany; in these groups of people other ones hold.
_OTHER_COUNTRIES = ("austria", "switzerland", "abroad")
# The entries of `local_numbers` in `texts/escalation.yml`.
LOCAL_NUMBERS = ("emergency", "emergency_now", "on_call", "on_call_there", "same_day", "at_night")


def word_decision(decision: TriageDecision, language: Language) -> Reply:
    """Put a decision into words; the exercise form itself replies to the answers to the screening.

    Args:
        decision: what triage decided.
        language: the language to answer in.
    """
    if decision.kind == "escalate":
        return _escalation(decision, language)
    if decision.kind == "taken_back" and decision.alarm.is_alarmed:
        return _what_stands(decision.alarm, language)
    if decision.kind == "ask":
        return _question(decision.alarm, language)
    if decision.kind == "called":
        key = "safety.called_soon" if decision.alarm.urgency == "soon" else "safety.called"
        key = "safety.called_crisis" if CRISIS in decision.alarm.flags else key
        return _advising(decision.alarm, language, [say(key, language)], (DOCTOR_SEEN, NOT_MEANT))
    if decision.kind == "failed":
        return Reply("system", None, language, [say("trouble", language)])
    if decision.kind in ("cleared", "taken_back") and CRISIS in decision.categories:
        reply = _system("cleared_crisis", language)
        return replace(reply, texts=[f"{reply.texts[0]} {say('safety.help_now', language)}"])
    return _system(decision.kind, language)


def _escalation(decision: TriageDecision, language: Language) -> Reply:
    """Send the person to a doctor; the most serious red flag that is not taken back decides how soon."""
    alarm = decision.alarm
    top = alarm.red_flags[0]
    new = [category for category in decision.categories if alarm.flags.get(category) == alarm.urgency]
    top = CRISIS if CRISIS in alarm.flags else (new or [top])[0]
    texts = [_advice(top, alarm, language)]
    named = [category for category in decision.categories if category in alarm.flags]
    others = [category for category in named if category not in (top, CRISIS, UNSPECIFIED)]
    if others and top != CRISIS:
        labels = "; ".join(getattr(red_flag_categories().categories[category].label, language) for category in others)
        texts.append(say("escalation.also", language, labels=labels))
    buttons = (CALLED, NOT_MEANT)
    reply = _advising(alarm, language, ["\n\n".join(texts)], buttons)
    return replace(reply, topic=CRISIS if top == CRISIS else None)


def _what_stands(alarm: AlarmState, language: Language) -> Reply:
    """Take one thing back, and say in short what remains; it was explained when it was reported."""
    top = CRISIS if CRISIS in alarm.flags else alarm.red_flags[0]
    if top == CRISIS:
        return remind(alarm, language)
    texts = red_flag_categories()
    label = getattr(texts.categories[top].label, language)
    text = say("safety.stands", language, label=label, advice=texts.advice_on(top, alarm.flags[top])[language])
    return _advising(alarm, language, [text], (CALLED, DOCTOR_SEEN, NOT_MEANT))


def _advice(category: str, alarm: AlarmState, language: Language) -> str:
    texts = red_flag_categories()
    if category == CRISIS:
        return str(getattr(texts.crisis_text, language))
    entry = texts.categories[category]
    return say(
        "escalation.parts_soon" if alarm.flags[category] == "soon" else "escalation.parts",
        language,
        advice=texts.advice_on(category, alarm.flags[category])[language],
        why=getattr(entry.why, language),
        tell=getattr(entry.tell, language),
        avoid=getattr(entry.avoid, language),
    )


def with_local_numbers(reply: Reply, groups: Sequence[str]) -> Reply:
    """Return the reply with the numbers of the person's country in place of those of Germany."""
    country = next((group for group in groups if group in _OTHER_COUNTRIES), None)
    if country is None:
        return reply
    return replace(reply, texts=[_local(text, country, reply.language) for text in reply.texts])


def _local(text: str, country: str, language: Language) -> str:
    for number in LOCAL_NUMBERS:
        here = say(f"local_numbers.{number}.general", language)
        text = text.replace(here, say(f"local_numbers.{number}.{country}", language))
    return text


def remind(alarm: AlarmState, language: Language, on_exercise: bool = False) -> Reply:
    """Say that exercises and reassurance have to wait until a doctor has looked at what was reported.

    Args:
        alarm: the alarm.
        language: the language to answer in.
        on_exercise: whether the person asked about exercise; the answer to that comes first.
    """
    texts = red_flag_categories()
    top = alarm.red_flags[0]
    if CRISIS in alarm.flags:
        text = f"{say('safety.reminder_crisis', language)} {getattr(texts.crisis_text, language)}"
        return replace(_advising(alarm, language, [text], (CALLED, DOCTOR_SEEN, NOT_MEANT)), topic=CRISIS)
    text = say(
        "safety.reminder_exercise_soon" if on_exercise and alarm.urgency == "soon" else "safety.reminder",
        language,
        label=getattr(texts.categories[top].label, language),
        advice=texts.advice_on(top, alarm.flags[top])[language],
    )
    return _advising(alarm, language, [text], (DOCTOR_SEEN, CALLED, NOT_MEANT))


def _advising(alarm: AlarmState, language: Language, texts: list[str], answers: Sequence[str]) -> Reply:
    """Return a reply that sends the person to a doctor because of the alarm."""
    return Reply(
        kind="escalation",
        topic=None,
        language=language,
        texts=texts,
        buttons=_buttons(answers, language),
        urgency=alarm.urgency,
        red_flags=named_categories(alarm),
    )


def advising(alarm: AlarmState, answer: Reply, first: bool) -> Reply:
    """Return the answer to a question on getting help, as part of the advice to get it.

    Args:
        alarm: the alarm.
        answer: the answer.
        first: whether it is the first such answer; then the number to call is said once more.
    """
    texts = list(answer.texts)
    if alarm.urgency == "emergency" and not alarm.called and first and "112" not in texts[0]:
        texts.append(say("safety.emergency_first", answer.language))
    buttons = _buttons((CALLED, DOCTOR_SEEN, NOT_MEANT), answer.language)
    flags = named_categories(alarm)
    return replace(answer, kind="escalation", texts=texts, buttons=buttons, urgency=alarm.urgency, red_flags=flags)


def part_of_advice(part: Literal["why", "tell"], alarm: AlarmState, language: Language) -> str:
    """Return why a doctor should look at the most serious sign or what to tell there; nothing on suicide."""
    entry = red_flag_categories().categories.get(alarm.red_flags[0])
    return str(getattr(getattr(entry, part), language)) if entry else ""


def named_categories(alarm: AlarmState) -> list[str]:
    """Return the reported categories for the envelope, most serious first."""
    return [category for category in alarm.red_flags if category != UNSPECIFIED]


def still_open(alarm: AlarmState, language: Language) -> Reply:
    """Ask the open question once more; one that is answered by yes or no in other words."""
    question = _question(alarm, language)
    if alarm.question in questions().choices:
        return replace(question, texts=[say("safety.choice_still_open", language, question=question.texts[0])])
    if alarm.question == CRISIS:
        return replace(question, texts=[say("safety.still_open_crisis", language)])
    label = getattr(red_flag_categories().categories[_asked_about(alarm)].label, language)
    return replace(question, texts=[say("safety.still_open", language, label=label)])


def if_it_is_so(alarm: AlarmState, language: Language) -> str:
    """Say what to do if the answer to the open question is yes."""
    if alarm.question == CRISIS:
        return say("safety.if_so_crisis", language, advice=red_flag_categories().crisis_text[language])
    entry = red_flag_categories().categories[_asked_about(alarm)]
    advice = red_flag_categories().advice_on(entry.id, entry.urgency)[language]
    return say("safety.if_so", language, label=getattr(entry.label, language), advice=advice)


def _asked_about(alarm: AlarmState) -> str:
    """Return the category that the open question is about, of several the most urgent one."""
    categories = red_flag_categories().categories
    asked = categories_asked_about(str(alarm.question))
    return min(sorted(asked), key=lambda category: URGENCIES.index(categories[category].urgency))


def _question(alarm: AlarmState, language: Language) -> Reply:
    name = str(alarm.question)
    choice = questions().choices.get(name)
    if choice:
        text = getattr(choice.text, language)
        buttons = [_button(getattr(entry, language), entry.id) for entry in choice.answers]
        buttons.append(_button(say("safety.buttons.unsure", language), UNSURE))
    else:
        text = getattr(red_flag_categories().categories[name].ask, language)
        buttons = _buttons((AGREES, DENIES, UNSURE), language)
    if not choice and name != CRISIS and red_flag_categories().categories[name].urgency == "emergency":
        text = say("safety.if_yes_call", language, question=text)
    if name != CRISIS and (alarm.doubting or not choice):
        text = say("safety.sure" if alarm.doubting else "safety.one_question", language, question=text)
    reply = Reply("screening", None, language, [text], buttons)
    # The report counts until the answer to this second question takes it back.
    return replace(reply, urgency=alarm.urgency, red_flags=named_categories(alarm)) if alarm.doubting else reply


def screening_question(alarm: AlarmState, variant: Optional[str], topic: str, language: Language) -> Reply:
    """Ask about the red flags on the screening list that are not denied yet.

    Args:
        alarm: the alarm state.
        variant: "rest" after some were denied, "after_pain" after an exercise has hurt, else None.
        topic: the topic of the exercises that wait for the answer.
        language: the language.
    """
    items = "; ".join(getattr(item, language) for item in alarm.screening_left())
    buttons = _buttons((NONE_OF_THESE, SOMETHING, UNSURE), language)
    key = f"safety.screening_{variant}" if variant else "safety.screening"
    return Reply("screening", topic, language, [say(key, language, list=items)], buttons)


def which_question(language: Language) -> Reply:
    """Ask which red flag on the list applies."""
    buttons = [_button(getattr(label, language), category) for category, label in questions().which.items()]
    buttons.append(_button(say("safety.buttons.unsure", language), UNSURE))
    return Reply("screening", None, language, [say("safety.which", language)], buttons)


def _system(key: str, language: Language) -> Reply:
    buttons = [Button(say("buttons.exercises", language), f"/{ASK_FOR_EXERCISES}")]
    buttons.append(Button(say("buttons.red_flags", language), f'/{ASK}{{"{TOPIC_ENTITY}":"red_flags_info"}}'))
    return Reply("system", None, language, [say(f"safety.{key}", language)], buttons)


def _buttons(answers: Sequence[str], language: Language) -> list[Button]:
    return [_button(say(f"safety.buttons.{answer}", language), answer) for answer in answers]


def _button(title: str, answer: str) -> Button:
    return Button(title, f'/{ANSWER_INTENT}{{"{ANSWER_ENTITY}":"{answer}"}}')
