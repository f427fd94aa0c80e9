"""The objects that components, policies and actions of one process share, built when first needed."""

from __future__ import annotations

from functools import lru_cache

from bot.dialogue.answer_planner import AnswerPlanner
from bot.dialogue.reply_builder import ReplyBuilder
from bot.knowledge.database import open_database
from bot.knowledge.knowledge_base import KnowledgeBase, read_knowledge_base
from bot.reading.encoder import shared_encoder
from bot.server.settings import load_settings


@lru_cache(maxsize=1)
def shared_knowledge_base() -> KnowledgeBase:
    """Return the knowledge base.

    Raises:
        EmptyKnowledgeBase: nothing is loaded into the database yet.
    """
    return read_knowledge_base(open_database(load_settings().database_url))


@lru_cache(maxsize=1)
def shared_planner() -> AnswerPlanner:
    """Return what plans answers (raises like `shared_knowledge_base`)."""
    return AnswerPlanner(shared_knowledge_base(), shared_encoder())


@lru_cache(maxsize=1)
def shared_builder() -> ReplyBuilder:
    """Return what builds replies (raises like `shared_knowledge_base`)."""
    return ReplyBuilder(shared_knowledge_base())
