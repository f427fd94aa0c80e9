"""Ranks statements, topics and exercises by how well they fit a question, after what was asked before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Collection, Mapping

from bot.dialogue.state import LastAnswer
from bot.dialogue.turn import Turn
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.knowledge.retrieval import Match
from bot.knowledge.schema import ALARM_GROUPS
from bot.languages import LANGUAGES
from bot.reading.encoder import SentenceEncoder
from bot.reading.person_facts import person_fact_extractor
from bot.reading.question_encoder import QuestionEncoder, in_context

# So much of what was asked before counts; a longer story would bury the question after it.
_MOST_CHARACTERS_BEFORE = 200
# How much a statement on people of some group counts for others who do not speak of it, and for these people.
_ABOUT_OTHERS, _ABOUT_THEM = 0.6, 1.2
# The same for people who say that they are not in the group ("I take no blood thinner").
_DENIED = 0.2
# How much less what was just offered in vain counts.
_REJECTED = 0.5

_NO_ANSWER = LastAnswer()


@dataclass(frozen=True)
class Question:
    """A question, its topic, the classifier's probabilities of the likeliest topics, and the message it stands in.

    `before` is what the person asked before it; the question may make sense only after that. `groups` are those of
    `bot.knowledge.schema.Group` that the person belongs to. `rejected` are the statements and topics that the reply
    before offered, and that were not chosen.
    """

    text: str
    topic: str
    ranking: tuple[tuple[str, float], ...] = ()
    message: str = ""
    before: str = ""
    groups: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()

    def probability(self, topic: str) -> float:
        """Return the classifier's probability of a topic, 0 when it is not among the likeliest."""
        return dict(self.ranking).get(topic, 0.0)


def question_of(turn: Turn, last: LastAnswer = _NO_ANSWER, groups: Collection[str] = ()) -> Question:
    """Return what a turn asks, after the last answer, by a person of these groups."""
    return Question(
        turn.question or turn.text,
        turn.topic,
        turn.ranking,
        turn.text,
        before=last.question,
        groups=frozenset(groups),
        rejected=frozenset(last.offered),
    )


class QuestionRanker:
    """Ranks by both encoders. Plain Python over the knowledge base."""

    def __init__(self, base: KnowledgeBase, encoder: SentenceEncoder, question_encoder: QuestionEncoder) -> None:
        """Keep the knowledge base and the encoders."""
        self._base = base
        self._encoder = encoder
        self._question_encoder = question_encoder
        # Policies and actions look up the same question several times in a turn.
        self.rank = lru_cache(maxsize=64)(self._rank)

    def _rank(self, question: Question) -> list[Match]:
        """Rank by the question; if it is part of a message, that counts as much: it says what the question is about."""
        texts = list(dict.fromkeys(filter(None, (question.text, question.message))))
        topics = dict(question.ranking)
        lists = [self._rank_text(text, question.before, topics) for text in texts]
        matches = lists[0]
        if len(lists) > 1:
            in_message = {(match.kind, match.target): match.score for match in lists[1]}
            matches = [replace(m, score=(m.score + in_message[m.kind, m.target]) / 2) for m in matches]
        said, denied = _groups_in(f"{question.before} {question.message or question.text}")
        fitting = [replace(m, score=m.score * self._fits_person(m, question.groups, said, denied)) for m in matches]
        if question.rejected:
            fitting = [replace(m, score=m.score * self._not_rejected(m, question.rejected)) for m in fitting]
        return sorted(fitting, key=lambda match: -match.score)

    def _not_rejected(self, match: Match, rejected: frozenset[str]) -> float:
        return _REJECTED if {match.target, self._base.topic_of(match.kind, match.target)} & rejected else 1.0

    def _fits_person(
        self, match: Match, groups: frozenset[str], mentioned: frozenset[str], denied: frozenset[str]
    ) -> float:
        """Return the factor for a statement whose question is about people of some group, or that is only for some."""
        if match.kind != "statement":
            return 1.0
        statement = self._base.statements[match.target]
        told = ALARM_GROUPS & {*statement.only_for}
        if told and not told & groups:
            # "Do not wait until tomorrow" is for those who were told to call 112.
            return 0.0
        if {*statement.supposes, *statement.only_for} & denied:
            return _DENIED
        supposes = {*statement.supposes}
        if not supposes:
            return 1.0
        if supposes & groups:
            return _ABOUT_THEM
        return 1.0 if supposes & mentioned else _ABOUT_OTHERS

    def _rank_text(self, text: str, before: str, topics: Mapping[str, float]) -> list[Match]:
        before = before[-_MOST_CHARACTERS_BEFORE:]
        texts = [text, f"{before} {text}"] if before else [text]
        readings = [(reading, self._encoder.encode([reading])) for reading in texts]
        question_vector = self._question_encoder.encode([in_context(text, before)])
        return self._base.ranker.rank(readings, question_vector, self._base.topic_of, topics)


def _groups_in(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return what a text says of a person, and what it denies, in either language."""
    facts = [person_fact_extractor(language).extract(text) for language in LANGUAGES]
    denied = frozenset().union(*(entry.denied for entry in facts))
    return frozenset().union(*(entry.said for entry in facts)) - denied, denied
