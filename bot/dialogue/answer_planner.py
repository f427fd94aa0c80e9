"""Plans answers from the knowledge base: first the fact asked for, then related facts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Collection, Optional, Sequence

from bot.dialogue.answer_thresholds import AnswerThresholds
from bot.dialogue.plans import ExerciseCard, ExerciseRequest, KnowledgePlan, SourceList, Statements, TwoAnswers
from bot.dialogue.turn import Turn
from bot.knowledge.knowledge_base import EXERCISE_TOPICS, Exercise, KnowledgeBase
from bot.knowledge.retrieval import Match
from bot.languages import Language
from bot.reading.encoder import SentenceEncoder

# From this probability the classifier is sure of a topic, whichever statements fit.
SURE_OF_TOPIC = 0.6


@dataclass(frozen=True)
class Question:
    """A question, its topic, and the classifier's probabilities of the likeliest topics."""

    text: str
    topic: str
    ranking: tuple[tuple[str, float], ...] = ()

    def probability(self, topic: str) -> float:
        """Return the classifier's probability of a topic, 0 when it is not among the likeliest."""
        return dict(self.ranking).get(topic, 0.0)


class AnswerPlanner:
    """Decides which statements or exercises answer a question. Plain Python over the knowledge base."""

    def __init__(self, base: KnowledgeBase, encoder: SentenceEncoder, thresholds: AnswerThresholds) -> None:
        """Keep the knowledge base, the encoder and the thresholds."""
        self.base = base
        self._at = thresholds
        self._encoder = encoder
        # Policies and actions look up the same question several times in a turn.
        self._ranked = lru_cache(maxsize=64)(self._rank)

    def knows(self, topic: Optional[str]) -> bool:
        """Whether the knowledge base has this topic."""
        return topic in self.base.topics

    def can_plan(self, turn: Turn) -> bool:
        """Whether there is anything to answer: a button of an earlier version may name a topic that is gone."""
        return not turn.is_button or self.knows(turn.topic) or turn.exercise in self.base.exercises

    def plan(self, turn: Turn, cited: Sequence[str] = ()) -> KnowledgePlan:
        """Plan the answer to a turn, or to both questions of a turn. Call `can_plan` first.

        Args:
            turn: the turn.
            cited: the statements of the last answer, for "where does that come from?".
        """
        if turn.exercise in self.base.exercises:
            return self._card(self.base.exercises[str(turn.exercise)])
        first = self._plan_one(turn, cited)
        if turn.second_topic is None or not self.knows(turn.second_topic) or isinstance(first, SourceList):
            return first
        second = Question(str(turn.second_question), turn.second_topic, ((turn.second_topic, 1.0),))
        return _joined(first, self.answer(second))

    def _plan_one(self, turn: Turn, cited: Sequence[str]) -> KnowledgePlan:
        asks_about_last = turn.topic == "sources_evidence" and bool(cited)
        if turn.is_button:
            return SourceList(tuple(cited)) if asks_about_last else self.topic(turn.topic)
        question = Question(turn.question or turn.text, turn.topic, turn.ranking)
        if asks_about_last and self._ranked(question)[0].kind == "topic":
            return SourceList(tuple(cited))
        return self.answer(question)

    def topic(self, topic: str) -> KnowledgePlan:
        """Plan a topic's short answer, as when its button was pressed."""
        if topic == EXERCISE_TOPICS["general"]:
            return ExerciseRequest(topic)
        return Statements(topic, tuple(self.base.topics[topic].answer))

    def answer(self, question: Question) -> KnowledgePlan:
        """Plan the answer to one question."""
        matches = self._ranked(question)
        topic = self._topic_for(question, matches)
        exercise = self._exercise_of(matches[0])
        if exercise and (exercise.topic == topic or matches[0].score >= self._at.names_exercise):
            return self._card(exercise, matches[0].target if matches[0].kind == "statement" else None)
        if topic == EXERCISE_TOPICS["general"]:
            return self._exercises_with_advice(matches)
        if topic == EXERCISE_TOPICS["pregnancy"] and matches[0].kind == "topic":
            return ExerciseRequest(topic, Statements(topic, tuple(self.base.topics[topic].answer[:2])))
        return Statements(topic, self._statements_for(matches, topic), options=self._other_topics(question, topic))

    def answer_if_fitting(self, turn: Turn, fit: float) -> Optional[KnowledgePlan]:
        """Plan an answer to a message of unclear topic; None when no statement reaches the score `fit`."""
        if not turn.ranking or turn.is_button or turn.confidence >= SURE_OF_TOPIC:
            return None
        question = Question(turn.question or turn.text, "", turn.ranking)
        return self.answer(question) if self._ranked(question)[0].score >= fit else None

    def follow_up(
        self, text: str, topics: Sequence[str], exercise: Optional[str], shown: Sequence[str], language: Language
    ) -> Optional[Statements]:
        """Plan the answer to a short message about the last answer; None when nothing fits.

        It is scored alone and together with the title of what it refers to; both scores count.

        Args:
            text: the message.
            topics: the last topic, then others that the message may be about.
            exercise: the exercise explained last.
            shown: the statements shown last; the first of them is not repeated.
            language: the language of the message.
        """
        about = self.base.exercises.get(exercise or "") or self.base.topics[topics[0]]
        near = {*topics, *self.base.topics[topics[0]].related}
        scores: Counter[str] = Counter()
        for wording, weight in ((text, self._at.own_words), (f"{about.title[language]}: {text}", 1.0)):
            for match in self._ranked(Question(wording, topics[0], ((topics[0], 1.0),))):
                if match.kind == "statement" and self._belongs(match, near, exercise):
                    scores[match.target] += weight * match.score  # type: ignore[assignment]
        best = next(entry for entry, _ in scores.most_common() if entry not in shown[:1])
        if scores[best] < self._at.fits_follow_up:
            return None
        return Statements(self.base.statements[best].topic, (best,), tuple(shown), exercise=exercise)

    def more(self, topic: Optional[str], shown: Sequence[str]) -> Optional[Statements]:
        """Plan to continue a topic with the statements not shown yet; None when there are none left."""
        if topic is None or topic not in self.base.topics:
            return None
        rest = [entry for entry in self.base.topics[topic].statements if entry not in shown]
        return Statements(topic, self._up_to_enough(rest), tuple(shown)) if rest else None

    def _rank(self, question: Question) -> list[Match]:
        vector = self._encoder.encode([question.text])
        return self.base.ranker.rank(question.text, vector, self.base.topic_of, dict(question.ranking))

    def _belongs(self, match: Match, topics: Collection[str], exercise: Optional[str]) -> bool:
        owner = self.base.statements[match.target].exercise
        return owner == exercise if owner else self._topic_of(match) in topics

    def _card(self, exercise: Exercise, fact: Optional[str] = None) -> ExerciseCard:
        return ExerciseCard(exercise.topic, exercise.id, fact)

    def _topic_for(self, question: Question, matches: Sequence[Match]) -> str:
        best = matches[0]
        if question.topic in self.base.topics:
            own = next(match for match in matches if self._topic_of(match) == question.topic)
            sure = question.probability(question.topic) >= SURE_OF_TOPIC
            if own.score >= best.score - self._at.nearly_as_well or (sure and best.score < self._at.certain):
                return question.topic
        return self._topic_of(best)

    def _exercises_with_advice(self, matches: Sequence[Match]) -> KnowledgePlan:
        """Answer a question about doing exercises; the list follows if the answer names some."""
        topic = EXERCISE_TOPICS["general"]
        best = matches[0]
        advice = tuple(
            match.target
            for match in matches[: self._at.most_fitting]
            if match.kind == "statement" and not self._exercise_of(match) and match.score >= best.score / 2
        )[:3]
        if not advice or best.kind == "topic" or best.score < self._at.fits_advice:
            return ExerciseRequest(topic)
        statements = Statements(topic, advice)
        return ExerciseRequest(topic, statements) if self._names_exercises(advice) else statements

    def _names_exercises(self, statements: Sequence[str]) -> bool:
        text = " ".join(self.base.statements[entry].text["en"] for entry in statements).lower()
        return any(exercise.title["en"].lower() in text for exercise in self.base.exercises.values())

    def _topic_of(self, match: Match) -> str:
        return self.base.topic_of(match.kind, match.target)

    def _exercise_of(self, match: Match) -> Optional[Exercise]:
        """Return the exercise that a match is about; None if it is about none."""
        if match.kind == "exercise":
            return self.base.exercises[match.target]
        if match.kind == "statement":
            return self.base.exercises.get(self.base.statements[match.target].exercise or "")
        return None

    def _other_topics(self, question: Question, topic: str) -> tuple[str, ...]:
        if question.probability(topic) >= self._at.offer_others:
            return ()
        likely = [
            other for other, chance in question.ranking if self.knows(other) and chance >= self._at.worth_offering
        ]
        return tuple(other for other in likely if other != topic)[:2]

    def _statements_for(self, matches: Sequence[Match], topic: str) -> tuple[str, ...]:
        """Take the best match, the best of the topic, others that fit, then the short answer while there is room."""
        plain = [match for match in matches if self._exercise_of(match) is None]
        best = plain[0]
        own = next(match for match in plain if self._topic_of(match) == topic)
        fitting = [best, own, *(match for match in plain if match.score >= self._at.also_fits * best.score)]
        wanted: list[str] = []
        for match in list(dict.fromkeys(fitting))[: self._at.most_fitting]:
            wanted += [match.target] if match.kind == "statement" else self.base.topics[match.target].answer[:2]
        statements = list(dict.fromkeys([*wanted, *self.base.topics[topic].answer]))
        return self._up_to_enough(statements, at_least=2 if own is not best else 1)

    def _up_to_enough(self, statements: Sequence[str], at_least: int = 1) -> tuple[str, ...]:
        chosen: list[str] = []
        words = 0
        for entry in statements:
            length = len(self.base.statements[entry].text["en"].split())
            if len(chosen) >= at_least and words + length > self._at.enough_words:
                break
            chosen.append(entry)
            words += length
        return tuple(chosen)


def _joined(first: KnowledgePlan, second: KnowledgePlan) -> KnowledgePlan:
    """Return the plan for two questions; if one asks for exercises, the other is answered before the form begins."""
    if isinstance(first, ExerciseRequest):
        return ExerciseRequest(first.topic, first.intro or (second if isinstance(second, Statements) else None))
    if isinstance(second, ExerciseRequest):
        return ExerciseRequest(second.topic, first) if isinstance(first, Statements) else first
    assert isinstance(first, (Statements, ExerciseCard)) and isinstance(second, (Statements, ExerciseCard))
    return TwoAnswers(first, second)
