"""Plans answers from the knowledge base: first the fact asked for, then related facts."""

from __future__ import annotations

from dataclasses import replace
from typing import Collection, Optional, Sequence

from bot.dialogue.answer_thresholds import AnswerThresholds
from bot.dialogue.follow_ups import FollowUpPlanner
from bot.dialogue.offers import GETTING_HELP, Offers
from bot.dialogue.plans import Choice, ExerciseCard, ExerciseRequest, KnowledgePlan, SourceList, Statements, TwoAnswers
from bot.dialogue.question_ranking import Question, Rank, question_of
from bot.dialogue.state import LastAnswer
from bot.dialogue.turn import Turn
from bot.knowledge.knowledge_base import EXERCISE_TOPICS, Exercise, KnowledgeBase
from bot.knowledge.retrieval import Match
from bot.reading.sentences import split_sentences

# From this probability the classifier is sure of a topic, whichever statements fit.
SURE_OF_TOPIC = 0.6
# Where the classifier is as sure as this that a message is not ours, a statement has to fit so many times as well.
_SURELY_NOT_OURS, _FITS_ALL_THE_SAME = 0.9, 1.5
# A question of so few words that is about sources means those of the last answer.
_SOURCES, _FEW_WORDS = "sources_evidence", 8

_NO_ANSWER = LastAnswer()

# What the card of an exercise says in its steps.
_HOW_IT_GOES = ("purpose", "technique")


class AnswerPlanner:
    """Decides which statements or exercises answer a question. Plain Python over the knowledge base."""

    def __init__(self, base: KnowledgeBase, rank: Rank, thresholds: AnswerThresholds) -> None:
        """Keep the knowledge base, the ranking of everything in it for a question, and the thresholds."""
        self.base = base
        self.thresholds = self._at = thresholds
        self._ranked = rank
        self._offers = Offers(base, thresholds)
        self.follow_up = FollowUpPlanner(base, rank, self._offers, thresholds).plan

    def knows(self, topic: Optional[str]) -> bool:
        """Whether the knowledge base has this topic."""
        return topic in self.base.topics

    def can_plan(self, turn: Turn) -> bool:
        """Whether there is anything to answer: a button of an earlier version may name a topic that is gone."""
        if not turn.is_button or self.knows(turn.topic):
            return True
        return turn.exercise in self.base.exercises or turn.statement in self.base.statements

    def plan(self, turn: Turn, last: LastAnswer = _NO_ANSWER, groups: Collection[str] = ()) -> KnowledgePlan:
        """Plan the answer to a turn, or to both questions of a turn. Call `can_plan` first.

        Args:
            turn: the turn.
            last: the last answer: a question may make sense only after it, or ask where that comes from.
            groups: the groups of `bot.knowledge.schema.Group` that the person belongs to.
        """
        if turn.exercise in self.base.exercises:
            return self._card(self.base.exercises[str(turn.exercise)])
        if turn.statement in self.base.statements:
            return self.statement(str(turn.statement))
        other = _other_question(turn)
        if other and turn.question and not turn.question.endswith("?"):
            # "All right, the bridge will do. May I take ibuprofen?"
            return _again(self._plan_one(replace(turn, question=other), last, groups, alone=True), last)
        first = self._plan_one(turn, last, groups, alone=other is not None)
        if other is None or isinstance(first, (SourceList, ExerciseRequest)):
            return _again(first, last)
        question = Question(other, "", groups=frozenset(groups))
        if self._ranked(question)[0].score < self._at.fits_second_question:
            return _again(self._plan_one(turn, last, groups), last)
        second = self.answer(question)
        if isinstance(first, Choice) or isinstance(second, (Choice, SourceList)):
            return second if isinstance(first, Choice) else first
        is_before = turn.text.find(other) < turn.text.find(turn.question or turn.text)
        if is_before and isinstance(first, Statements) and isinstance(second, Statements):
            first, second = second, first
        return _joined(first, second)

    def _plan_one(self, turn: Turn, last: LastAnswer, groups: Collection[str], alone: bool = False) -> KnowledgePlan:
        """Plan the answer to the main question, by itself (`alone`) or read together with the whole message."""
        cited = last.cited
        if turn.is_button:
            is_about_last = turn.topic == _SOURCES and bool(cited)
            return SourceList(tuple(cited)) if is_about_last else self.topic(turn.topic)
        question = question_of(turn, last, groups)
        question = replace(question, message="") if alone else question
        about = {turn.topic, self._offers.topic_of(self._ranked(question)[0])}
        if cited and _SOURCES in about and turn.words <= _FEW_WORDS:
            return SourceList(tuple(cited))
        return self.answer(question, cited)

    def beside_exercise(self, turn: Turn, last: LastAnswer, groups: Collection[str]) -> Optional[Statements]:
        """Plan the answer to a question that names an exercise but asks for something else; None if nothing fits."""
        matches = [match for match in self._ranked(question_of(turn, last, groups)) if match.kind == "statement"]
        others = [match for match in matches if not self._exercise_of(match) and match.target not in last.cited]
        best = others[0]
        if self._offers.is_unsure(best, last.cited) or self._offers.is_for_few(best):
            return None
        return Statements(self._offers.topic_of(best), (best.target,), exercise=last.exercise)

    def ranked(self, turn: Turn) -> Sequence[Match]:
        """Return all statements, topics and exercises by how well they fit what a turn asks, best first."""
        return self._ranked(question_of(turn))

    def offered(self, chosen: str) -> KnowledgePlan:
        """Plan the statement or the topic that was chosen of what the last reply offered."""
        return self.statement(chosen) if chosen in self.base.statements else self.topic(chosen)

    def statement(self, statement: str) -> Statements:
        """Plan the statement whose question was chosen."""
        entry = self.base.statements[statement]
        return Statements(entry.topic, (entry.id,), exercise=entry.exercise)

    def topic(self, topic: str) -> KnowledgePlan:
        """Plan a topic's short answer, as when its button was pressed."""
        if topic == EXERCISE_TOPICS["general"]:
            return ExerciseRequest(topic)
        return Statements(topic, tuple(self.base.topics[topic].answer))

    def answer(self, question: Question, cited: Sequence[str] = ()) -> KnowledgePlan:
        """Plan the answer to one question.

        Args:
            question: the question.
            cited: the statements of the last answer: who asks again wants to hear something else.
        """
        matches = self._new_first(
            [match for match in self._ranked(question) if not self._offers.is_for_few(match)], cited
        )
        topic = self._offers.topic_of(matches[0])
        exercise = self._exercise_of(matches[0])
        if exercise and exercise.topic == topic:
            return self._fact_or_card(exercise, matches[0])
        if topic == EXERCISE_TOPICS["general"]:
            return self._exercises_with_advice(matches)
        if topic == EXERCISE_TOPICS["pregnancy"] and self._asks_for_list(matches[0]):
            return ExerciseRequest(topic, Statements(topic, tuple(self.base.topics[topic].answer[:2])))
        if self._offers.is_unsure(matches[0], cited):
            return self._offers.choice([match for match in matches if match.target not in cited] or matches)
        chosen = self._statements_for(matches, topic)
        options = self._other_topics(question, topic)
        nearby, is_sure = self._offers.nearby(matches, (*chosen, *cited)), matches[0].score >= self._at.fits_again
        return Statements(topic, chosen, options=options, nearby=nearby, is_sure=is_sure)

    def answer_if_fitting(self, turn: Turn, fit: float) -> Optional[KnowledgePlan]:
        """Plan an answer to a message of unclear topic, or that seems off-topic; None if its score is below `fit`."""
        is_sure = turn.confidence >= SURE_OF_TOPIC and turn.topic != "oos"
        if not turn.ranking or turn.is_button or is_sure:
            return None
        question = replace(question_of(turn), topic="")
        best = self._ranked(question)[0]
        if turn.topic == "oos" and turn.confidence >= _SURELY_NOT_OURS:
            fit *= _FITS_ALL_THE_SAME
        # On getting help the statements name days and times, as "what is the weather like tomorrow" does.
        is_fitting = best.score >= fit and self._offers.topic_of(best) != GETTING_HELP
        return self.answer(question) if is_fitting else None

    def answer_to(self, text: str, least: float, groups: Collection[str] = ()) -> Optional[KnowledgePlan]:
        """Plan the answer to a question that had to wait or stands beside a report; None if nothing scores `least`."""
        question = Question(text, "", groups=frozenset(groups))
        return self.answer(question) if self._ranked(question)[0].score >= least else None

    def more(self, topic: Optional[str], shown: Sequence[str]) -> Optional[Statements]:
        """Plan to continue a topic with the statements not shown yet; None when there are none left."""
        if topic is None or topic not in self.base.topics:
            return None
        rest = [entry for entry in self.base.topics[topic].statements if entry not in shown]
        return Statements(topic, self._up_to_enough(rest), tuple(shown)) if rest else None

    def _new_first(self, matches: Sequence[Match], cited: Collection[str]) -> list[Match]:
        """Return the matches in order, what was told last a little lower."""
        return sorted(
            matches,
            key=lambda match: match.score / (self._at.prefers_new if match.target in cited else 1.0),
            reverse=True,
        )

    def _fact_or_card(self, exercise: Exercise, match: Match) -> KnowledgePlan:
        """Plan the one fact asked for, such as the dose; who asks how an exercise goes gets all of it."""
        is_fact = match.kind == "statement" and self.base.statements[match.target].role not in _HOW_IT_GOES
        if is_fact and match.score >= self._at.asks_for_fact:
            return Statements(exercise.topic, (match.target,), exercise=exercise.id)
        return self._card(exercise)

    def _card(self, exercise: Exercise) -> ExerciseCard:
        return ExerciseCard(exercise.topic, exercise.id)

    def is_unsure(self, turn: Turn) -> bool:
        """Whether neither the topic of a question is sure nor any statement fits it."""
        if turn.is_button or turn.confidence >= self._at.doubtful_topic:
            return False
        return self._ranked(question_of(turn))[0].score < self._at.fits_at_all

    def _asks_for_list(self, match: Match) -> bool:
        """Whether a question is about the exercises of a topic as such: they are shown, not listed."""
        return match.kind == "topic" or self.base.statements[match.target].use == "lists_exercises"

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
        """Take what fits best, and one more statement of the topic if it fits the question nearly as well."""
        plain = [match for match in matches if self._exercise_of(match) is None]
        first = next(match for match in plain if self._offers.topic_of(match) == topic)
        if first.kind == "topic":
            return tuple(self.base.topics[first.target].answer[:2])
        further = [
            match.target
            for match in plain
            if match.kind == "statement"
            and match != first
            and self._offers.topic_of(match) == topic
            and match.score >= self._at.also_fits * first.score
        ]
        return (first.target, *further[:1])

    def _up_to_enough(self, statements: Sequence[str]) -> tuple[str, ...]:
        chosen: list[str] = []
        words = 0
        for entry in statements:
            length = len(self.base.statements[entry].text["en"].split())
            if chosen and words + length > self._at.enough_words:
                break
            chosen.append(entry)
            words += length
        return tuple(chosen)


def _other_question(turn: Turn) -> Optional[str]:
    """Return another question of the message than its main one, the last; None if there is none."""
    if turn.is_button:
        return None
    main = turn.question or turn.text
    others = [sentence for sentence in split_sentences(turn.text) if sentence.endswith("?") and sentence != main]
    return others[-1] if others else None


def _again(plan: KnowledgePlan, last: LastAnswer) -> KnowledgePlan:
    """Return the plan; an offer of questions knows whether the reply before was one as well."""
    return replace(plan, again=bool(last.offered)) if isinstance(plan, Choice) else plan


def _joined(first: KnowledgePlan, second: KnowledgePlan) -> KnowledgePlan:
    """Return the plan for two questions; if one asks for exercises, the other is answered before the form begins."""
    if isinstance(second, ExerciseRequest):
        return ExerciseRequest(second.topic, first) if isinstance(first, Statements) else first
    if isinstance(first, Statements) and isinstance(second, Statements):
        return replace(first, statements=tuple(dict.fromkeys([first.statements[0], second.statements[0]])))
    assert isinstance(first, (Statements, ExerciseCard)) and isinstance(second, (Statements, ExerciseCard))
    return TwoAnswers(first, second)
