"""Tells what is so now from what is denied, past, imagined, harmless or about somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Collection, Literal, Sequence

from pydantic import StrictStr
from spacy.tokens import Doc

from bot.reading.language_files import LanguageFile
from bot.reading.normalizer import TextNormalizer
from bot.reading.phrases import Mention, PhraseFinder

FOLDER = Path(__file__).with_name("context_rules")

# "general" is a question about nobody ("is fever a bad sign"); it is found by the way the sentence begins.
Context = Literal["negated", "past", "hypothetical", "family", "innocent", "general", "current"]
Direction = Literal["before", "after", "clause", "sentence", "back"]

# A negation reaches this many words ahead, or back.
_REACH = 7
_SENTENCE_ENDS = frozenset(".!?;…\n")
_CLAUSE_ENDS = frozenset(":()–—")
# What is so now is neither past nor imagined, and no family history.
_NOT_NOW: frozenset[Context] = frozenset({"past", "hypothetical", "family", "general"})


class ContextFile(LanguageFile):
    """One file of `context_rules/`."""

    clause_words: list[StrictStr]
    joining_words: list[StrictStr]
    clause_starts: list[StrictStr]
    not_in_gaps: list[StrictStr]
    question_starts: list[StrictStr]
    own_words: list[StrictStr]
    contexts: dict[Context, dict[Direction, list[StrictStr]]]

    def stops_gaps(self) -> list[str]:
        """Return the words that a gap in a phrase does not stand for: they deny, or they begin a clause."""
        denying = [phrase for phrase in self.contexts["negated"].get("before", []) if " " not in phrase]
        return [*denying, *self.clause_words, *self.not_in_gaps]


@dataclass(frozen=True)
class Modifier:
    """Words that put what stands near them into a context."""

    words: Mention
    context: Context
    place: Direction


@dataclass(frozen=True)
class PlacedMention:
    """A mention with its clause and sentence, counted from 0, and the triggers that reach it."""

    mention: Mention
    clause: int
    sentence: int
    triggers: tuple[Modifier, ...]

    def contexts_beside(self, together: Collection[Mention]) -> frozenset[Context]:
        """Return the contexts this mention stands in, as part of a sign.

        The "not" of "cannot feel" belongs to the numbness: it takes neither this nor the rest of the sign back.

        Args:
            together: the mentions that make up the sign.
        """
        own_negation = any(t.context == "negated" and t.words.is_within(self.mention) for t in self.triggers)
        found = {
            trigger.context
            for trigger in self.triggers
            if not any(trigger.words.is_within(mention) for mention in together)
            and not (own_negation and trigger.context == "negated")
        }
        return frozenset(found - _NOT_NOW - {"current"} if "current" in found else found)

    @property
    def contexts(self) -> frozenset[Context]:
        """The contexts this mention stands in, taken alone."""
        return self.contexts_beside([self.mention])


class ContextFinder:
    """Places mentions in clauses and contexts."""

    def __init__(self, reader: TextNormalizer, file: ContextFile, source: str) -> None:
        """Compile the context phrases of one language."""
        self._clause_words = {reader.norm(word) for word in file.clause_words}
        self._joining_words = {reader.norm(word) for word in file.joining_words} | {","}
        self._clause_starts = {reader.norm(word) for word in file.clause_starts}
        self._own_words = {reader.norm(word) for word in file.own_words}
        groups = {
            f"{context} {place}": phrases
            for context, places in file.contexts.items()
            for place, phrases in places.items()
        }
        self._triggers = PhraseFinder(reader, groups, source)
        self._questions = PhraseFinder(reader, {"question": file.question_starts}, source)

    def hedges(self, document: Doc) -> bool:
        """Whether anything in the message is denied, past, imagined, harmless or about somebody else."""
        return any(not trigger.name.startswith("current ") for trigger in self._triggers.find(document))

    def place(self, document: Doc, mentions: Sequence[Mention], ignored: Sequence[Mention]) -> list[PlacedMention]:
        """Return the mentions with the triggers that reach each.

        Args:
            document: the message.
            mentions: what it mentions.
            ignored: words that must not be taken for a context ("not only").
        """
        clauses, sentences = self._borders(document)
        found = [Modifier(words, *words.name.split(" ")) for words in self._triggers.find(document)]  # type: ignore[arg-type]
        found = [trigger for trigger in found if trigger.place != "back" or self._opens_clause(document, trigger)]
        triggers = [trigger for trigger in found if not any(trigger.words.overlaps(other) for other in ignored)]
        if not any(trigger.context == "current" for trigger in triggers):
            triggers += self._impersonal_questions(document, sentences)
        return [
            PlacedMention(
                mention,
                clauses[mention.start],
                sentences[mention.start],
                tuple(trigger for trigger in triggers if _reaches(trigger, mention, clauses, sentences)),
            )
            for mention in mentions
        ]

    def _opens_clause(self, document: Doc, trigger: Modifier) -> bool:
        """Whether nothing stands between the words and the clause before: "fell I did not" denies only the fall."""
        before = document[trigger.words.start - 1] if trigger.words.start else None
        return before is None or before.is_punct or before.norm_ in self._joining_words | self._clause_words

    def _impersonal_questions(self, document: Doc, sentences: Sequence[int]) -> list[Modifier]:
        """Return a trigger for each sentence that asks in general, about nobody ("is fever a bad sign")."""
        triggers = []
        for start in self._questions.find(document):
            if start.start > 0 and sentences[start.start - 1] == sentences[start.start]:
                continue
            words = {t.norm_ for t, number in zip(document, sentences, strict=True) if number == sentences[start.start]}
            if not words & self._own_words:
                triggers.append(Modifier(Mention("", start.start, start.start), "general", "sentence"))
        return triggers

    def _borders(self, document: Doc) -> tuple[list[int], list[int]]:
        """Return the number of the clause and of the sentence for each word."""
        clauses, sentences = [], []
        clause = sentence = 0
        for position, token in enumerate(document):
            word = token.norm_
            if word in self._clause_words or self._starts_clause(document, position):
                clause += 1
            clauses.append(clause)
            sentences.append(sentence)
            if set(token.text) <= _SENTENCE_ENDS:
                sentence, clause = sentence + 1, clause + 1
            elif token.text in _CLAUSE_ENDS:
                clause += 1
        return clauses, sentences

    def _starts_clause(self, document: Doc, position: int) -> bool:
        """Whether a clause begins after a comma or an "and": not in a list ("no fever, chills and sweats")."""
        if position == 0 or document[position].norm_ not in self._clause_starts:
            return False
        return document[position - 1].norm_ in self._joining_words


def _reaches(trigger: Modifier, mention: Mention, clauses: Sequence[int], sentences: Sequence[int]) -> bool:
    if trigger.place == "back":
        return mention.end <= trigger.words.start and sentences[trigger.words.start] - sentences[mention.start] <= 1
    where = sentences if trigger.place == "sentence" else clauses
    if where[trigger.words.start] != where[mention.start]:
        return False
    if trigger.words.overlaps(mention):
        return True
    if trigger.place == "before":
        return 0 <= mention.start - trigger.words.end < _REACH
    if trigger.place == "after":
        return 0 <= trigger.words.start - mention.end < _REACH
    return True
