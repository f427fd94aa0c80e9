"""One message of the person as the dialogue needs it, read from Rasa's parsed message; needs no Rasa."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Iterable, Mapping, Optional

from bot.languages import DEFAULT_LANGUAGE, Language, as_language
from bot.red_flags.parsed_message import ANSWER_ENTITY, ASSESSMENT_KEY

# The intents of questions that the knowledge base answers; their topic follows a slash ("ask/exercise_why").
ASK, ASK_FOR_EXERCISES = "ask", "ask_for_exercises"
# Rasa's intent for a message of unclear topic.
UNCLEAR_TOPIC = "nlu_fallback"
# The key under which the pipeline leaves what it understood apart from the intent.
UNDERSTANDING = "understanding"
# The key under which it leaves what the message would be after an answer (`bot.reading.labels.AfterAnswer`, 0 to 1).
AFTER_ANSWER = "chances_of_after_answer"
# The same after an exercise, and as an answer to the exercise form (`AfterExercise` and `AboutYou` there).
AFTER_EXERCISE, ABOUT_YOU = "chances_of_after_exercise", "chances_of_about_you"
# From this probability a message makes sense only after the one before it, in at most so many words.
_GOES_ON, _SOME_WORDS = 0.5, 20
# The key under which it leaves how probable each feeling is, and from which probability on one is taken up (0 to 1).
FEELINGS = "chances_of_feelings"
_SURE_OF_FEELING, _SURE_IN_FEW_WORDS, _FEW_WORDS = 0.75, 0.9, 5
# What buttons carry, besides the answer.
TOPIC_ENTITY, EXERCISE_ENTITY, STATEMENT_ENTITY = "topic", "exercise", "statement"


@dataclass(frozen=True)
class Turn:
    """What one message brings to the conversation.

    `topic` is the classifier's topic of a question, or the intent of anything else. `ranking` holds the likeliest
    topics with their probabilities (0 to 1), best first. `question` is the part of the message that asks. `pressed` is
    the answer or wish of a button, `exercise` and `statement` the exercise or statement of a button. `feeling` is one
    of those in `bot.reading.labels`. `after_answer`, `after_exercise` and `about_you` are what the message would be
    after an answer, after an exercise, or as an answer to the exercise form: the labels there, with probabilities (0
    to 1). `denies` is whether it says that something that the rules know is not there.
    """

    text: str
    language: Language
    intent: str
    topic: str
    ranking: tuple[tuple[str, float], ...] = ()
    question: str = ""
    pressed: Optional[str] = None
    exercise: Optional[str] = None
    statement: Optional[str] = None
    feeling: Optional[str] = None
    after_answer: Mapping[str, float] = field(default_factory=dict)
    after_exercise: Mapping[str, float] = field(default_factory=dict)
    about_you: Mapping[str, float] = field(default_factory=dict)
    denies: bool = False

    @property
    def is_button(self) -> bool:
        """Whether a button was pressed, not text typed."""
        return self.text.startswith("/")

    @property
    def goes_on(self) -> bool:
        """Whether the message makes sense only after the answer before it ("and how often?")."""
        return not self.is_button and self.words <= _SOME_WORDS and self.after_answer.get("goes_on", 0.0) >= _GOES_ON

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
        pressed=entities.get(ANSWER_ENTITY) if name == ASK_FOR_EXERCISES else None,
        exercise=entities.get(EXERCISE_ENTITY),
        statement=entities.get(STATEMENT_ENTITY),
        feeling=_feeling(message.get(FEELINGS) or {}, str(message.get("text") or "")),
        after_answer=message.get(AFTER_ANSWER) or {},
        after_exercise=message.get(AFTER_EXERCISE) or {},
        about_you=message.get(ABOUT_YOU) or {},
        denies=bool((message.get(ASSESSMENT_KEY) or {}).get("denied")),
    )


def _feeling(chances: Mapping[str, float], text: str) -> Optional[str]:
    """Return the feeling that shows clearly, in a few words very clearly; None when there is none."""
    likeliest = max(chances, key=lambda label: chances[label], default="none")
    least = _SURE_OF_FEELING if len(text.split()) > _FEW_WORDS else _SURE_IN_FEW_WORDS
    return likeliest if likeliest != "none" and chances[likeliest] >= least else None


def choose_language(candidates: Iterable[object]) -> Language:
    """Return the first candidate that is one of our languages, English when none is."""
    return next((found for found in map(as_language, candidates) if found), DEFAULT_LANGUAGE)


def _default_topic(intent: str) -> str:
    return "exercise_specific" if intent == ASK_FOR_EXERCISES else intent
