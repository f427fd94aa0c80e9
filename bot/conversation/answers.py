"""Answers from the knowledge base: the fact asked for first, then what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Optional, Sequence

from bot.conversation.reply import Button, Reply
from bot.conversation.texts import say
from bot.encoder import SentenceEncoder
from bot.knowledge.base import Exercise, KnowledgeBase
from bot.knowledge.ranking import Match
from bot.understanding.language import Language

# Long enough to answer, short enough to read in pain.
ENOUGH_WORDS = 70
# A second statement that fits nearly as well as the best one is told as well.
CLOSE_SCORE = 0.06
# A question must be at least this close to a statement, or the topic's short answer is given.
FITS = 0.55
MAX_BUTTONS = 4
EXERCISES_IN_LIST = 5


@dataclass(frozen=True)
class Question:
    """A question with the classifier's opinion on its topic."""

    text: str
    topic: str
    topic_probabilities: Mapping[str, float]


class Answerer:
    """Finds and words answers. Plain Python over the knowledge base; no Rasa, no SQL."""

    def __init__(self, base: KnowledgeBase, encoder: SentenceEncoder) -> None:
        """Keep the knowledge base and the encoder."""
        self.base = base
        self._encoder = encoder

    def answer(self, question: Question, language: Language) -> Reply:
        """Answer one question; its topic must be one of the knowledge base."""
        matches = self._ranked(question, language)
        best = matches[0]
        if best.kind == "exercise" or self._is_exercise_fact(best):
            return self._exercise_reply(best, matches, language)
        if question.topic == "exercise_specific" and best.kind == "topic":
            return self.exercise_list(language, "general")
        topic = self.base.topic_of(best.kind, best.target)
        shown = self._statements_for(best, matches, topic)
        return self._statement_reply(topic, shown, language)

    def is_general(self, question: Question, language: Language) -> bool:
        """Whether a question asks about its topic as a whole, not for one fact."""
        return self._ranked(question, language)[0].kind == "topic"

    def answer_topic(self, topic: str, language: Language) -> Reply:
        """Give a topic's short answer, as when its button was pressed."""
        if topic == "exercise_specific":
            return self.exercise_list(language, "general")
        return self._statement_reply(topic, list(self.base.topics[topic].answer), language)

    def more(self, topic: str, shown: Sequence[str], language: Language) -> Optional[Reply]:
        """Continue a topic with what was not shown yet; None when everything was."""
        if topic not in self.base.topics:
            return None
        rest = [entry for entry in self.base.topics[topic].statements if entry not in shown]
        if not rest:
            return None
        return self._statement_reply(topic, self._up_to_enough(rest), language, before=shown)

    def exercise_list(self, language: Language, series: str) -> Reply:
        """Offer the easiest exercises of a series that need no equipment."""
        fitting = [e for e in self.base.exercises.values() if e.series == series and not e.equipment]
        chosen = fitting[:EXERCISES_IN_LIST] if series == "general" else fitting
        text = say("exercise_list" if series == "general" else "exercise_list_pregnancy", language)
        lines = [f"• {exercise.title[language]}: {exercise.summary[language]}" for exercise in chosen]
        topic = chosen[0].topic
        return Reply(
            kind="exercise_list",
            topic=topic,
            language=language,
            texts=[text + "\n\n" + "\n".join(lines)],
            buttons=[_exercise_button(exercise, language) for exercise in chosen],
            sources=self._exercise_sources(chosen, language),
            remember={"last_topic": topic, "shown": [], "last_sources": _ids_of(chosen)},
        )

    def exercise(self, exercise_id: str, language: Language) -> Reply:
        """Explain one exercise."""
        return self._card(self.base.exercises[exercise_id], None, language)

    def _ranked(self, question: Question, language: Language) -> list[Match]:
        vector = self._encoder.encode([question.text])
        return self.base.index.rank(vector, language, self.base.topic_of, question.topic_probabilities)

    def _is_exercise_fact(self, match: Match) -> bool:
        return match.kind == "statement" and self.base.statements[match.target].exercise is not None

    def _exercise_reply(self, best: Match, matches: Sequence[Match], language: Language) -> Reply:
        if best.kind == "exercise":
            return self._card(self.base.exercises[best.target], None, language)
        fact = self.base.statements[best.target]
        return self._card(self.base.exercises[str(fact.exercise)], fact.id, language)

    def _statements_for(self, best: Match, matches: Sequence[Match], topic: str) -> list[str]:
        answer = list(self.base.topics[topic].answer)
        if best.kind == "topic" or best.score < FITS:
            return answer
        close = [
            match.target
            for match in matches
            if match.kind == "statement"
            and match.score >= best.score - CLOSE_SCORE
            and self.base.statements[match.target].topic == topic
            and self.base.statements[match.target].exercise is None
        ]
        return self._up_to_enough(list(dict.fromkeys([*close[:3], *answer])))

    def _up_to_enough(self, statements: Sequence[str]) -> list[str]:
        chosen: list[str] = []
        words = 0
        for entry in statements:
            length = len(self.base.statements[entry].text["en"].split())
            if chosen and words + length > ENOUGH_WORDS:
                break
            chosen.append(entry)
            words += length
        return chosen

    def _statement_reply(
        self, topic: str, statements: Sequence[str], language: Language, before: Sequence[str] = ()
    ) -> Reply:
        texts = [self.base.statements[entry].text[language] for entry in statements]
        shown = [*before, *statements]
        return Reply(
            kind="answer",
            topic=topic,
            language=language,
            texts=["\n\n".join(_paragraphs(texts))],
            buttons=self._topic_buttons(topic, shown, language),
            sources=[source.as_envelope() for source in self.base.sources_of(statements, language)],
            remember={"last_topic": topic, "shown": shown, "last_sources": list(statements)},
        )

    def _topic_buttons(self, topic: str, shown: Sequence[str], language: Language) -> list[Button]:
        entry = self.base.topics[topic]
        buttons = []
        if set(entry.statements) - set(shown):
            buttons.append(Button(say("buttons.more", language), "/more"))
        for related in entry.related:
            buttons.append(Button(self.base.topics[related].title[language], f"/{related}"))
        return buttons[:MAX_BUTTONS]

    def _card(self, exercise: Exercise, first_fact: Optional[str], language: Language) -> Reply:
        facts = [entry for entry in exercise.statements if entry != first_fact]
        lead = [self.base.statements[first_fact].text[language]] if first_fact else [exercise.summary[language]]
        steps = [f"{number}. {step}" for number, step in enumerate(exercise.steps[language], start=1)]
        parts = [
            *lead,
            f"{exercise.title[language]}. {say('exercise_card.steps', language)}\n" + "\n".join(steps),
            " ".join(self.base.statements[entry].text[language] for entry in facts),
            f"{say('exercise_card.not_when', language)} {exercise.not_when[language]}",
        ]
        others = [e for e in self.base.exercises.values() if e.series == exercise.series and e.id != exercise.id]
        return Reply(
            kind="exercise",
            topic=exercise.topic,
            language=language,
            texts=["\n\n".join(part for part in parts if part)],
            buttons=[_exercise_button(other, language) for other in others[:2]],
            sources=self._exercise_sources([exercise], language),
            remember={"last_topic": exercise.topic, "shown": [], "last_sources": _ids_of([exercise])},
        )

    def _exercise_sources(self, exercises: Sequence[Exercise], language: Language) -> list[dict[str, object]]:
        return [source.as_envelope() for source in self.base.sources_of(_ids_of(exercises), language)]


def _ids_of(exercises: Sequence[Exercise]) -> list[str]:
    return [entry for exercise in exercises for entry in exercise.statements]


def _exercise_button(exercise: Exercise, language: Language) -> Button:
    return Button(exercise.title[language], f'/exercise_specific{{"exercise":"{exercise.id}"}}')


def _paragraphs(texts: Sequence[str]) -> list[str]:
    """The fact asked for stands alone; what belongs to it follows as one paragraph."""
    return [texts[0], " ".join(texts[1:])] if len(texts) > 1 else list(texts)
