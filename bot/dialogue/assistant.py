"""The assistant: one method per thing it can do. The Rasa actions only call these."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Mapping, Optional, Sequence

from bot.dialogue.answers import SURE_OF_TOPIC, AnswerBuilder, Question
from bot.dialogue.coaching import Coach
from bot.dialogue.reply import Button, Kind, Reply
from bot.dialogue.source_list import name_sources
from bot.dialogue.wording import say
from bot.knowledge.database import open_database
from bot.knowledge.knowledge_base import KnowledgeBase, read_knowledge_base
from bot.languages import Language
from bot.reading.encoder import shared_encoder
from bot.reading.references import begins_as_follow_up, points_back, refers_back, stands_alone
from bot.server.settings import load_settings

# Offered when the bot has nothing better to offer.
STARTERS = ("exercises", "warning_signs", "painkillers", "coverage")
_STARTER_PAYLOADS = {
    "exercises": "/exercise_specific",
    "warning_signs": "/red_flags_info",
    "painkillers": "/painkiller_duration",
    "coverage": "/coverage_general",
}
MAX_OPTIONS = 3
# A follow-up may also mean one of this many topics that its own words suggest.
LIKELY_TOPICS = 2
# A topic less likely than this is not offered in a clarification, unless fewer than two are left.
WORTH_OFFERING = 0.08


@dataclass(frozen=True)
class Turn:
    """What one message of the user brings to the conversation."""

    text: str
    language: Language
    intent: str
    ranking: Sequence[tuple[str, float]] = ()
    question: str = ""
    second_topic: Optional[str] = None
    second_question: Optional[str] = None
    # The answer that a pressed button of the exercise coach stands for.
    pressed: Optional[str] = None

    @property
    def is_button(self) -> bool:
        """Whether the message is a pressed button, not typed text."""
        return self.text.startswith("/")


class Assistant:
    """Answers turns from a knowledge base."""

    def __init__(self, base: KnowledgeBase) -> None:
        """Keep the knowledge base."""
        self.base = base
        self.answers = AnswerBuilder(base, shared_encoder())
        self.coach = Coach(self.answers)

    def knows(self, topic: Optional[str]) -> bool:
        """Whether the knowledge base has this topic."""
        return topic in self.base.topics

    def answer(self, turn: Turn, last_sources: Sequence[str]) -> Reply:
        """Answer a question; of two questions both."""
        reply = self._answer_one(turn, last_sources)
        if turn.second_topic is None or not self.knows(turn.second_topic):
            return reply
        question = Question(str(turn.second_question), turn.second_topic, {turn.second_topic: 1.0})
        return _joined(reply, self.answers.answer(question, turn.language), turn.language)

    def _answer_one(self, turn: Turn, last_sources: Sequence[str]) -> Reply:
        asks_about_last = turn.intent == "sources_evidence" and bool(last_sources)
        if turn.is_button:
            if asks_about_last:
                return name_sources(self.base, last_sources, turn.language)
            return self.answers.answer_topic(turn.intent, turn.language)
        question = Question(turn.question or turn.text, turn.intent, dict(turn.ranking))
        if asks_about_last and self.answers.is_general(question):
            return name_sources(self.base, last_sources, turn.language)
        return self.answers.answer(question, turn.language)

    def follow_up(
        self, turn: Turn, last_topic: Optional[str], last_exercise: Optional[str], shown: Sequence[str]
    ) -> Optional[Reply]:
        """Answer a few words that make sense only after what was said before ("and how often?"); else None."""
        if turn.is_button or not last_topic or not self.knows(last_topic):
            return None
        if not points_back(turn.text, turn.language):
            return None
        if turn.intent == "sources_evidence" and not begins_as_follow_up(turn.text, turn.language):
            return None
        bare, refers = stands_alone(turn.text, turn.language), refers_back(turn.text, turn.language)
        sure = bool(turn.ranking) and turn.ranking[0][1] >= SURE_OF_TOPIC and self.knows(turn.intent)
        if turn.intent == "exercise_pregnancy" and last_topic.startswith("exercise_"):
            return self.answers.answer_topic(turn.intent, turn.language)
        if sure and turn.intent != "sources_evidence" and not bare and not refers:
            return None
        likely = (
            []
            if sure
            else [
                topic for topic, _ in turn.ranking[:LIKELY_TOPICS] if self.knows(topic) and topic != "sources_evidence"
            ]
        )
        reply = self.answers.follow_up(turn.text, [last_topic, *likely], last_exercise, shown, turn.language)
        return reply or (self.answers.more(last_topic, shown, turn.language) if bare else None)

    def more(self, last_topic: Optional[str], shown: Sequence[str], language: Language) -> Reply:
        """Continue the last answer."""
        if not last_topic:
            return self.talk("more_of_what", "more", language, kind="question", starters=True)
        reply = self.answers.more(last_topic, shown, language)
        return reply or self.talk("nothing_more", last_topic, language, kind="system", starters=True)

    def answer_if_known(self, turn: Turn, fit: float) -> Optional[Reply]:
        """Answer a question whose topic did not get clear if a statement fits it at least this well."""
        if not turn.ranking or turn.is_button or turn.ranking[0][1] >= SURE_OF_TOPIC:
            return None
        question = Question(turn.question or turn.text, "", dict(turn.ranking))
        if self.answers.fit(question) < fit:
            return None
        return self.answers.answer(question, turn.language)

    def clarify(self, turn: Turn) -> Reply:
        """Offer the two or three likeliest topics, best first."""
        options = [topic for topic, chance in turn.ranking if self.knows(topic) and chance >= WORTH_OFFERING]
        if len(options) < 2:
            options = [topic for topic, _ in turn.ranking if self.knows(topic)][:2]
        if not options:
            return self.talk("not_understood", None, turn.language, kind="fallback", starters=True)
        options = options[:MAX_OPTIONS]
        return Reply(
            kind="clarification",
            topic=None,
            language=turn.language,
            texts=[say("unsure", turn.language)],
            buttons=[Button(self.base.topics[topic].title[turn.language], f"/{topic}") for topic in options],
            options=options,
        )

    def talk(
        self, key: str, topic: Optional[str], language: Language, kind: Kind = "smalltalk", starters: bool = False
    ) -> Reply:
        """Say a fixed text, with the main topics as buttons if wanted."""
        buttons = [Button(say(f"buttons.{name}", language), _STARTER_PAYLOADS[name]) for name in STARTERS]
        return Reply(kind=kind, topic=topic, language=language, texts=[say(key, language)], buttons=buttons * starters)

    def yes_to_what(self, language: Language) -> Reply:
        """Take a yes or an answer when nothing was asked."""
        return self.talk("yes_to_what", "affirm", language, kind="question", starters=True)

    def symptom(self, language: Language) -> Reply:
        """Answer somebody who tells of ordinary back pain."""
        buttons = [
            Button(say("buttons.exercises", language), "/exercise_specific"),
            Button(say("buttons.warning_signs", language), "/red_flags_info"),
        ]
        reply = self.talk("symptom_statement", "symptom_statement", language, kind="question")
        return replace(reply, buttons=buttons, remember={"offer": "exercise_specific"})


def _joined(first: Reply, second: Reply, language: Language) -> Reply:
    sources = {str(source["id"]): source for source in (*first.sources, *second.sources)}
    shown: Mapping[str, list[str]] = {
        key: [*first.remember.get(key, []), *second.remember.get(key, [])] for key in ("shown", "last_sources")
    }
    return replace(
        first,
        texts=[*first.texts, f"{say('second_question', language)}\n\n{second.texts[0]}", *second.texts[1:]],
        buttons=list(dict.fromkeys([*first.buttons[:2], *second.buttons[1:3]])),
        sources=list(sources.values()),
        remember={**first.remember, **shown},
    )


@lru_cache(maxsize=1)
def shared_assistant() -> Assistant:
    """Return the one assistant of this process.

    Raises:
        EmptyKnowledgeBase: nothing is loaded into the database yet.
    """
    return Assistant(read_knowledge_base(open_database(load_settings().database_url)))
