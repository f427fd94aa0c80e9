"""Ranks statements, topics and exercises by how well they fit a question, after what was asked before it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.dialogue.offers import GETTING_HELP
from bot.dialogue.state import NOT, LastAnswer
from bot.dialogue.turn import Turn
from bot.knowledge.knowledge_base import KnowledgeBase, Statement
from bot.knowledge.retrieval import MOST_CHARACTERS_BEFORE, Match
from bot.knowledge.schema import ALARM_GROUPS
from bot.languages import LANGUAGES
from bot.reading.person_facts import person_fact_extractor
from bot.reading.question_encoder import QuestionEncoder, in_context

# The weight of the topic classifier's probabilities: chosen on the questions of tests/facts and on messages of other
# hands, where the ranking then finds the topic more often than the classifier alone (docs/understanding.md).
_TOPIC_WEIGHT = 0.15
# How much a statement on people of some group counts for others who do not speak of it, and for these people.
_ABOUT_OTHERS, _ABOUT_THEM = 0.6, 1.2
# The same for people who say that they are not in the group ("I take no blood thinner").
_DENIED = 0.2
# How much less what was just offered in vain counts.
_REJECTED = 0.5

# Messages of so few words say little by themselves.
_BARE = 3

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


# Returns everything in the knowledge base, best first.
Rank = Callable[[Question], Sequence[Match]]


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
    """Ranks by the known questions, the topic and the person. Plain Python over the knowledge base."""

    def __init__(self, base: KnowledgeBase, question_encoder: QuestionEncoder) -> None:
        """Keep the knowledge base and the encoder."""
        self._base = base
        self._encoder = question_encoder
        # Policies and actions look up the same question several times in a turn.
        self.rank = lru_cache(maxsize=64)(self._rank)

    @cached_property
    def _targets(self) -> list[tuple[str, str]]:
        return self._base.ranker.targets

    @cached_property
    def _topics(self) -> NDArray[np.str_]:
        """The topic of each target."""
        return np.array([self._base.topic_of(kind, target) for kind, target in self._targets])

    @cached_property
    def _for_some(self) -> list[tuple[int, Statement]]:
        """The numbers of the targets whose fitness depends on the person."""
        statements = ((number, self._base.statements.get(target)) for number, (_, target) in enumerate(self._targets))
        return [(number, entry) for number, entry in statements if entry and _is_for_some(entry)]

    def _rank(self, question: Question) -> list[Match]:
        scores = self._scores(question)
        said, denied = _groups_in(f"{question.before} {question.message or question.text}")
        denied |= {group.removeprefix(NOT) for group in question.groups if group.startswith(NOT)} - said
        for number, statement in self._for_some:
            scores[number] *= _fits_person(statement, question.groups, said, denied)
        for number, (_, target) in enumerate(self._targets if question.rejected else ()):
            if {target, self._topics[number]} & question.rejected:
                scores[number] *= _REJECTED
        matches = [
            Match(kind, target, score) for (kind, target), score in zip(self._targets, scores.tolist(), strict=True)
        ]
        return sorted(matches, key=lambda match: -match.score)

    def _scores(self, question: Question) -> NDArray[np.float32]:
        """Return how well each target fits.

        That is the mean over the question and the message around it, which says what it is about. Each is read alone
        and after what was asked before, because that may matter or not; to so few words as "how often?" it does.
        """
        before = question.before[-MOST_CHARACTERS_BEFORE:]
        texts = dict.fromkeys(_without_denied(text) for text in (question.text, question.message) if text)
        readings = dict.fromkeys(
            (text, in_context(text, after))
            for text in texts
            for after in ((before,) if len(text.split()) <= _BARE else ("", before))
        )
        vectors = self._encoder.encode([reading for _, reading in readings])
        scores = self._base.ranker.scores([text for text, _ in readings], vectors).mean(axis=0)
        for topic, probability in question.ranking:
            scores[self._topics == topic] += _TOPIC_WEIGHT * probability
        return np.asarray(scores, dtype=np.float32)


def _is_for_some(statement: Statement) -> bool:
    return bool(statement.supposes or statement.only_for) or statement.topic == GETTING_HELP


def _fits_person(
    statement: Statement, groups: frozenset[str], mentioned: frozenset[str], denied: frozenset[str]
) -> float:
    """Return the factor for a statement whose question is about people of some group, or that is only for some."""
    told = ALARM_GROUPS & {*statement.only_for}
    if told and not told & groups:
        # "Do not wait until tomorrow" is for those who were told to call 112.
        return 0.0
    if statement.topic == GETTING_HELP and not ALARM_GROUPS & groups:
        # "Can it wait until Monday?" is a question of who was told to go.
        return _ABOUT_OTHERS
    supposes = {*statement.supposes}
    if {*supposes, *statement.only_for} & denied:
        return _DENIED
    if not supposes:
        return 1.0
    if supposes & groups:
        return _ABOUT_THEM
    return 1.0 if supposes & mentioned else _ABOUT_OTHERS


def _without_denied(text: str) -> str:
    """Return a question without the conditions and medicines it denies ("no antidepressants"), in either language."""
    for language in LANGUAGES:
        text = person_fact_extractor(language).without_denied(text)
    return text


def _groups_in(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return what a text says of a person, and what it denies, in either language."""
    facts = [person_fact_extractor(language).extract(text) for language in LANGUAGES]
    denied = frozenset().union(*(entry.denied for entry in facts))
    return frozenset().union(*(entry.said for entry in facts)) - denied, denied
