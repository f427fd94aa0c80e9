"""Normalises messages and phrases: words as lemmas, without umlauts, with typos corrected.

Both go through the same steps, so that "spuere", "spüre" and "spure" are one word.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Collection, Iterable, Mapping

import spacy
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.tokens import Doc
from spacy.util import load_language_data, registry

from bot.languages import Language
from bot.reading.umlauts import fold_umlauts
from bot.yaml_files import ContentError

# Words shorter than this are too easily mistaken for each other to be corrected.
_SHORTEST_TO_CORRECT = 5
# From this length on up to two typos are corrected, below it one.
_TWO_TYPOS_FROM = 9

_LEMMA_STEPS = 3

_WORD = re.compile(r"[\w']+")
_JOINED = re.compile(r"(?<=\w)[-/](?=[^\W\d])")
# "liegt's" is "liegt es".
_GERMAN_ES = re.compile(r"(?<=[^\W\d])['’]s\b")
_NO_SPACE_AFTER_STOP = re.compile(r"(?<=[^\W\d])([.!?,;:])(?=[^\W\d])")


class TextNormalizer:
    """Turns text of one language into spaCy documents whose `norm_` is the normalised form of each word."""

    def __init__(self, language: Language, spellings: Mapping[str, str], plurals: Collection[str] = ()) -> None:
        """Read the lemmas of the language.

        Args:
            language: the language.
            spellings: variants and the standard word for each, such as dialect ("ned" for "nicht").
            plurals: plurals that mean something else than the singular, and are therefore not reduced to it ("feet").
        """
        self._pipeline = spacy.blank(language)
        self._language = language
        self._spellings = {self.fold(word): self.fold(standard) for word, standard in spellings.items()}
        self._plurals = {self.fold(word) for word in plurals}
        self._lemmas = _read_lemmas(language)
        self._known = self._lemmas.keys() | set(self._lemmas.values())
        self._correctable: list[str] = []
        self._norm = lru_cache(maxsize=20_000)(self._find_norm)

    @property
    def vocab(self) -> spacy.vocab.Vocab:
        """The vocabulary that spaCy's matchers need."""
        return self._pipeline.vocab

    def learn(self, words: Iterable[str]) -> None:
        """Add words of the phrases: typos of them are corrected, and they are never taken for typos themselves."""
        new = {self._norm(self.fold(word)) for word in words}
        self._known |= new
        self._correctable = sorted({*self._correctable, *(word for word in new if len(word) >= _SHORTEST_TO_CORRECT)})
        self._norm.cache_clear()

    def tokenize(self, text: str) -> Doc:
        """Return the words of a text; `norm_` is the normalised form of each."""
        plain = _NO_SPACE_AFTER_STOP.sub(r"\1 ", _JOINED.sub(" ", fold_umlauts(text, pairs=False)))
        standard = _WORD.sub(self._standard, _GERMAN_ES.sub(" es", plain) if self._language == "de" else plain)
        document = self._pipeline.make_doc(standard)
        for token in document:
            token.norm_ = self._norm(token.norm_)
        return document

    def normalize(self, word: str) -> str:
        """Return the normalised form of one word: its lemma without umlauts, with typos corrected.

        Raises:
            ContentError: messages are read with several words in its place, so that it is never found.
        """
        plain = self.fold(word)
        standard = self._spellings.get(plain, plain)
        read_as = [self._norm(part) for part in standard.split()]
        # "hatte" is read as "hatte ehedem", so that it still is a word of the message.
        if self._norm(plain) in read_as:
            return self._norm(plain)
        if len(read_as) > 1:
            raise ContentError(
                f"the word {word!r} is never found, because 'spellings' make it {standard!r}; write one of these words."
            )
        return read_as[0]

    def first_word(self, text: str) -> str:
        """Return the normalised form of the first word that a text is read as: "it" for "its" if that is "it is"."""
        return str(self.tokenize(text)[0].norm_)

    def _standard(self, found: re.Match[str]) -> str:
        word = self.fold(found[0])
        return self._spellings.get(word, word)

    def fold(self, word: str) -> str:
        """Return a word in lower case and without umlauts."""
        return _fold(word, self._language)

    def _find_norm(self, word: str) -> str:
        if word in self._known or len(word) < _SHORTEST_TO_CORRECT or not word.isalpha():
            return self._lemma(word)
        limit = 2 if len(word) >= _TWO_TYPOS_FROM else 1
        found = process.extractOne(word, self._correctable, scorer=OSA.distance, score_cutoff=limit)
        # The first letter is rarely wrong, and requiring it keeps other words apart.
        corrected = found[0] if found and found[0][0] == word[0] else word
        return self._lemma(corrected)

    def _lemma(self, word: str) -> str:
        """Follow the table to its end: "spüre" leads to "spüren", which leads to "Spur"."""
        for _ in range(_LEMMA_STEPS):
            if word in self._plurals:
                return word
            word = self._lemmas.get(word, word)
        return word


def _fold(word: str, language: Language) -> str:
    return fold_umlauts(word, pairs=language == "de")


@cache
def _read_lemmas(language: Language) -> dict[str, str]:
    # From the package spacy-lookups-data. spaCy's own table keeps hashes only; folding needs the words.
    table = load_language_data(registry.lookups.get(language)["lemma_lookup"])
    lemmas: dict[str, str] = {}
    for form, lemma in table.items():
        key, value = _fold(str(form), language), _fold(str(lemma), language)
        # Forms that differ only in what was folded away share the shorter lemma ("Schwäche", "schwache").
        if key not in lemmas or len(value) < len(lemmas[key]):
            lemmas[key] = value
    return lemmas
