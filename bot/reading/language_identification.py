"""Which language a message is written in: English, German, or not clear from the text alone."""

from __future__ import annotations

import re
from typing import Any, Optional, Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from bot.languages import Language

# Below this probability the language of a message counts as unclear ("ok", "yoga", "Ibuprofen?").
SURE = 0.80
# One or two words say less.
SURE_IF_SHORT = 0.93
# At least this share of the longest n-grams of a text must be known, or it is in neither language.
LEGIBLE = 0.5
_LONGEST_NGRAM = 4
# With fewer n-grams than this the share means nothing.
_FEWEST_NGRAMS = 6


def train_language_model(texts: Sequence[str], languages: Sequence[str]) -> Pipeline:
    """Train a model that tells the languages apart by char n-grams; these cope with typos and dialect.

    Args:
        texts: the examples.
        languages: the language of each.
    """
    char_ngrams = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, _LONGEST_NGRAM), min_df=2, sublinear_tf=True)
    return make_pipeline(char_ngrams, LogisticRegression(C=20.0, max_iter=1000)).fit(texts, languages)


def identify_language(model: Any, text: str) -> Optional[Language]:
    """Return the language of a text, or None when the text alone does not tell."""
    if not any(character.isalpha() for character in text) or not is_legible(model, text):
        return None
    probability = float(model.predict_proba([text])[0][list(model.classes_).index("de")])
    enough = SURE if len(text.split()) > 2 else SURE_IF_SHORT
    if max(probability, 1 - probability) < enough:
        return None
    return "de" if probability > 0.5 else "en"


def is_legible(model: Any, text: str) -> bool:
    """Whether a text looks like English or German at all, not like another language or random keys."""
    vectorizer: TfidfVectorizer = model.steps[0][1]
    ngrams = [part for part in vectorizer.build_analyzer()(text) if len(part) == _LONGEST_NGRAM]
    ngrams = [ngram for ngram in ngrams if ngram.strip().isalpha()]
    if len(ngrams) < _FEWEST_NGRAMS:
        return True
    return sum(ngram in vectorizer.vocabulary_ for ngram in ngrams) >= LEGIBLE * len(ngrams)


# "Germany?? I'm in Leeds" asks for no language.
_COUNTRIES = ("germany", "deutschland", "england")


def requested_language(text: str) -> Optional[Language]:
    """Return the language a person asks to speak ("auf deutsch please"), or None when none is named."""
    words = [word for word in re.findall(r"\w+", text.lower()) if not word.startswith(_COUNTRIES)]
    named_german = any(name in word for word in words for name in ("german", "deutsch", "deitsch", "dütsch", "tütsch"))
    named_english = any("engl" in word for word in words)
    if named_german == named_english:
        return None
    return "de" if named_german else "en"
