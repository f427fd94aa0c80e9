"""Suggests exercises: the list that suits a person, and what follows "easier", "others" or "done"."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional, Sequence

from bot.dialogue.exercise_cards import exercise_list, wish_button
from bot.dialogue.exercise_choice import choose, hardest, next_level
from bot.dialogue.exercise_form import introduction
from bot.dialogue.plans import ExerciseCard, Statements
from bot.dialogue.reply import Reply
from bot.dialogue.reply_builder import ReplyBuilder
from bot.dialogue.state import CoachState, ConversationState
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import EXERCISE_TOPICS, Exercise
from bot.languages import Language

# The first of these in a message counts.
WISHES = ("too_easy", "easier", "harder", "another", "done", "again", "all_easy")

Outcome = tuple[Reply, ConversationState]


class ExerciseSuggester:
    """Chooses exercises for a state; every method returns the reply and the state after it."""

    def __init__(self, builder: ReplyBuilder) -> None:
        """Keep the reply builder."""
        self._builder = builder
        self._base = builder.base

    def suggest(self, state: ConversationState, language: Language) -> Outcome:
        """Suggest exercises at the end of the form, after the form's introduction."""
        intro = introduction(state, self._builder, language)
        reply, after = self._list(state, language)
        sources = intro.sources + [source for source in reply.sources if source not in intro.sources]
        return replace(reply, texts=[*intro.texts, *reply.texts], sources=sources), after

    def grant(self, wish: str, state: ConversationState, language: Language) -> Outcome:
        """Answer a wish about the exercises shown last; `wish` is one of `WISHES`."""
        last = self._base.exercises.get(state.last.exercise or "")
        if last and last.series == "pregnancy":
            state = replace(state, profile=replace(state.profile, pregnant=True))
        seen = [last.id] if last else []
        if wish == "done":
            return self._list(state, language, "done", seen)
        if wish == "another":
            return self._list(state, language, "another", [*state.coach.listed, *seen])
        if wish == "all_easy":
            return self._list(replace(state, profile=replace(state.profile, without=())), language)
        if wish == "again":
            return self._list(state, language, "list_again")
        return self._step("easier" if wish == "easier" else "harder", state, last, language)

    def card(self, plan: ExerciseCard, state: ConversationState, language: Language) -> Outcome:
        """Explain an exercise; in pregnancy its version for pregnancy, or else list the exercises for pregnancy."""
        exercise = self._base.exercises[plan.exercise]
        if not state.profile.pregnant or exercise.series == "pregnancy":
            return self._builder.build(plan, language), state
        version = self._base.exercises.get(exercise.pregnancy_version or "")
        if version:
            return self._builder.build(ExerciseCard(version.topic, version.id), language), state
        return self._list(state, language, "pregnant_instead")

    def _list(
        self,
        state: ConversationState,
        language: Language,
        first: Optional[str] = None,
        seen: Sequence[str] = (),
        start: str = "easy",
        end: str = "medium",
    ) -> Outcome:
        """Return the exercises that suit.

        Args:
            state: the state.
            language: the language.
            first: the key of a text that comes first.
            seen: exercises to leave out.
            start: the lowest difficulty.
            end: the highest difficulty.
        """
        if state.needs_doctor_first:
            return self._doctor_first(language), _closed(state)
        exercises, profile = self._base.exercises.values(), state.profile
        chosen = choose(exercises, profile, seen, start, end)
        if not chosen and seen:
            first, chosen = "none_left", choose(exercises, profile, (), start, end)
        if not chosen:
            return self._nothing_suits(language), _closed(state)
        intro = [say(f"coaching.{key}", language) for key in _intro(state, first)]
        wishes = ("another",) if profile.pregnant or profile.hurts else ("another", "harder")
        reply = exercise_list(self._base, chosen, language, intro, wishes)
        return reply, _closed(state, tuple(exercise.id for exercise in chosen))

    def _step(self, wish: str, state: ConversationState, last: Optional[Exercise], language: Language) -> Outcome:
        """Offer something one step easier or harder than the last exercise or list."""
        profile = state.profile
        if wish == "harder" and (profile.hurts or profile.pregnant):
            return self._list(state, language, "not_harder_with_pain" if profile.hurts else None)
        before = last.difficulty if last else hardest([self._base.exercises[name] for name in state.coach.listed])
        level = next_level(before, "harder" if wish == "harder" else "easier")
        if level is None:
            return self._list(state, language, "hardest_already" if wish == "harder" else "easiest_already")
        if wish == "harder" and profile.level == "beginner":
            state = replace(state, profile=replace(profile, level=None))
        start, end = (level, "hard") if wish == "harder" else ("easy", level)
        return self._list(state, language, wish, [last.id] if last else [], start, end)

    def _doctor_first(self, language: Language) -> Reply:
        advice = self._base.statements_for("ask_doctor_first")
        plan = Statements(advice[0].topic, tuple(entry.id for entry in advice))
        reply = self._builder.build(plan, language)
        return replace(
            reply,
            texts=[f"{reply.texts[0]}\n\n{say('coaching.ask_first', language)}"],
            buttons=[wish_button("cleared", language), *reply.buttons[1:3]],
        )

    def _nothing_suits(self, language: Language) -> Reply:
        buttons = [wish_button("all_easy", language)]
        texts = [say("coaching.nothing_suits", language)]
        return Reply("question", EXERCISE_TOPICS["general"], language, texts, buttons)


def _closed(state: ConversationState, listed: Optional[tuple[str, ...]] = None) -> ConversationState:
    coach: CoachState = replace(state.coach.after_speaking(), reminded=False)
    return replace(state, coach=coach if listed is None else replace(coach, listed=listed), form_question=None)


def _intro(state: ConversationState, first: Optional[str]) -> list[str]:
    if state.profile.pregnant:
        key = "list_pregnant"
    else:
        key = {"strong": "list_strong", "mild": "list_gentle"}.get(state.profile.pain or "", "list")
    keys = [first, key, "late_pregnancy" if state.profile.is_late_pregnancy else None]
    return [entry for entry in keys if entry]
