"""What the encoder learns from: the examples of `data/nlu` and the messages of `data/messages`."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import Iterator, Optional, Sequence

from bot.paths import ROOT
from bot.rasa.importer import FROM_HANDS, ContentImporter
from bot.rasa.topic_classifier import example_label, example_urgency
from bot.rasa.training_examples import example_metadata, example_weight
from bot.reading.judgement import NOTHING, REPORT
from bot.red_flags.labelled_messages import LabelledMessage, messages_of_hands
from bot.red_flags.scores import category_of, is_report

# What a message says that reports nothing; more kinds than needed, because each has its own way of being told.
_NOTHING_OF_TOPIC = {
    "symptom_denied": "denied",
    "red_flags_info": "asked_about",
    "symptom_statement": "ordinary",
    "oos": "not_ours",
}
_TALK = frozenset(
    "greet goodbye thanks bot_challenge language_switch start_over help delete_data abuse more deny affirm "
    "safety_answer".split()
)
# Paraphrases of statements, and parts of a message, count less than messages.
_WEIGHT_OF_PARAPHRASE, _WEIGHT_OF_PART = 0.4, 0.5
# Only a part of at most this share of a message is an example of its own.
_LARGEST_PART = 0.7
# Messages that are put together from several: they teach that an alarm depends on no length and no neighbour.
_MIXED_REPORTS, _MIXED_OTHERS, _MOST_WORDS_TO_MIX = 1600, 1600, 60
# A report hidden in a longer message is at most this long, and has up to this many neighbours.
_MOST_WORDS_TO_HIDE, _MOST_NEIGHBOURS = 30, 3
_NOISY_SHARE = 0.18
_WITHOUT_UMLAUTS = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"}


@dataclass(frozen=True)
class Example:
    """One text and what each head should say; None where nothing is known."""

    text: str
    language: str
    finding: str
    category: Optional[str] = None
    urgency: Optional[str] = None
    topic: Optional[str] = None
    weight: float = 1.0


def training_examples() -> list[Example]:
    """Return all examples: from the topics, from messages and their parts, and mixed ones."""
    chance = random.Random(1)
    messages = [(message, language) for message, language in messages_of_hands(True) if not _needs_question(message)]
    whole = [message_example(message, language) for message, language in messages]
    parts = [part for message, language in messages for part in _parts(message, language)]
    mixed = [*_mixed([pair for pair in messages if pair[1] == language] for language in ("de", "en"))]
    examples = [*_topic_examples(), *whole, *parts, *mixed]
    return [replace(e, text=_noisy(e, chance)) if chance.random() < _NOISY_SHARE else e for e in examples]


def calibration_messages() -> list[tuple[LabelledMessage, str]]:
    """Return the messages of hands that teach nothing, with their language."""
    return [(message, language) for message, language in messages_of_hands(training=False) if not message.asked]


def message_example(message: LabelledMessage, language: str) -> Example:
    """Return what a labelled message teaches."""
    example = Example(message.text, language, NOTHING + _kind(message), message.category)
    if message.is_report:
        return replace(example, finding=REPORT, urgency=message.urgency)
    return replace(example, topic=message.intended_topic)


def _kind(message: LabelledMessage) -> str:
    return {"sign": str(message.assertion), "statement": "ordinary"}.get(message.kind, message.kind)


def _needs_question(message: LabelledMessage) -> bool:
    """Whether a report is one only together with the question it answers, which the encoder does not see."""
    return bool(message.asked) and message.is_report


def _topic_examples() -> Iterator[Example]:
    importer = ContentImporter(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data" / "nlu")])
    for message in importer.get_nlu_data().intent_examples:
        text, label = message.get("text"), example_label(message)
        if not text or example_metadata(message).get(FROM_HANDS):
            continue
        language = str(example_metadata(message).get("language"))
        weight = 1.0 if example_weight(message) == 1.0 else _WEIGHT_OF_PARAPHRASE
        if is_report(label):
            yield Example(text, language, REPORT, category_of(label), example_urgency(message), weight=weight)
        else:
            nothing = "talk" if label in _TALK else _NOTHING_OF_TOPIC.get(label, "question")
            yield Example(text, language, NOTHING + nothing, topic=label, weight=weight)


def _parts(message: LabelledMessage, language: str) -> Iterator[Example]:
    """Yield the sentence that reports, and the one that asks."""
    of_kind = {"question": message.part_question, "sign": message.part_sign if message.is_report else None}
    part = of_kind.get(message.kind)
    if part and len(part) < _LARGEST_PART * len(message.text):
        yield replace(message_example(message, language), text=part, weight=_WEIGHT_OF_PART)


def _mixed(by_language: Iterator[list[tuple[LabelledMessage, str]]]) -> Iterator[Example]:
    for messages in by_language:
        chance = random.Random(len(messages))
        short = [
            message_example(message, language)
            for message, language in messages
            if len(message.text.split()) < _MOST_WORDS_TO_MIX and not message.asked
        ]
        reports = [e for e in short if e.finding == REPORT and len(e.text.split()) <= _MOST_WORDS_TO_HIDE]
        others = [example for example in short if example.finding != REPORT]
        for example in chance.sample(reports, min(_MIXED_REPORTS, len(reports))):
            neighbours = chance.sample(others, chance.randint(1, _MOST_NEIGHBOURS))
            yield _joined([example, *neighbours], example, chance)
        for _ in range(_MIXED_OTHERS):
            several = chance.sample(others, chance.choice((2, 2, 3)))
            first = replace(several[0], finding=f"{NOTHING}mixed", category=None)
            yield _joined(several, first, chance)


def _joined(examples: Sequence[Example], like: Example, chance: random.Random) -> Example:
    topics = [example.topic for example in examples if example.finding == f"{NOTHING}question"]
    texts = [example.text for example in examples]
    chance.shuffle(texts)
    return replace(like, text=" ".join(texts), topic=topics[0] if len(topics) == 1 else None)


def _noisy(example: Example, chance: random.Random) -> str:
    """Return the text without punctuation, without umlauts, or with typing errors."""
    kind = chance.random()
    if kind < 0.3:
        return re.sub(r"[.,;:!?\"'’()–-]", " ", example.text)
    if kind < 0.5 and example.language == "de":
        return example.text.translate(_WITHOUT_UMLAUTS)
    return " ".join(_mistyped(word, chance) if chance.random() < 0.2 else word for word in example.text.split(" "))


def _mistyped(word: str, chance: random.Random) -> str:
    if len(word) < 6:
        return word
    at = chance.randrange(1, len(word) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return chance.choice((swapped, word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]))
