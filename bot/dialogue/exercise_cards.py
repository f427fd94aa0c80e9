"""Builds replies about exercises: the card of one exercise, the list of several."""

from __future__ import annotations

from typing import Any, Optional, Sequence

from bot.dialogue.reply import Button, Reply
from bot.dialogue.state import LastAnswer
from bot.dialogue.turn import ASK, ASK_FOR_EXERCISES, EXERCISE_ENTITY
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import Exercise, KnowledgeBase
from bot.languages import Language
from bot.pictures.urls import picture_url
from bot.red_flags.parsed_message import ANSWER_ENTITY

# Facts that the card states elsewhere or leaves to questions, by role; the others follow the steps, cautions first.
_NOT_ON_CARD = frozenset({"dose", "level", "equipment", "when", "evidence"})
MAX_FACTS = 4


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
    topic = exercises[0].topic
    buttons = [exercise_button(exercise, language) for exercise in exercises]
    return Reply(
        kind="exercise_list",
        topic=topic,
        language=language,
        texts=["\n\n".join([*intro, "\n".join(lines)])],
        buttons=[*buttons, *(wish_button(name, language) for name in wishes)],
        sources=_sources(base, exercises, language),
        last=LastAnswer(topic, cited=_ids_of(exercises)),
    )


def exercise_card(base: KnowledgeBase, exercise: Exercise, first_fact: Optional[str], language: Language) -> Reply:
    """Explain one exercise: picture, steps, dose, facts, when to stop.

    Args:
        base: the knowledge base.
        exercise: the exercise.
        first_fact: the id of the statement asked for, which comes first; None for the summary.
        language: the language.
    """
    lead = base.statements[first_fact].text[language] if first_fact else exercise.summary[language]
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(exercise.steps[language], start=1))
    facts = [base.statements[entry] for entry in exercise.statements if entry != first_fact]
    on_card = [fact for fact in facts if fact.role not in _NOT_ON_CARD]
    on_card = sorted(on_card, key=lambda fact: fact.role != "caution")[:MAX_FACTS]
    parts = [
        lead,
        f"{exercise.title[language]}. {say('exercise_card.steps', language)}\n{steps}",
        _dose(exercise, language),
        say("coaching.either", language) if exercise.either_way else "",
        " ".join(fact.text[language] for fact in on_card),
        say("coaching.stop_when", language),
        f"{say('exercise_card.not_when', language)} {exercise.not_when[language]}",
    ]
    wishes = ("done", "hurts") if exercise.series == "pregnancy" else ("done", "hurts", "easier", "harder")
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
