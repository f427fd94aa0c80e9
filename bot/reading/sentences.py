"""Splits a message into sentences."""

from __future__ import annotations

from functools import lru_cache

import spacy
from spacy.language import Language

# Of longer messages the middle is left out (the channels refuse messages of this length anyway).
MAX_SENTENCES = 120
# Dictated text has no full stops: a longer sentence is split into pieces of this many words.
MAX_WORDS = 40


@lru_cache(maxsize=1)
def _splitter() -> Language:
    # The German tokenizer knows abbreviations such as "z.B."; it works for English sentences as well.
    pipeline = spacy.blank("de")
    pipeline.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…", ";", "。", "！", "？"]})
    return pipeline


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a message in order, without those that contain no letter.

    Of a very long message only the first and last sentences are kept.
    """
    sentences = [
        piece
        for line in text.splitlines()
        for sentence in _splitter()(line).sents
        if any(character.isalpha() for character in sentence.text)
        for piece in _pieces(sentence.text.strip())
    ]
    if len(sentences) > MAX_SENTENCES:
        half = MAX_SENTENCES // 2
        sentences = sentences[:half] + sentences[-half:]
    return sentences


def _pieces(sentence: str) -> list[str]:
    words = sentence.split()
    if len(words) <= MAX_WORDS:
        return [sentence]
    # Pieces overlap by half, so that no expression is split at a border.
    return [
        " ".join(words[start : start + MAX_WORDS]) for start in range(0, len(words) - MAX_WORDS // 2, MAX_WORDS // 2)
    ]
