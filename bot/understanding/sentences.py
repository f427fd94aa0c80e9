"""Splits a message into sentences."""

from __future__ import annotations

from functools import lru_cache

import spacy
from spacy.language import Language

MAX_SENTENCES = 12


@lru_cache(maxsize=1)
def _splitter() -> Language:
    # The German tokenizer knows abbreviations such as "z.B."; for full stops in English it works as well.
    pipeline = spacy.blank("de")
    pipeline.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…", ";", "。", "！", "？"]})
    return pipeline


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a message in order, without those that hold no letter.

    Of a very long message the first and last sentences are kept: the question stands at either end.
    """
    sentences = [
        sentence.text.strip()
        for line in text.splitlines()
        for sentence in _splitter()(line).sents
        if any(character.isalpha() for character in sentence.text)
    ]
    if len(sentences) > MAX_SENTENCES:
        half = MAX_SENTENCES // 2
        sentences = sentences[:half] + sentences[-half:]
    return sentences
