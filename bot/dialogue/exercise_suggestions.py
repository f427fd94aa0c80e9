"""Suggests exercises: one that suits a person, and what follows "easier", "another" or "done"."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.dialogue.exercise_cards import exercise_list, exercise_plan, wish_button
from bot.dialogue.exercise_choice import choose, hardest, next_level
from bot.dialogue.exercise_form import introduction
from bot.dialogue.person_wording import group_labels
from bot.dialogue.plans import ExerciseCard, Statements
from bot.dialogue.profile import Profile
from bot.dialogue.reply import Reply
from bot.dialogue.reply_builder import ReplyBuilder, topic_button
from bot.dialogue.state import CoachState, ConversationState
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import EXERCISE_TOPICS, Exercise
from bot.languages import Language

# The first of these in a message counts.
WISHES = ("plan", "easier", "harder", "another", "done", "again", "all_easy")
_IN_PLAN = 3

Outcome = tuple[Reply, ConversationState]


class ExerciseSuggester:
    """Chooses exercises for a state, one at a time; every method returns the reply and the state after it."""

    def __init__(self, builder: ReplyBuilder) -> None:
        """Keep the reply builder."""
        self._builder = builder
        self._base = builder.base

    def suggest(self, state: ConversationState, language: Language) -> Outcome:
        """Suggest an exercise at the end of the form, after the form's introduction."""
        intro = introduction(state, self._builder, language)
        wanted = self._base.exercises.get(state.coach.wanted or "")
        if wanted and not state.needs_doctor_first:
            reply, after = self.card(ExerciseCard(wanted.topic, wanted.id), _closed(state), language)
        else:
            reply, after = self._next(state, language, end="easy" if state.profile.hurts else "medium")
        sources = intro.sources + [source for source in reply.sources if source not in intro.sources]
        texts = [*intro.texts, *reply.texts]
        return replace(reply, texts=texts, sources=sources, answer_ids=[*intro.answer_ids, *reply.answer_ids]), after

    def grant(self, wish: str, state: ConversationState, language: Language) -> Outcome:
        """Answer a wish about the exercise shown last; `wish` is one of `WISHES`."""
        last = self._base.exercises.get(state.last.exercise or "")
        if last and last.series == "pregnancy":
            state = replace(state, profile=replace(state.profile, pregnant=True))
        if wish in ("done", "another"):
            return self._next(state, language, wish)
        if wish == "plan":
            return self._plan(state, language)
        if wish == "all_easy":
            return self._list(replace(state, profile=replace(state.profile, without=())), language)
        if wish == "again":
            return self._list(state, language, "list_again")
        return self._step("easier" if wish == "easier" else "harder", state, last, language)

    def card(self, plan: ExerciseCard, state: ConversationState, language: Language) -> Outcome:
        """Explain an exercise; in pregnancy its version for pregnancy, or else another one for pregnancy."""
        exercise = self._base.exercises[plan.exercise]
        groups = tuple(group for group in state.profile.groups if group in exercise.not_for)
        if groups and not state.profile.cleared:
            text = say("coaching.not_for_you", language, reasons=group_labels(groups, language))
            return self._instead(text, state, language)
        if state.profile.pregnant and exercise.series != "pregnancy":
            version = self._base.exercises.get(exercise.pregnancy_version or "")
            if version is None:
                return self._next(state, language, "pregnant_instead")
            exercise = version
        return self._shown(exercise, state, language)

    def _shown(self, exercise: Exercise, state: ConversationState, language: Language) -> Outcome:
        reply = self._builder.build(ExerciseCard(exercise.topic, exercise.id), language)
        listed = tuple(dict.fromkeys([*state.coach.listed, exercise.id]))
        return reply, replace(state, coach=replace(state.coach, listed=listed, wanted=None))

    def _next(
        self,
        state: ConversationState,
        language: Language,
        first: Optional[str] = None,
        start: str = "easy",
        end: str = "medium",
    ) -> Outcome:
        """Explain the easiest exercise that suits and was not shown yet.

        Args:
            state: the state.
            language: the language.
            first: the key of a text that comes first.
            start: the lowest difficulty.
            end: the highest difficulty.
        """
        if state.needs_doctor_first:
            return self._doctor_first(language), _closed(state)
        exercises, profile = self._base.exercises.values(), state.profile
        chosen = choose(exercises, profile, state.coach.listed, start, end)
        if not chosen and state.coach.listed:
            return self._list(state, language, "none_left", start, end)
        if not chosen:
            return self._nothing_suits(language), _closed(state)
        intro = [say(f"coaching.{key}", language) for key in _intro(state, first, "one")]
        reply, after = self._shown(chosen[0], _closed(state), language)
        return replace(reply, texts=[" ".join(intro), *reply.texts]), after

    def _list(
        self,
        state: ConversationState,
        language: Language,
        first: Optional[str] = None,
        start: str = "easy",
        end: str = "medium",
    ) -> Outcome:
        """Return the exercises that suit, with a line each; the arguments are those of `_next`."""
        if state.needs_doctor_first:
            return self._doctor_first(language), _closed(state)
        chosen = choose(self._base.exercises.values(), state.profile, (), start, end)
        if not chosen:
            return self._nothing_suits(language), _closed(state)
        intro = [say(f"coaching.{key}", language) for key in _intro(state, first, "list")]
        reply = exercise_list(
            self._base, chosen, language, intro, ("harder",) if _may_go_further(state.profile) else ()
        )
        return reply, _closed(state, tuple(exercise.id for exercise in chosen))

    def _plan(self, state: ConversationState, language: Language) -> Outcome:
        """Make a plan for the week: how often, and a few exercises, those shown already first."""
        if state.needs_doctor_first:
            return self._doctor_first(language), _closed(state)
        suitable = choose(
            self._base.exercises.values(), state.profile, (), end="easy" if state.profile.hurts else "medium"
        )
        if not suitable:
            return self._nothing_suits(language), _closed(state)
        chosen = sorted(suitable, key=lambda exercise: exercise.id not in state.coach.listed)[:_IN_PLAN]
        advice = [statement.text[language] for statement in self._base.statements_for("weekly_plan")]
        reply = exercise_plan(self._base, chosen, language, [*advice, say("coaching.plan", language)])
        return reply, _closed(state, tuple(exercise.id for exercise in chosen))

    def _step(self, wish: str, state: ConversationState, last: Optional[Exercise], language: Language) -> Outcome:
        """Explain an exercise one step easier or harder than the last one."""
        if wish == "harder" and not _may_go_further(state.profile):
            return self._next(state, language, "not_harder_with_pain" if state.profile.hurts else None)
        before = last.difficulty if last else hardest([self._base.exercises[name] for name in state.coach.listed])
        level = next_level(before, "harder" if wish == "harder" else "easier")
        if level is None:
            return self._list(state, language, "hardest_already" if wish == "harder" else "easiest_already")
        if wish == "harder" and state.profile.level == "beginner":
            state = replace(state, profile=replace(state.profile, level=None))
        start, end = (level, "hard") if wish == "harder" else ("easy", level)
        return self._next(state, language, wish, start, end)

    def _instead(self, text: str, state: ConversationState, language: Language) -> Outcome:
        """Say why an exercise does not suit, then explain another one; before the screening only the first."""
        if state.alarm.screened:
            reply, after = self._next(state, language)
            return replace(reply, texts=[text, *reply.texts]), after
        buttons = [topic_button(say("buttons.exercises", language), EXERCISE_TOPICS["general"])]
        return Reply("answer", EXERCISE_TOPICS["general"], language, [text], buttons), state

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


def _may_go_further(profile: Profile) -> bool:
    """Whether harder exercises may be suggested: with some pain too, by what the person tolerates."""
    return profile.pain != "strong" and not profile.pregnant


def _closed(state: ConversationState, listed: Optional[tuple[str, ...]] = None) -> ConversationState:
    coach: CoachState = replace(state.coach.after_speaking(), reminded=False)
    return replace(state, coach=coach if listed is None else replace(coach, listed=listed), form_question=None)


def _intro(state: ConversationState, first: Optional[str], kind: str) -> list[str]:
    """Return the keys of the texts before an exercise (kind "one") or a list of them."""
    if state.profile.pregnant:
        key = f"{kind}_pregnant"
    else:
        suffix = {"strong": "_strong", "mild": "_gentle"}.get(state.profile.pain or "", "")
        key = f"{kind}{suffix}"
    keys = [first, key, "late_pregnancy" if state.profile.is_late_pregnancy else None]
    if first and kind == "one":
        keys = [first]
    return [entry for entry in keys if entry]
