"""Answers from the knowledge base: the fact asked for first, then what belongs to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Collection, Mapping, Optional, Sequence

from bot.dialogue.exercise_cards import exercise_card, exercise_list, wish_button
from bot.dialogue.reply import Button, Reply
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import EXERCISE_TOPICS, Exercise, KnowledgeBase
from bot.knowledge.retrieval import Match
from bot.languages import Language
from bot.pictures.urls import CHART, picture_url
from bot.reading.encoder import SentenceEncoder

# Long enough to answer, short enough to read in pain.
ENOUGH_WORDS = 90
# Statements that fit a question this well, compared with the best one, are told as well; this many at most.
ALSO_FITS = 0.25
MOST_FITTING = 5
# A statement about doing exercises is told before a list of exercises from here.
FITS_ADVICE = 0.12
# Somebody who names an exercise well enough gets that exercise.
NAMES_EXERCISE = 0.3
# From here a statement of the last topic answers a few words that point back to it.
FITS_FOLLOW_UP = 0.28
# Its own words count this much, compared with the words read together with what they point to.
OWN_WORDS = 2.0
# From here a statement answers a question whatever the classifier thinks of its topic.
CERTAIN = 0.45
# The classifier's topic stands if one of its statements fits nearly as well as the best of all ...
NEARLY_AS_WELL = 0.2
# ... or if the classifier is this sure.
SURE_OF_TOPIC = 0.6
# Below this the next likely topics are offered beside the answer.
OFFER_OTHERS = 0.75
WORTH_OFFERING = 0.05
MAX_BUTTONS = 4
EXERCISES_IN_LIST = 5
# Pictures that show what a statement says.
_CHARTS = {CHART: "chronic_effect_size"}


@dataclass(frozen=True)
class Question:
    """A question with the classifier's opinion on its topic."""

    text: str
    topic: str
    topic_probabilities: Mapping[str, float]


class AnswerBuilder:
    """Finds and words answers. Plain Python over the knowledge base; no Rasa, no SQL."""

    def __init__(self, base: KnowledgeBase, encoder: SentenceEncoder) -> None:
        """Keep the knowledge base and the encoder."""
        self.base = base
        self._encoder = encoder

    def answer(self, question: Question, language: Language) -> Reply:
        """Answer one question; its topic must be one of the knowledge base."""
        matches = self._ranked(question)
        topic = self._topic_for(question, matches)
        exercise = self._exercise_of(matches[0])
        if exercise and (exercise.topic == topic or matches[0].score >= NAMES_EXERCISE):
            fact = matches[0].target if matches[0].kind == "statement" else None
            return exercise_card(self.base, exercise, fact, language)
        if topic == "exercise_specific":
            return self._exercise_list_with_advice(matches, language)
        if topic == "exercise_pregnancy" and matches[0].kind == "topic":
            return self._pregnancy_list(language)
        others = self._other_topics(question, topic)
        return self._statement_reply(topic, self._statements_for(matches, topic), language, others=others)

    def follow_up(
        self,
        text: str,
        topics: Sequence[str],
        exercise: Optional[str],
        shown: Sequence[str],
        language: Language,
    ) -> Optional[Reply]:
        """Answer from what was talked about last what a few words ask; None when nothing there fits.

        The words are read alone and together with the title of what they refer to; both count.

        Args:
            text: the words.
            topics: the last topic, then others the words may mean.
            exercise: the exercise explained last.
            shown: the statements shown last, the first of which need not be repeated.
            language: the language.
        """
        about = self.base.exercises.get(exercise or "") or self.base.topics[topics[0]]
        near = {*topics, *self.base.topics[topics[0]].related}
        scores: Counter[str] = Counter()
        for wording, weight in ((text, OWN_WORDS), (f"{about.title[language]}: {text}", 1.0)):
            for match in self._ranked(Question(wording, topics[0], {topics[0]: 1.0})):
                if match.kind == "statement" and self._belongs(match, near, exercise):
                    scores[match.target] += weight * match.score  # type: ignore[assignment]
        best = next(entry for entry, _ in scores.most_common() if entry not in shown[:1])
        if scores[best] < FITS_FOLLOW_UP:
            return None
        reply = self._statement_reply(self.base.statements[best].topic, [best], language, before=shown)
        return replace(reply, remember={**reply.remember, "last_exercise": exercise})

    def _belongs(self, match: Match, topics: Collection[str], exercise: Optional[str]) -> bool:
        owner = self.base.statements[match.target].exercise
        return owner == exercise if owner else self._topic_of(match) in topics

    def fit(self, question: Question) -> float:
        """Return how well the best statement, topic or exercise fits a question."""
        return self._ranked(question)[0].score

    def is_general(self, question: Question) -> bool:
        """Whether a question asks about its topic as a whole, not for one fact."""
        return self._ranked(question)[0].kind == "topic"

    def answer_topic(self, topic: str, language: Language) -> Reply:
        """Give a topic's short answer, as when its button was pressed."""
        if topic == "exercise_specific":
            return self.exercise_list(language, "general")
        return self._statement_reply(topic, list(self.base.topics[topic].answer), language)

    def statements(self, topic: str, statements: Sequence[str], language: Language) -> Reply:
        """Tell statements of a topic by their ids."""
        return self._statement_reply(topic, statements, language)

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
        text = say("exercise_list" if series == "general" else "exercise_list_pregnancy", language)
        return exercise_list(self.base, fitting[:EXERCISES_IN_LIST], language, [text], ())

    def exercise(self, exercise_id: str, language: Language) -> Reply:
        """Explain one exercise."""
        return exercise_card(self.base, self.base.exercises[exercise_id], None, language)

    def _ranked(self, question: Question) -> list[Match]:
        vector = self._encoder.encode([question.text])
        return self.base.ranker.rank(question.text, vector, self.base.topic_of, question.topic_probabilities)

    def _topic_for(self, question: Question, matches: Sequence[Match]) -> str:
        best = matches[0]
        if question.topic in self.base.topics:
            own = next(match for match in matches if self._topic_of(match) == question.topic)
            sure = question.topic_probabilities.get(question.topic, 0.0) >= SURE_OF_TOPIC
            if own.score >= best.score - NEARLY_AS_WELL or (sure and best.score < CERTAIN):
                return question.topic
        return self._topic_of(best)

    def _exercise_list_with_advice(self, matches: Sequence[Match], language: Language) -> Reply:
        """Answer what was asked about doing exercises; the list follows where exercises are asked for."""
        exercises = self.exercise_list(language, "general")
        best = matches[0]
        advice = [
            match.target
            for match in matches[:MOST_FITTING]
            if match.kind == "statement" and not self._exercise_of(match) and match.score >= best.score / 2
        ][:3]
        if not advice or best.kind == "topic" or best.score < FITS_ADVICE:
            return exercises
        text = " ".join(self.base.statements[entry].text[language] for entry in advice)
        if not self._names_exercises(text, language):
            return self._statement_reply("exercise_specific", advice, language)
        sources = self.base.sources_of(advice, language)
        known = {source.id for source in sources}
        return replace(
            exercises,
            texts=[text, *exercises.texts],
            sources=[
                *(source.as_envelope() for source in sources),
                *(source for source in exercises.sources if source["id"] not in known),
            ],
        )

    def _pregnancy_list(self, language: Language) -> Reply:
        """Answer "which exercises when pregnant" in short; the list follows."""
        short = self._statement_reply("exercise_pregnancy", self.base.topics["exercise_pregnancy"].answer[:2], language)
        exercises = self.exercise_list(language, "pregnancy")
        known = {source["id"] for source in short.sources}
        sources = [*short.sources, *(source for source in exercises.sources if source["id"] not in known)]
        return replace(exercises, texts=[*short.texts, *exercises.texts], sources=sources)

    def _names_exercises(self, text: str, language: Language) -> bool:
        lowered = text.lower()
        return any(exercise.title[language].lower() in lowered for exercise in self.base.exercises.values())

    def _topic_of(self, match: Match) -> str:
        return self.base.topic_of(match.kind, match.target)

    def _exercise_of(self, match: Match) -> Optional[Exercise]:
        """Return the exercise that a match is about, None for statements and topics."""
        if match.kind == "exercise":
            return self.base.exercises[match.target]
        if match.kind == "statement":
            return self.base.exercises.get(self.base.statements[match.target].exercise or "")
        return None

    def _other_topics(self, question: Question, topic: str) -> list[str]:
        if question.topic_probabilities.get(topic, 0.0) >= OFFER_OTHERS:
            return []
        likely = sorted(question.topic_probabilities.items(), key=lambda entry: -entry[1])
        known = [other for other, chance in likely if other in self.base.topics and chance >= WORTH_OFFERING]
        return [other for other in known if other != topic][:2]

    def _statements_for(self, matches: Sequence[Match], topic: str) -> list[str]:
        """Take the best match, the best of the topic, what else fits, then the short answer while there is room."""
        plain = [match for match in matches if self._exercise_of(match) is None]
        best = plain[0]
        own = next(match for match in plain if self._topic_of(match) == topic)
        fitting = [best, own, *(match for match in plain if match.score >= ALSO_FITS * best.score)]
        wanted: list[str] = []
        for match in list(dict.fromkeys(fitting))[:MOST_FITTING]:
            wanted += [match.target] if match.kind == "statement" else self.base.topics[match.target].answer[:2]
        wanted = list(dict.fromkeys(wanted))
        least = 2 if own is not best else 1
        return self._up_to_enough(list(dict.fromkeys([*wanted, *self.base.topics[topic].answer])), at_least=least)

    def _up_to_enough(self, statements: Sequence[str], at_least: int = 1) -> list[str]:
        chosen: list[str] = []
        words = 0
        for entry in statements:
            length = len(self.base.statements[entry].text["en"].split())
            if len(chosen) >= at_least and words + length > ENOUGH_WORDS:
                break
            chosen.append(entry)
            words += length
        return chosen

    def _statement_reply(
        self,
        topic: str,
        statements: Sequence[str],
        language: Language,
        before: Sequence[str] = (),
        others: Sequence[str] = (),
    ) -> Reply:
        always = [entry for entry in self.base.topics[topic].always if entry not in before]
        statements = list(dict.fromkeys([*statements, *always]))
        texts = [self.base.statements[entry].text[language] for entry in statements]
        shown = [*before, *statements]
        return Reply(
            kind="answer",
            topic=topic,
            language=language,
            texts=["\n\n".join(_paragraphs(texts))],
            buttons=self._topic_buttons(topic, shown, language, others),
            options=list(others),
            sources=[source.as_envelope() for source in self.base.sources_of(statements, language)],
            pictures=[picture_url(name, language) for name, entry in _CHARTS.items() if entry in statements],
            remember={
                "last_topic": topic,
                "shown": shown,
                "last_sources": list(statements),
                "last_exercise": None,
            },
        )

    def _topic_buttons(
        self, topic: str, shown: Sequence[str], language: Language, others: Sequence[str]
    ) -> list[Button]:
        entry = self.base.topics[topic]
        more = [Button(say("buttons.more", language), "/more")] if set(entry.statements) - set(shown) else []
        if topic == EXERCISE_TOPICS["pregnancy"]:
            more.append(Button(say("buttons.exercises", language), wish_button("pregnant", language).payload))
        linked = dict.fromkeys([*others, *entry.related])
        return [*more, *(Button(self.base.topics[other].title[language], f"/{other}") for other in linked)][
            :MAX_BUTTONS
        ]


def _paragraphs(texts: Sequence[str]) -> list[str]:
    """The fact asked for stands alone; what belongs to it follows as one paragraph."""
    return [texts[0], " ".join(texts[1:])] if len(texts) > 1 else list(texts)
