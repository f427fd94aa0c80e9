"""Ranks statements, topics and exercises by how well they fit a question, after what was asked before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Mapping

from bot.knowledge.knowledge_base import KnowledgeBase
from bot.knowledge.retrieval import Match
from bot.reading.encoder import SentenceEncoder
from bot.reading.question_encoder import QuestionEncoder, in_context

# So much of what was asked before counts; a longer story would bury the question after it.
_MOST_CHARACTERS_BEFORE = 200


@dataclass(frozen=True)
class Question:
    """A question, its topic, the classifier's probabilities of the likeliest topics, and the message it stands in.

    `before` is what the person asked before it; the question may make sense only after that.
    """

    text: str
    topic: str
    ranking: tuple[tuple[str, float], ...] = ()
    message: str = ""
    before: str = ""

    def probability(self, topic: str) -> float:
        """Return the classifier's probability of a topic, 0 when it is not among the likeliest."""
        return dict(self.ranking).get(topic, 0.0)


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
        if len(lists) == 1:
            return lists[0]
        in_message = {(match.kind, match.target): match.score for match in lists[1]}
        both = [replace(m, score=(m.score + in_message[m.kind, m.target]) / 2) for m in lists[0]]
        return sorted(both, key=lambda match: -match.score)

    def _rank_text(self, text: str, before: str, topics: Mapping[str, float]) -> list[Match]:
        before = before[-_MOST_CHARACTERS_BEFORE:]
        texts = [text, f"{before} {text}"] if before else [text]
        readings = [(reading, self._encoder.encode([reading])) for reading in texts]
        question_vector = self._question_encoder.encode([in_context(text, before)])
        return self._base.ranker.rank(readings, question_vector, self._base.topic_of, topics)
