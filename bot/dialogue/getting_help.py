"""Answers the questions of people who were told to see a doctor: whom to call, what happens there, why not to wait."""

from __future__ import annotations

from typing import Collection, Optional

from bot.dialogue.answer_planner import AnswerPlanner
from bot.dialogue.offers import GETTING_HELP
from bot.dialogue.plans import Statements
from bot.dialogue.turn import Turn
from bot.knowledge.knowledge_base import Statement
from bot.knowledge.retrieval import Match
from bot.red_flags.urgency import Urgency

# These say the same, but not to people who have been told; and "which words do I use?" asks for no definition.
ON_DOCTORS = (GETTING_HELP, "see_doctor_when", "red_flags_info", "what_words_mean")


def is_about_help(turn: Turn, planner: AnswerPlanner, urgency: Optional[Urgency]) -> bool:
    """Whether a question is about getting medical help rather than about another topic of the knowledge base.

    Args:
        turn: the question.
        planner: ranks the statements.
        urgency: how fast the person shall see a doctor; where days may pass, other matters are as likely.
    """
    best = planner.ranked(turn)[0]
    own = _best_on_help(turn, planner)
    factor = 1.0 if urgency == "soon" else planner.thresholds.fits_better
    is_better = own is not None and best.score >= factor * own.score
    return not is_better or planner.base.topic_of(best.kind, best.target) in ON_DOCTORS


def answer_on_help(
    turn: Turn, groups: Collection[str], said: Collection[str], planner: AnswerPlanner
) -> Optional[Statements]:
    """Plan the answer to a question on getting medical help; None when nothing fits that was not told yet.

    Args:
        turn: the turn.
        groups: the groups of `bot.knowledge.schema.Group` that the person belongs to.
        said: the statements told so far.
        planner: ranks the statements.
    """
    match = _best_on_help(turn, planner, groups, said)
    is_fitting = match is not None and match.score >= planner.thresholds.fits_at_all
    return Statements(GETTING_HELP, (match.target,)) if match and is_fitting else None


def _best_on_help(
    turn: Turn, planner: AnswerPlanner, groups: Optional[Collection[str]] = None, said: Collection[str] = ()
) -> Optional[Match]:
    for match in planner.ranked(turn):
        is_on_help = match.kind == "statement" and planner.base.topic_of("statement", match.target) == GETTING_HELP
        if is_on_help and match.target not in said and _is_for(planner.base.statements[match.target], groups, said):
            return match
    return None


def _is_for(statement: Statement, groups: Optional[Collection[str]], said: Collection[str]) -> bool:
    """Whether a statement is meant for these groups, and what they would get instead was not told yet."""
    if groups is None:
        return True
    instead = {statement.not_for[group] for group in statement.not_for if group in groups}
    is_theirs = not statement.only_for or bool(set(statement.only_for) & set(groups))
    return is_theirs and not instead & set(said)
