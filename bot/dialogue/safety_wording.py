"""What the bot says when safety decides the turn, and what safety adds to every other turn."""

from __future__ import annotations

from dataclasses import replace
from typing import Callable, Optional, Sequence

from bot.dialogue.reply import Button, Reply
from bot.dialogue.wording import say
from bot.languages import Language
from bot.red_flags.categories import UNSPECIFIED, red_flag_categories
from bot.red_flags.parsed_message import ANSWER_ENTITY, ANSWER_INTENT, SLOT
from bot.red_flags.questions import questions
from bot.red_flags.scores import CRISIS
from bot.red_flags.triage import SCREENING, AlarmState, TriageDecision
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

# While a warning sign stands, advice on exercises has to wait, and so does what is said to comfort those who have none.
_EXERCISE_TOPICS = "exercise_"
_COMFORTING_TOPICS = frozenset(
    {"symptom_statement", "prognosis", "flare_up", "rest_vs_activity", "causes_nonspecific", "motivation_everyday"}
)


def word_decision(step: TriageDecision, language: Language, continue_with: Callable[[str], Reply]) -> Reply:
    """Put a step into words.

    Args:
        step: what safety asks for.
        language: the language to answer in.
        continue_with: returns the answer for an exercise topic that waited for the screening.
    """
    if step.kind == "escalate":
        reply = _escalation(step, language)
    elif step.kind == "ask":
        reply = _question(step.memory, language)
    elif step.kind == "screen":
        reply = _screening(step.memory, language, "safety.screening_rest")
    elif step.kind == "which":
        reply = _which(language)
    elif step.kind == "called":
        key = "safety.called_crisis" if CRISIS in step.memory.flags else "safety.called"
        reply = _standing(step.memory, language, [say(key, language)], (DOCTOR_SEEN, NOT_MEANT))
    elif step.kind == "taken_back" and step.memory.is_alarmed:
        reply = _escalation(step, language)
    elif step.kind == "passed":
        reply = _passed(step.memory, language, continue_with)
    elif step.kind == "failed":
        reply = Reply("system", None, language, [say("trouble", language)])
    else:
        reply = _system(step.kind, language)
    memory = replace(step.memory, waiting=None) if step.kind == "passed" else step.memory
    return remembering(reply, memory)


def remembering(reply: Reply, memory: AlarmState) -> Reply:
    """Return the reply with the memory to keep."""
    return replace(reply, remember={**reply.remember, SLOT: memory.as_slot()})


def guard(reply: Reply, memory: AlarmState) -> Reply:
    """Let safety look at an ordinary reply before it goes out.

    While a warning sign stands there are no exercises and no comfort. Before the first list of exercises comes the
    screening.
    """
    language = reply.language
    if memory.is_alarmed and has_to_wait(reply.topic):
        return remembering(_reminder(memory, language), memory.without_question())
    if reply.kind == "exercise_list" and not memory.screened:
        waiting = replace(memory, question=SCREENING, doubting=False, waiting=reply.topic)
        screening = _screening(waiting, language, "safety.screening", topic=reply.topic)
        # What stands before the list answers a question and is told at once; the list has to wait.
        introduction = reply.texts[:-1]
        return remembering(
            replace(screening, texts=[*introduction, *screening.texts], sources=reply.sources if introduction else []),
            waiting,
        )
    if reply.kind == "exercise_list" and memory.doctor_seen:
        reply = replace(reply, texts=[say("safety.doctor_seen_note", language), *reply.texts])
    if memory.is_alarmed and memory.urgency == "emergency" and not memory.called:
        first = say("safety.emergency_first", language)
        reply = replace(reply, texts=[first, *reply.texts], urgency="emergency", red_flags=_named(memory))
    return remembering(reply, memory.without_question())


def check_after_pain(reply: Reply, memory: AlarmState) -> Reply:
    """Ask for the warning signs anew after an exercise has hurt; `reply` says to stop."""
    language = reply.language
    if memory.is_alarmed:
        return remembering(_reminder(memory, language), memory.without_question())
    fresh = replace(memory, question=SCREENING, doubting=False, screened=False, denied=(), waiting=reply.topic)
    screening = _screening(fresh, language, "safety.screening_after_pain", topic=reply.topic)
    return remembering(replace(screening, texts=[*reply.texts, *screening.texts], remember=reply.remember), fresh)


def has_to_wait(topic: Optional[str]) -> bool:
    """Whether a topic has to wait while a warning sign stands or is asked about: exercises, and words of comfort."""
    return (topic or "").startswith(_EXERCISE_TOPICS) or is_comforting(topic)


def is_comforting(topic: Optional[str]) -> bool:
    """Whether what is said on a topic comforts those who have no warning sign."""
    return topic in _COMFORTING_TOPICS


def _escalation(step: TriageDecision, language: Language) -> Reply:
    """Send the person to a doctor; the most serious sign that stands decides how fast."""
    memory = step.memory
    top = memory.red_flags[0]
    new = [category for category in step.categories if memory.flags.get(category) == memory.urgency]
    top = CRISIS if CRISIS in memory.flags else (new or [top])[0]
    texts = [_advice(top, memory, language)]
    others = [category for category in step.categories if category not in (top, CRISIS, UNSPECIFIED)]
    if others and top != CRISIS:
        labels = "; ".join(getattr(red_flag_categories().categories[category].label, language) for category in others)
        texts.append(say("escalation.also", language, labels=labels))
    buttons = (CALLED, NOT_MEANT)
    reply = _standing(memory, language, ["\n\n".join(texts)], buttons)
    return replace(reply, topic=CRISIS if top == CRISIS else None)


def _advice(category: str, memory: AlarmState, language: Language) -> str:
    signs = red_flag_categories()
    if category == CRISIS:
        return str(getattr(signs.crisis_text, language))
    sign = signs.categories[category]
    return say(
        "escalation.parts",
        language,
        advice=getattr(signs.advice[memory.flags[category]], language),
        why=getattr(sign.why, language),
        tell=getattr(sign.tell, language),
        avoid=getattr(sign.avoid, language),
    )


def _reminder(memory: AlarmState, language: Language) -> Reply:
    signs = red_flag_categories()
    top = memory.red_flags[0]
    if CRISIS in memory.flags:
        text = f"{say('safety.reminder_crisis', language)} {getattr(signs.crisis_text, language)}"
        return replace(_standing(memory, language, [text], (CALLED, DOCTOR_SEEN, NOT_MEANT)), topic=CRISIS)
    text = say(
        "safety.reminder",
        language,
        label=getattr(signs.categories[top].label, language),
        advice=getattr(signs.advice[memory.flags[top]], language),
    )
    return _standing(memory, language, [text], (DOCTOR_SEEN, CALLED, NOT_MEANT))


def _standing(memory: AlarmState, language: Language, texts: list[str], answers: Sequence[str]) -> Reply:
    """Return a turn that sends to a doctor because of what stands."""
    return Reply(
        kind="escalation",
        topic=None,
        language=language,
        texts=texts,
        buttons=_buttons(answers, language),
        urgency=memory.urgency,
        red_flags=_named(memory),
    )


def _named(memory: AlarmState) -> list[str]:
    return [category for category in memory.red_flags if category != UNSPECIFIED]


def _question(memory: AlarmState, language: Language) -> Reply:
    name = str(memory.question)
    choice = questions().choices.get(name)
    if choice:
        text = getattr(choice.text, language)
        buttons = [_button(getattr(entry, language), entry.id) for entry in choice.answers]
        buttons.append(_button(say("safety.buttons.unsure", language), UNSURE))
    else:
        text = getattr(red_flag_categories().categories[name].ask, language)
        buttons = _buttons((AGREES, DENIES, UNSURE), language)
    if memory.doubting or not choice:
        text = say("safety.sure" if memory.doubting else "safety.one_question", language, question=text)
    reply = Reply("screening", None, language, [text], buttons)
    # While it is asked again, what was said stands.
    return replace(reply, urgency=memory.urgency, red_flags=_named(memory)) if memory.doubting else reply


def _screening(memory: AlarmState, language: Language, key: str, topic: Optional[str] = None) -> Reply:
    lines = "\n".join(f"• {getattr(item, language)}" for item in memory.screening_left())
    buttons = _buttons((NONE_OF_THESE, SOMETHING, UNSURE), language)
    return Reply("screening", topic, language, [say(key, language, list=lines)], buttons)


def _which(language: Language) -> Reply:
    buttons = [_button(getattr(label, language), category) for category, label in questions().which.items()]
    buttons.append(_button(say("safety.buttons.unsure", language), UNSURE))
    return Reply("screening", None, language, [say("safety.which", language)], buttons)


def _passed(memory: AlarmState, language: Language, continue_with: Callable[[str], Reply]) -> Reply:
    if not memory.waiting:
        return _system("passed", language)
    following = guard(continue_with(memory.waiting), memory)
    return replace(following, texts=[say("safety.passed", language), *following.texts])


def _system(key: str, language: Language) -> Reply:
    buttons = [Button(say("buttons.exercises", language), "/exercise_specific")]
    buttons.append(Button(say("buttons.warning_signs", language), "/red_flags_info"))
    return Reply("system", None, language, [say(f"safety.{key}", language)], buttons)


def _buttons(answers: Sequence[str], language: Language) -> list[Button]:
    return [_button(say(f"safety.buttons.{answer}", language), answer) for answer in answers]


def _button(title: str, answer: str) -> Button:
    return Button(title, f'/{ANSWER_INTENT}{{"{ANSWER_ENTITY}":"{answer}"}}')
