"""Which language a message is written in: English, German, or not clear from the text alone."""

from __future__ import annotations

from typing import Any, Optional, Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from bot.languages import Language

# Below this probability a message counts as unclear ("ok", "yoga", "Ibuprofen?").
CLEAR = 0.80
# At least this share of the letter sequences of a text must be known, or it is neither language.
LEGIBLE = 0.5
_LONGEST = 4
_ENOUGH_SEQUENCES = 6
# One or two words tell less.
CLEAR_WHEN_SHORT = 0.93


def train_language_model(texts: Sequence[str], languages: Sequence[str]) -> Pipeline:
    """Learn to tell the languages apart from letter sequences; works for typos and dialect as well."""
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, _LONGEST), min_df=2, sublinear_tf=True)
    return make_pipeline(letters, LogisticRegression(C=20.0, max_iter=1000)).fit(texts, languages)


def identify_language(model: Any, text: str) -> Optional[Language]:
    """Return the language of a text, or None when the text alone does not tell."""
    if not any(character.isalpha() for character in text) or not is_legible(model, text):
        return None
    probability = float(model.predict_proba([text])[0][list(model.classes_).index("de")])
    enough = CLEAR if len(text.split()) > 2 else CLEAR_WHEN_SHORT
    if max(probability, 1 - probability) < enough:
        return None
    return "de" if probability > 0.5 else "en"


def is_legible(model: Any, text: str) -> bool:
    """Whether a text looks like English or German at all, and not like another language or a cat on the keyboard."""
    letters: TfidfVectorizer = model.steps[0][1]
    sequences = [part for part in letters.build_analyzer()(text) if len(part) == _LONGEST and part.strip().isalpha()]
    if len(sequences) < _ENOUGH_SEQUENCES:
        return True
    known = sum(part in letters.vocabulary_ for part in sequences)
    return known >= LEGIBLE * len(sequences)


def requested_language(text: str) -> Optional[Language]:
    """Return the language a person asks to speak ("auf deutsch please"), or None when none is named."""
    lowered = text.lower()
    named_german = any(word in lowered for word in ("german", "deutsch", "deitsch", "dütsch", "tütsch"))
    named_english = "engl" in lowered
    if named_german == named_english:
        return None
    return "de" if named_german else "en"
