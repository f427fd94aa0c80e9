"""Tells what is present from what is denied, past, imagined, harmless or about somebody else.

The method is ConText (Harkema et al. 2009): words such as "no" or "years ago" are modifiers, each of which gives an
assertion to the mentions that it reaches in its direction.
"""

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

# "general" is a question about nobody in particular ("is fever a bad sign"), recognised by how the sentence begins.
Assertion = Literal["denied", "past", "hypothetical", "other_person", "harmless", "general", "present"]
# Which mentions a modifier reaches: those after it, those before it, all of its clause or sentence, or all that was
# said before it in its own sentence and the previous one.
Direction = Literal["forward", "backward", "clause", "sentence", "previous_sentence"]

# Modifiers with the direction "forward" or "backward" reach this many words.
_REACH = 7
_SENTENCE_ENDS = frozenset(".!?;…\n")
_CLAUSE_ENDS = frozenset(":()–—")
# A modifier for "present" overrides these.
_NOT_PRESENT: frozenset[Assertion] = frozenset({"past", "hypothetical", "other_person", "general"})


class ContextRuleFile(LanguageFile):
    """One file of `context_rules/`."""

    clause_words: list[StrictStr]
    joining_words: list[StrictStr]
    clause_starts: list[StrictStr]
    not_in_gaps: list[StrictStr]
    question_starts: list[StrictStr]
    own_words: list[StrictStr]
    assertions: dict[Assertion, dict[Direction, list[StrictStr]]]

    def words_not_in_gaps(self) -> list[str]:
        """Return the words that a gap in a phrase cannot contain, because they deny or begin a clause."""
        denying = [phrase for phrase in self.assertions["denied"].get("forward", []) if " " not in phrase]
        return [*denying, *self.clause_words, *self.not_in_gaps]


@dataclass(frozen=True)
class Modifier:
    """Words that give an assertion to the mentions around them."""

    words: Mention
    assertion: Assertion
    direction: Direction


@dataclass(frozen=True)
class AssertedMention:
    """A mention with its clause and sentence, counted from 0, and the modifiers that reach it."""

    mention: Mention
    clause: int
    sentence: int
    modifiers: tuple[Modifier, ...]

    def assertions_as_part_of(self, matched: Collection[Mention]) -> frozenset[Assertion]:
        """Return what is asserted about this mention where it is part of a match; empty: it is present.

        The "not" of "cannot feel my groin" belongs to the numbness: it denies neither this mention nor the others.

        Args:
            matched: the mentions that make up the match.
        """
        own_negation = any(m.assertion == "denied" and m.words.is_within(self.mention) for m in self.modifiers)
        found = {
            modifier.assertion
            for modifier in self.modifiers
            if not any(modifier.words.is_within(mention) for mention in matched)
            and not (own_negation and modifier.assertion == "denied")
        }
        return frozenset(found - _NOT_PRESENT - {"present"} if "present" in found else found)

    @property
    def assertions(self) -> frozenset[Assertion]:
        """What is asserted about this mention alone; empty: it is present."""
        return self.assertions_as_part_of([self.mention])


class ContextRules:
    """Applies the context rules of one language."""

    def __init__(self, normalizer: TextNormalizer, file: ContextRuleFile, source: str) -> None:
        """Compile the rules.

        Args:
            normalizer: normalises rules and messages alike.
            file: the rules.
            source: where they come from, for error messages.
        """
        self._clause_words = {normalizer.first_word(word) for word in file.clause_words}
        self._joining_words = {normalizer.first_word(word) for word in file.joining_words} | {","}
        self._clause_starts = {normalizer.first_word(word) for word in file.clause_starts}
        self._own_words = {normalizer.first_word(word) for word in file.own_words}
        groups = {
            f"{assertion} {direction}": phrases
            for assertion, directions in file.assertions.items()
            for direction, phrases in directions.items()
        }
        self._modifiers = PhraseFinder(normalizer, groups, source)
        self._questions = PhraseFinder(normalizer, {"question": file.question_starts}, source)

    def is_hedged(self, document: Doc) -> bool:
        """Whether anything in the message is denied, past, imagined, harmless or about somebody else."""
        return any(not words.name.startswith("present ") for words in self._modifiers.find(document))

    def apply(self, document: Doc, mentions: Sequence[Mention], ignored: Sequence[Mention]) -> list[AssertedMention]:
        """Return the mentions with the modifiers that reach each.

        Args:
            document: the message.
            mentions: what it mentions.
            ignored: words that are no modifiers although they look like some ("not only").
        """
        clauses, sentences = self._borders(document)
        modifiers = self._find_modifiers(document, ignored)
        if not any(modifier.assertion == "present" for modifier in modifiers):
            modifiers += self._general_questions(document, sentences)
        return [
            AssertedMention(
                mention,
                clauses[mention.start],
                sentences[mention.start],
                tuple(modifier for modifier in modifiers if _reaches(modifier, mention, clauses, sentences)),
            )
            for mention in mentions
        ]

    def _find_modifiers(self, document: Doc, ignored: Sequence[Mention]) -> list[Modifier]:
        found = [Modifier(words, *words.name.split(" ")) for words in self._modifiers.find(document)]  # type: ignore[arg-type]
        return [
            modifier
            for modifier in found
            if (modifier.direction != "previous_sentence" or self._opens_clause(document, modifier))
            and not any(modifier.words.overlaps(other) for other in ignored)
        ]

    def _opens_clause(self, document: Doc, modifier: Modifier) -> bool:
        """Whether a clause begins with the modifier: "fell I did not" denies only the fall."""
        before = document[modifier.words.start - 1] if modifier.words.start else None
        return before is None or before.is_punct or before.norm_ in self._joining_words | self._clause_words

    def _general_questions(self, document: Doc, sentences: Sequence[int]) -> list[Modifier]:
        """Return a modifier for each question about nobody in particular ("is fever a bad sign")."""
        modifiers = []
        for start in self._questions.find(document):
            if start.start > 0 and sentences[start.start - 1] == sentences[start.start]:
                continue
            words = {t.norm_ for t, number in zip(document, sentences, strict=True) if number == sentences[start.start]}
            if not words & self._own_words:
                modifiers.append(Modifier(Mention("", start.start, start.start), "general", "sentence"))
        return modifiers

    def _borders(self, document: Doc) -> tuple[list[int], list[int]]:
        """Return the number of the clause and of the sentence for each word."""
        clauses, sentences = [], []
        clause = sentence = 0
        for position, token in enumerate(document):
            if token.norm_ in self._clause_words or self._starts_clause(document, position):
                clause += 1
            clauses.append(clause)
            sentences.append(sentence)
            if set(token.text) <= _SENTENCE_ENDS:
                sentence, clause = sentence + 1, clause + 1
            elif token.text in _CLAUSE_ENDS:
                clause += 1
        return clauses, sentences

    def _starts_clause(self, document: Doc, position: int) -> bool:
        """Whether a clause begins after a comma or an "and"; in a list it does not ("no fever, chills and sweats")."""
        if position == 0 or document[position].norm_ not in self._clause_starts:
            return False
        return document[position - 1].norm_ in self._joining_words


def _reaches(modifier: Modifier, mention: Mention, clauses: Sequence[int], sentences: Sequence[int]) -> bool:
    words = modifier.words
    if modifier.direction == "previous_sentence":
        return mention.end <= words.start and sentences[words.start] - sentences[mention.start] <= 1
    borders = sentences if modifier.direction == "sentence" else clauses
    # "Afraid , that" begins in one clause and reaches into the next.
    place = words.end - 1 if modifier.direction == "forward" and words.end > words.start else words.start
    if borders[place] != borders[mention.start]:
        return False
    if words.overlaps(mention):
        return True
    if modifier.direction == "forward":
        return 0 <= mention.start - words.end < _REACH
    if modifier.direction == "backward":
        return 0 <= words.start - mention.end < _REACH
    return True
