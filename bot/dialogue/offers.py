"""Reads matches: which of them are sure enough to be told, and which questions are offered instead or besides."""

from __future__ import annotations

from typing import Collection, Sequence

from bot.dialogue.answer_thresholds import AnswerThresholds
from bot.dialogue.plans import Choice
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.knowledge.retrieval import Match

# The topic for people who have been told to see a doctor.
GETTING_HELP = "getting_help"
# So many questions are offered when none surely is the one that was meant.
_MOST_OFFERED = 3
# So many further questions are offered below an answer.
_MOST_NEARBY = 2


class Offers:
    """Decides by the thresholds what is told and what is offered."""

    def __init__(self, base: KnowledgeBase, thresholds: AnswerThresholds) -> None:
        """Keep the knowledge base and the thresholds."""
        self._base = base
        self._at = thresholds

    def topic_of(self, match: Match) -> str:
        """Return the topic of a match."""
        return self._base.topic_of(match.kind, match.target)

    def is_for_few(self, match: Match) -> bool:
        """Whether a statement holds only for some people or situations, and the question is not clearly about them."""
        if match.kind != "statement":
            return False
        for_few = bool(self._base.statements[match.target].only_for) or self.topic_of(match) == GETTING_HELP
        return for_few and match.score < self._at.fits_for_few

    def is_unsure(self, match: Match, cited: Collection[str]) -> bool:
        """Whether a statement fits too little to be told, or too little to be told a second time."""
        least = self._at.fits_again if match.target in cited else self._at.fits_exactly
        return match.kind == "statement" and match.score < least

    def choice(self, matches: Sequence[Match], again: bool = False) -> Choice:
        """Offer the questions of the best statements that have anything to do with what was asked."""
        likely = [match for match in matches if match.score >= self._at.fits_at_all]
        return Choice(self.topic_of(matches[0]), self._different(likely, (), _MOST_OFFERED), again)

    def nearby(self, matches: Sequence[Match], told: Collection[str]) -> tuple[str, ...]:
        """Return statements that fit nearly as well as what is told: one of them may be what was meant."""
        likely = [match for match in matches if match.score >= self._at.nearby * matches[0].score]
        return self._different([match for match in likely if not self.is_for_few(match)], told, _MOST_NEARBY)

    def _different(self, matches: Sequence[Match], told: Collection[str], most: int) -> tuple[str, ...]:
        """Return the best statements, of those that say the same as another one or as what is told only one."""
        chosen: list[str] = []
        for match in matches:
            known = {*told, *chosen}
            if match.kind == "statement" and not {match.target, *self._base.statements[match.target].same_as} & known:
                chosen.append(match.target)
        return tuple(chosen[:most])
