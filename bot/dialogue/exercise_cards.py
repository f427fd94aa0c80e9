"""Builds replies about exercises: the card of one exercise, the list of several."""

from __future__ import annotations

from typing import Any, Sequence

from bot.dialogue.reply import Button, Reply
from bot.dialogue.state import LastAnswer
from bot.dialogue.turn import ASK, ASK_FOR_EXERCISES, EXERCISE_ENTITY
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import Exercise, KnowledgeBase
from bot.languages import Language
from bot.pictures.urls import picture_url
from bot.red_flags.parsed_message import ANSWER_ENTITY


def exercise_button(exercise: Exercise, language: Language) -> Button:
    """Return the button that explains an exercise."""
    return Button(exercise.title[language], f'/{ASK}{{"{EXERCISE_ENTITY}":"{exercise.id}"}}')


def wish_button(name: str, language: Language) -> Button:
    """Return the button for a wish about exercises or an answer to the exercise form."""
    return Button(say(f"coaching.buttons.{name}", language), f'/{ASK_FOR_EXERCISES}{{"{ANSWER_ENTITY}":"{name}"}}')


def exercise_list(
    base: KnowledgeBase, exercises: Sequence[Exercise], language: Language, intro: Sequence[str], wishes: Sequence[str]
) -> Reply:
    """Offer exercises, each with a line and a button.

    Args:
        base: the knowledge base.
        exercises: what to offer, at least one.
        language: the language.
        intro: the paragraphs before the list.
        wishes: names of further buttons, such as "harder".
    """
    lines = [f"• {exercise.title[language]}: {exercise.summary[language]}" for exercise in exercises]
    return _with_lines(base, exercises, language, [*intro, "\n".join(lines)], wishes)


def exercise_plan(
    base: KnowledgeBase, exercises: Sequence[Exercise], language: Language, intro: Sequence[str]
) -> Reply:
    """Put a few exercises together to a plan for the week, each with its dose; `intro` comes before them."""
    lines = [f"• {exercise.title[language]}. {_dose(exercise, language)}".strip() for exercise in exercises]
    texts = [*intro, "\n".join(lines), say("coaching.plan_end", language)]
    return _with_lines(base, exercises, language, texts, ())


def _with_lines(
    base: KnowledgeBase, exercises: Sequence[Exercise], language: Language, texts: Sequence[str], wishes: Sequence[str]
) -> Reply:
    topic = exercises[0].topic
    buttons = [exercise_button(exercise, language) for exercise in exercises]
    return Reply(
        kind="exercise_list",
        topic=topic,
        language=language,
        texts=["\n\n".join(texts)],
        buttons=[*buttons, *(wish_button(name, language) for name in wishes)],
        sources=_sources(base, exercises, language),
        last=LastAnswer(topic, cited=_ids_of(exercises)),
    )


def exercise_card(base: KnowledgeBase, exercise: Exercise, language: Language) -> Reply:
    """Explain one exercise: picture, what it is for, steps, dose, cautions, when to stop.

    Args:
        base: the knowledge base.
        exercise: the exercise.
        language: the language.
    """
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(exercise.steps[language], start=1))
    cautions = base.statements_with_role(exercise, "caution")
    parts = [
        exercise.summary[language],
        f"{exercise.title[language]}. {say('exercise_card.steps', language)}\n{steps}",
        _dose(exercise, language),
        say("coaching.either", language) if exercise.either_way else "",
        " ".join(fact.text[language] for fact in cautions),
        say("coaching.stop_when", language),
        f"{say('exercise_card.not_when', language)} {exercise.not_when[language]}",
    ]
    levels = () if exercise.series == "pregnancy" else ("easier", "harder")
    wishes = ("done", "hurts", *levels, "another", "plan")
    return Reply(
        kind="exercise",
        topic=exercise.topic,
        language=language,
        texts=["\n\n".join(part for part in parts if part)],
        pictures=[picture_url(exercise.id, language)],
        buttons=[wish_button(name, language) for name in wishes],
        sources=_sources(base, [exercise], language),
        last=LastAnswer(exercise.topic, cited=_ids_of([exercise]), exercise=exercise.id),
    )


def _dose(exercise: Exercise, language: Language) -> str:
    dose = exercise.dose
    parts = [
        say(f"coaching.{key}", language, n=_number(getattr(dose, field), language))
        for key, field in (
            ("hold", "hold_seconds"),
            ("breaths", "breaths"),
            ("repetitions", "repetitions"),
            ("sets", "sets"),
        )
        if getattr(dose, field)
    ]
    return say("coaching.dose", language, parts=", ".join(parts)) if parts else ""


def _number(value: Any, language: Language) -> str:
    if not isinstance(value, (list, tuple)):
        return str(value)
    low, high = value
    return str(low) if low == high else say("coaching.range", language, low=str(low), high=str(high))


def _ids_of(exercises: Sequence[Exercise]) -> tuple[str, ...]:
    return tuple(entry for exercise in exercises for entry in exercise.statements)


def _sources(base: KnowledgeBase, exercises: Sequence[Exercise], language: Language) -> list[dict[str, object]]:
    return [source.as_envelope() for source in base.sources_of(_ids_of(exercises), language)]
