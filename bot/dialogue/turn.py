"""One message of the person as the dialogue needs it, read from Rasa's parsed message; needs no Rasa."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable, Mapping, Optional

from bot.languages import DEFAULT_LANGUAGE, Language, as_language
from bot.red_flags.parsed_message import ANSWER_ENTITY

# The intents of questions that the knowledge base answers; their topic follows a slash ("ask/exercise_why").
ASK, ASK_FOR_EXERCISES = "ask", "ask_for_exercises"
# Rasa's intent for a message of unclear topic.
UNCLEAR_TOPIC = "nlu_fallback"
# The key under which the pipeline leaves what it understood apart from the intent.
UNDERSTANDING = "understanding"
# What buttons carry, besides the answer.
TOPIC_ENTITY, EXERCISE_ENTITY = "topic", "exercise"


@dataclass(frozen=True)
class Turn:
    """What one message brings to the conversation.

    `topic` is the classifier's topic of a question, or the intent of anything else. `ranking` holds the likeliest
    topics with their probabilities (0 to 1), best first. `question` is the part of the message that asks. `pressed` is
    the answer or wish of a button, `exercise` the exercise of a button.
    """

    text: str
    language: Language
    intent: str
    topic: str
    ranking: tuple[tuple[str, float], ...] = ()
    question: str = ""
    second_topic: Optional[str] = None
    second_question: Optional[str] = None
    pressed: Optional[str] = None
    exercise: Optional[str] = None

    @property
    def is_button(self) -> bool:
        """Whether a button was pressed, not text typed."""
        return self.text.startswith("/")

    @property
    def confidence(self) -> float:
        """The probability of the likeliest topic, 0 when there is none."""
        return self.ranking[0][1] if self.ranking else 0.0

    @property
    def words(self) -> int:
        """How many words the message has."""
        return len(self.text.split())


def read_turn(message: Mapping[str, Any], language: Language) -> Turn:
    """Return the turn for a parsed message (text, intent, entities, what the pipeline added)."""
    details = message.get(UNDERSTANDING) or {}
    intent = message.get("intent") or {}
    name = str(intent.get("name") or "")
    entities = {entry.get("entity"): str(entry.get("value")) for entry in message.get("entities") or []}
    _, _, subtopic = str(intent.get("full_retrieval_intent_name") or "").partition("/")
    return Turn(
        text=str(message.get("text") or ""),
        language=language,
        intent=name,
        topic=str(details.get("topic") or entities.get(TOPIC_ENTITY) or subtopic or _default_topic(name)),
        ranking=tuple((str(topic), float(chance)) for topic, chance in details.get("ranking") or ()),
        question=str(details.get("question") or ""),
        second_topic=details.get("second_topic"),
        second_question=details.get("second_question"),
        pressed=entities.get(ANSWER_ENTITY) if name == ASK_FOR_EXERCISES else None,
        exercise=entities.get(EXERCISE_ENTITY),
    )


def choose_language(candidates: Iterable[object]) -> Language:
    """Return the first candidate that is one of our languages, English when none is."""
    return next((found for found in map(as_language, candidates) if found), DEFAULT_LANGUAGE)


def _default_topic(intent: str) -> str:
    return "exercise_specific" if intent == ASK_FOR_EXERCISES else intent
