"""Objects shared by the components, policies and actions of one process, built when first needed."""

from __future__ import annotations

from functools import lru_cache

from bot.dialogue.answer_planner import AnswerPlanner
from bot.dialogue.answer_thresholds import AnswerThresholds
from bot.dialogue.question_ranking import QuestionRanker
from bot.dialogue.reply_builder import ReplyBuilder
from bot.knowledge.database import open_database
from bot.knowledge.knowledge_base import KnowledgeBase, read_knowledge_base
from bot.paths import ROOT
from bot.reading.question_encoder import shared_question_encoder
from bot.settings import load_settings
from bot.yaml_files import ContentError, read_yaml


@lru_cache(maxsize=1)
def shared_knowledge_base() -> KnowledgeBase:
    """Return the knowledge base.

    Raises:
        EmptyKnowledgeBase: nothing is loaded into the database yet.
    """
    return read_knowledge_base(open_database(load_settings().database_url))


@lru_cache(maxsize=1)
def shared_planner() -> AnswerPlanner:
    """Return the answer planner, with the thresholds of config.yml (raises like `shared_knowledge_base`).

    Raises:
        ContentError: config.yml names a threshold that does not exist.
    """
    components = read_yaml(ROOT / "config.yml")["pipeline"]
    retriever = next(entry for entry in components if entry["name"].endswith(".KnowledgeRetriever"))
    try:
        thresholds = AnswerThresholds(**retriever.get("answers", {}))
    except TypeError as error:
        raise ContentError(f"{ROOT / 'config.yml'}: KnowledgeRetriever, 'answers': {error}") from error
    base = shared_knowledge_base()
    return AnswerPlanner(base, QuestionRanker(base, shared_question_encoder()).rank, thresholds)


@lru_cache(maxsize=1)
def shared_builder() -> ReplyBuilder:
    """Return the reply builder (raises like `shared_knowledge_base`)."""
    return ReplyBuilder(shared_knowledge_base())
