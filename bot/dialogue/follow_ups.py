"""Plans the answer to a short message that only makes sense after the last answer ("and how often?")."""

from __future__ import annotations

from dataclasses import replace
from typing import Collection, Optional, Sequence, Union

from bot.dialogue.answer_thresholds import AnswerThresholds
from bot.dialogue.offers import Offers
from bot.dialogue.plans import Choice, Statements
from bot.dialogue.question_ranking import Rank, question_of
from bot.dialogue.state import LastAnswer
from bot.dialogue.turn import Turn
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.knowledge.retrieval import Match

# Messages of so few words say nothing by themselves.
_BARE = 3


class FollowUpPlanner:
    """Prefers what belongs to the last answer, and what was not told yet."""

    def __init__(self, base: KnowledgeBase, rank: Rank, offers: Offers, thresholds: AnswerThresholds) -> None:
        """Keep the knowledge base, the ranking, what reads its matches, and the thresholds."""
        self._base = base
        self._ranked = rank
        self._offers = offers
        self._at = thresholds

    def plan(
        self, turn: Turn, topics: Sequence[str], last: LastAnswer, groups: Collection[str] = ()
    ) -> Optional[Union[Statements, Choice]]:
        """Plan the answer to a short message about the last answer; None when nothing fits.

        What belongs to the last topic is preferred; what was told last is told again only if nothing else fits nearly
        as well.

        Args:
            turn: the message.
            topics: the last topic, then others that the message may be about.
            last: the last answer.
            groups: the groups that the person belongs to.
        """
        near = {*topics, *self._base.topics[topics[0]].related}
        question = replace(question_of(turn, last, groups), text=turn.text, topic=topics[0], message="")
        found = [
            (self._as_follow_up(match, near, last.cited), match)
            for match in self._ranked(question)
            if match.kind == "statement" and self._may_follow(match, near, last.exercise)
        ]
        found.sort(key=lambda pair: -pair[0])
        least = self._at.fits_follow_up if turn.goes_on else self._at.fits_exactly
        if not found or found[0][0] < least:
            return None
        best = found[0][1]
        new = [match for _, match in found if match.target not in last.cited]
        # "And how often?" can hardly mean anything but the last answer.
        if (
            new
            and not (turn.words <= _BARE and best.target not in last.cited)
            and self._offers.is_unsure(best, last.cited)
        ):
            return self._offers.choice(new, again=bool(last.offered))
        nearby = self._offers.nearby(new, (best.target, *last.cited))
        is_sure = best.score >= self._at.fits_again
        topic = self._offers.topic_of(best)
        return Statements(topic, (best.target,), last.shown, exercise=last.exercise, nearby=nearby, is_sure=is_sure)

    def _as_follow_up(self, match: Match, near: Collection[str], cited: Collection[str]) -> float:
        score = match.score * (self._at.prefers_last if self._offers.topic_of(match) in near else 1.0)
        return score / (self._at.prefers_new if match.target in cited else 1.0)

    def _may_follow(self, match: Match, near: Collection[str], exercise: Optional[str]) -> bool:
        """Whether a statement may answer a follow-up: of exercises only the last one, no topic that cannot follow."""
        owner = self._base.statements[match.target].exercise
        if owner:
            return owner == exercise
        return self._offers.topic_of(match) in near or not self._offers.is_for_few(match)
