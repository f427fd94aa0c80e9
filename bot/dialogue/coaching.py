"""The exercise coach: asks what matters, chooses exercises that suit, and takes up what is said about them."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional, Sequence

from bot.dialogue.answers import SURE_OF_TOPIC, AnswerBuilder
from bot.dialogue.coach_state import CoachState, QuestionName
from bot.dialogue.exercise_cards import exercise_card, exercise_list, wish_button
from bot.dialogue.exercise_choice import choose, hardest, next_level
from bot.dialogue.profile import EQUIPMENT, pain_from_score, update_profile
from bot.dialogue.reply import Reply
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import EXERCISE_TOPICS, Exercise
from bot.languages import Language
from bot.reading.person_facts import PersonFacts, person_fact_extractor

SLOT = "coach"
_AT_WORK = "spec_office"
_UNTIL_IT_HELPS = ("howmuch_weeks", "howmuch_effect_when")
# Topics whose words people also use to answer the coach ("it hurts", "how long until it helps").
_ABOUT_THE_BACK = ("exercise_", "causes_", "flare_up", "prognosis", "rest_vs_activity")
# The exercises for pregnancy that stand for others.
_IN_PREGNANCY = {"cat_cow": "pregnancy_cat", "bird_dog": "pregnancy_bird_dog", "bridge": "pregnancy_bridge"}
# The first of these that a message holds decides.
_WISHES = ("hurts", "too_easy", "easier", "harder", "another", "done", "again", "all_easy")
_PREFERENCES = frozenset(
    {"not_prone", "not_supine", "not_kneeling", "not_floor", "office", "no_equipment", "beginner", "fit", *EQUIPMENT}
)
_PROFILE = frozenset(
    {"pregnant", "disc", "broken_bone", "inflammation", "cleared", "pain_strong", "pain_mild", "pain_none"}
)
# A wish is short; a longer message that another topic explains better is a question of its own.
_FEW_WORDS = 8
_BUTTONS = {
    "condition": ("pregnant", "known_condition", "none", "skip"),
    "which_condition": ("pregnant", "known_condition", "skip"),
    "pain": ("strong", "mild", "no_pain", "skip"),
}
# What a button says, as if it had been written.
_PRESSED = {
    "pregnant": "pregnant",
    "known_condition": "disc",
    "strong": "pain_strong",
    "mild": "pain_mild",
    "no_pain": "pain_none",
}


class Coach:
    """Takes up messages about exercises; the memory of a conversation goes in and out with every turn."""

    def __init__(self, answers: AnswerBuilder) -> None:
        """Keep where exercises and answers come from."""
        self._answers = answers
        self._base = answers.base

    def read(self, text: str, pressed: Optional[str], language: Language) -> PersonFacts:
        """Return what a message or a pressed button says to the coach."""
        if pressed:
            return PersonFacts(frozenset({_PRESSED.get(pressed, pressed)}))
        return person_fact_extractor(language).extract(text) if not text.startswith("/") else PersonFacts()

    def handle(
        self,
        remarks: PersonFacts,
        memory: CoachState,
        last_exercise: Optional[str],
        language: Language,
        words: int,
        other_topic: bool,
    ) -> Optional[Reply]:
        """Return the answer if the message is for the coach; None leaves it to the rest of the bot.

        Args:
            remarks: what the message says.
            memory: what is remembered.
            last_exercise: the exercise explained last.
            language: the language to answer in.
            words: how many words the message has.
            other_topic: whether the message clearly asks for something that is not an exercise.
        """
        if memory.question and not other_topic:
            reply = self._answered(memory.question, remarks, memory, language)
            if reply:
                return reply
        if memory.profile.condition and "cleared" in remarks.said and words <= _FEW_WORDS:
            return self._choose_anew(with_facts(memory, remarks), language)
        if remarks.rated is not None and memory.listed:
            return self._choose_anew(with_facts(memory, remarks), language)
        if words > _FEW_WORDS or not (memory.listed or last_exercise):
            return None
        if other_topic and "hurts" not in remarks.said:
            return None
        wish = next((name for name in _WISHES if name in remarks.said), None)
        if wish:
            return self._wish(wish, memory, last_exercise, language)
        if remarks.said & (_PREFERENCES | _PROFILE) or remarks.denied & _PROFILE:
            at_work = [self._base.statements[_AT_WORK].text[language]] if "office" in remarks.said else []
            return self._choose_anew(with_facts(memory, remarks), language, at_work)
        return self._how_much(remarks, last_exercise, language)

    def instead_of_list(self, reply: Reply, memory: CoachState) -> Reply:
        """Ask what is not known yet, or choose what suits, where a list of exercises was about to be shown.

        Args:
            reply: the list; what stands before it is kept.
            memory: what is remembered.
        """
        if reply.topic == EXERCISE_TOPICS["pregnancy"] and not memory.profile.pregnant:
            memory = replace(memory, profile=replace(memory.profile, pregnant=True))
        question = memory.next_question()
        following = self._ask(question, memory, reply.language) if question else self._list(memory, reply.language)
        return replace(following, texts=[*reply.texts[:-1], *following.texts])

    def in_pregnancy(self, reply: Reply, memory: CoachState) -> Reply:
        """Show the exercise for pregnancy, or all of them, where a pregnant person asked for another exercise."""
        exercise = self._base.exercises[str(reply.remember["last_exercise"])]
        if exercise.series == "pregnancy":
            return reply
        twin = self._base.exercises.get(_IN_PREGNANCY.get(exercise.id, ""))
        if twin:
            return exercise_card(self._base, twin, None, reply.language)
        listed = self._list(memory, reply.language)
        return replace(listed, texts=[say("coaching.pregnant_instead", reply.language), *listed.texts])

    def back_to_question(self, reply: Reply, memory: CoachState) -> Reply:
        """Add the open question once more after the answer to a question in between."""
        assert memory.question is not None
        question = say(f"coaching.{memory.question}", reply.language)
        return replace(
            reply,
            texts=[*reply.texts, say("coaching.back_to_question", reply.language, question=question)],
            buttons=[wish_button(name, reply.language) for name in _BUTTONS[memory.question]],
            remember={**reply.remember, SLOT: replace(memory, reminded=True).as_slot()},
        )

    def _answered(
        self, question: QuestionName, remarks: PersonFacts, memory: CoachState, language: Language
    ) -> Optional[Reply]:
        said, profile = remarks.said, with_facts(memory, remarks).profile
        if "again" in said:
            return self._previous(memory, language)
        skipped = "skip" in said
        if "show_now" in said:
            return self._list(memory.answered(profile), language)
        if question == "condition":
            if "yes" in said and not said & _PROFILE:
                return self._ask("condition", memory, language, text="which_condition")
            if said & {"none"} and not said & _PROFILE:
                profile = replace(profile, pregnant=False, condition=False)
            if not skipped and profile.pregnant is None and profile.condition is None:
                return None
        elif (profile.pregnant, profile.condition) != (memory.profile.pregnant, memory.profile.condition):
            return self._go_on(memory.answered(profile), language)
        else:
            if remarks.score is not None and profile.pain == memory.profile.pain:
                profile = replace(profile, pain=pain_from_score(remarks.score))
            if "none" in said and profile.pain is None:
                profile = replace(profile, pain="none")
            if not skipped and profile.pain is None:
                return None
        return self._go_on(memory.answered(profile), language)

    def _previous(self, memory: CoachState, language: Language) -> Reply:
        """Go back to the first question."""
        known = replace(memory.profile, pregnant=None, week=None, condition=None, pain=None)
        return self._ask("condition", replace(memory, profile=known, asked=()), language)

    def _go_on(self, memory: CoachState, language: Language) -> Reply:
        question = memory.next_question()
        return self._ask(question, memory, language) if question else self._list(memory, language)

    def _ask(self, question: QuestionName, memory: CoachState, language: Language, text: str = "") -> Reply:
        if memory.profile.condition and not memory.profile.cleared and not memory.profile.pregnant:
            return self._ask_a_doctor_first(memory, language)
        asking = memory if text else memory.asking(question)
        key = text or question
        return Reply(
            kind="question",
            topic=EXERCISE_TOPICS["general"],
            language=language,
            texts=[say(f"coaching.{key}", language)],
            buttons=[wish_button(name, language) for name in _BUTTONS[key]],
            remember={SLOT: asking.as_slot()},
        )

    def _ask_a_doctor_first(self, memory: CoachState, language: Language) -> Reply:
        reply = self._answers.statements("exercise_avoid", ["avoid_ask_first"], language)
        return replace(
            reply,
            texts=[f"{reply.texts[0]}\n\n{say('coaching.ask_first', language)}"],
            buttons=[wish_button("cleared", language), *reply.buttons[1:3]],
            remember={**reply.remember, SLOT: memory.answered(memory.profile).as_slot()},
        )

    def _list(
        self,
        memory: CoachState,
        language: Language,
        first: Sequence[str] = (),
        seen: Sequence[str] = (),
        start: str = "easy",
        end: str = "medium",
    ) -> Reply:
        profile = memory.profile
        if profile.condition and not profile.cleared and not profile.pregnant:
            return self._ask_a_doctor_first(memory, language)
        chosen = choose(self._base.exercises.values(), profile, seen, start, end)
        if not chosen and seen:
            first = [say("coaching.none_left", language)]
            chosen = choose(self._base.exercises.values(), profile, (), start, end)
        if not chosen:
            return self._nothing_suits(memory, language)
        intro = [*first, say(f"coaching.{_intro(memory)}", language)]
        if profile.is_late_pregnancy:
            intro.append(say("coaching.late_pregnancy", language))
        wishes = ("another",) if profile.pregnant or profile.hurts else ("another", "harder")
        reply = exercise_list(self._base, chosen, language, intro, wishes)
        shown = replace(memory.answered(profile), listed=tuple(exercise.id for exercise in chosen))
        return replace(reply, remember={**reply.remember, SLOT: shown.as_slot()})

    def _nothing_suits(self, memory: CoachState, language: Language) -> Reply:
        return Reply(
            kind="question",
            topic=EXERCISE_TOPICS["general"],
            language=language,
            texts=[say("coaching.nothing_suits", language)],
            buttons=[wish_button("all_easy", language)],
            remember={SLOT: memory.answered(memory.profile).as_slot()},
        )

    def _wish(self, wish: str, memory: CoachState, last_exercise: Optional[str], language: Language) -> Reply:
        last = self._base.exercises.get(last_exercise or "")
        if last and last.series == "pregnancy":
            memory = replace(memory, profile=replace(memory.profile, pregnant=True))
        if wish == "hurts":
            return self._stop(memory, language)
        if wish == "done":
            seen = [last.id] if last else []
            return self._list(memory, language, [say("coaching.done", language)], seen)
        if wish == "another":
            return self._list(
                memory, language, [say("coaching.another", language)], [*memory.listed, *([last.id] if last else [])]
            )
        if wish == "all_easy":
            return self._list(replace(memory, profile=replace(memory.profile, without=())), language)
        if wish == "again":
            return self._list(memory, language, [say("coaching.list_again", language)])
        return self._step("easier" if wish == "easier" else "harder", memory, last, language)

    def _step(self, wish: str, memory: CoachState, last: Optional[Exercise], language: Language) -> Reply:
        """Offer something one step easier or harder than the last exercise or list."""
        careful = memory.profile.hurts or bool(memory.profile.pregnant)
        if wish == "harder" and careful:
            return self._list(
                memory, language, [say("coaching.not_harder_with_pain", language)] if memory.profile.hurts else []
            )
        before = last.difficulty if last else hardest([self._base.exercises[name] for name in memory.listed])
        level = next_level(before, "harder" if wish == "harder" else "easier")
        if level is None:
            key = "hardest_already" if wish == "harder" else "easiest_already"
            return self._list(memory, language, [say(f"coaching.{key}", language)])
        profile = memory.profile
        if wish == "harder" and profile.level == "beginner":
            profile = replace(profile, level=None)
        seen = [last.id] if last else []
        start, end = (level, "hard") if wish == "harder" else ("easy", level)
        memory = replace(memory, profile=profile)
        return self._list(memory, language, [say(f"coaching.{wish}", language)], seen, start, end)

    def _how_much(self, remarks: PersonFacts, last_exercise: Optional[str], language: Language) -> Optional[Reply]:
        """Answer "how often?" and "how long until it helps?" about the exercise explained last."""
        if "how_long_helps" in remarks.said:
            reply = self._answers.statements("exercise_howmuch", _UNTIL_IT_HELPS, language)
        elif "how_often" in remarks.said and last_exercise:
            reply = self._answers.statements(EXERCISE_TOPICS["general"], [f"{last_exercise}_dose"], language)
        else:
            return None
        return replace(reply, remember={**reply.remember, "last_exercise": last_exercise})

    def _choose_anew(self, memory: CoachState, language: Language, first: Sequence[str] = ()) -> Reply:
        question = memory.next_question()
        if not question:
            return self._list(memory, language, first or [say("coaching.changed", language)])
        reply = self._ask(question, memory, language)
        return replace(reply, texts=[f"{say('coaching.changed', language)} {reply.texts[0]}", *reply.texts[1:]])

    def _stop(self, memory: CoachState, language: Language) -> Reply:
        """Say to stop; the check for warning signs follows (`bot.dialogue.safety_wording.check_after_pain`)."""
        return Reply(
            kind="screening",
            topic=EXERCISE_TOPICS["general"],
            language=language,
            texts=[say("coaching.stop", language)],
            remember={SLOT: replace(memory, profile=replace(memory.profile, pain="mild")).as_slot()},
        )


def with_facts(memory: CoachState, remarks: PersonFacts) -> CoachState:
    """Return the memory with what a message adds to the profile."""
    return replace(memory, profile=update_profile(memory.profile, remarks))


def is_other_topic(topic: str, confidence: float, is_knowledge: bool) -> bool:
    """Whether a message clearly asks for something of the knowledge base that is not an exercise."""
    return is_knowledge and not topic.startswith(_ABOUT_THE_BACK) and confidence >= SURE_OF_TOPIC


def _intro(memory: CoachState) -> str:
    if memory.profile.pregnant:
        return "list_pregnant"
    return {"strong": "list_strong", "mild": "list_gentle"}.get(memory.profile.pain or "", "list")
