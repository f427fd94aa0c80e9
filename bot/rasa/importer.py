"""Adds the paraphrases of the knowledge base and the messages of many hands to the training data.

An editor writes a paraphrase in one place, next to its statement; both the topic and the statement are found by it.
"""

from __future__ import annotations

from typing import Collection, Dict, Iterator, List, Optional

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.dialogue.turn import ASK, ASK_FOR_EXERCISES
from bot.knowledge.content_files import Content, read_content
from bot.knowledge.schema import EXERCISE_TOPICS
from bot.knowledge.training_questions import training_questions
from bot.languages import LANGUAGES
from bot.red_flags.labelled_messages import LabelledMessage, messages_of_hands

# Paraphrases show which statement is meant rather than which topic, so they count less than the examples in data/nlu.
WEIGHT = 0.2
# The mark of messages from `data/messages`.
FROM_HANDS = "from_hands"


class ContentImporter(RasaFileImporter):
    """Rasa's file importer plus what the content adds: training questions, and a response for each topic."""

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """Return all training examples (see parent class)."""
        content = read_content()
        examples = [*_examples(content), *_messages(content)]
        added = TrainingData(examples, responses=_responses(content))
        return super().get_nlu_data(language).merge(added)


def _examples(content: Content) -> Iterator[Message]:
    for topic, questions, general in training_questions(content):
        # A general question about exercises asks for the list.
        name = ASK_FOR_EXERCISES if general and topic == EXERCISE_TOPICS["general"] else ASK
        for language in LANGUAGES:
            metadata = {"language": language, "weight": WEIGHT}
            for text in questions[language]:
                yield Message.build(text=text, intent=f"{name}/{topic}", intent_metadata=metadata)


def _messages(content: Content) -> Iterator[Message]:
    """Yield what many hands asked and told; reports of red flags teach only the encoder (`tools/finetune`)."""
    topics = {topic.id for topic in content.topics}
    for message, language in messages_of_hands(training=True):
        intent = _intent_of(message, topics)
        if intent and message.taught_text:
            yield Message.build(
                text=message.taught_text, intent=intent, intent_metadata={"language": language, FROM_HANDS: True}
            )


def _intent_of(message: LabelledMessage, topics: Collection[str]) -> Optional[str]:
    if message.topic:
        return f"{ASK}/{message.topic}" if message.topic in topics else None
    return None if message.intended_topic == "gibberish" else message.intended_topic


def _responses(content: Content) -> Dict[str, List[Dict[str, str]]]:
    """Return the response that Rasa expects for each retrieval intent; the actions build the real replies."""
    names = [f"{ASK}/{topic.id}" for topic in content.topics]
    names += [f"{ASK_FOR_EXERCISES}/{topic}" for topic in EXERCISE_TOPICS.values()]
    titles = {topic.id: topic.title.en for topic in content.topics}
    return {f"utter_{name}": [{"text": titles[name.partition("/")[2]]}] for name in names}
