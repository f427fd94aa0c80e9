"""Messages and phrases are normalised alike: lemmas, folded umlauts, corrected typos, dialect."""

from __future__ import annotations

import pytest

from bot.reading.normalizer import TextNormalizer


@pytest.fixture(scope="module")
def german() -> TextNormalizer:
    """A German normaliser that knows two words that matter."""
    normalizer = TextNormalizer("de", {"ned": "nicht", "kreiz": "kreuz"})
    normalizer.learn(["Taubheit", "Schüttelfrost"])
    return normalizer


@pytest.fixture(scope="module")
def english() -> TextNormalizer:
    """An English normaliser that knows two words that matter."""
    normalizer = TextNormalizer("en", {"cannae": "can not"})
    normalizer.learn(["numbness", "groin"])
    return normalizer


def _norms(normalizer: TextNormalizer, text: str) -> list[str]:
    return [token.norm_ for token in normalizer.tokenize(text)]


def test_umlauts_are_the_same_however_they_are_typed(german: TextNormalizer) -> None:
    assert len({tuple(_norms(german, text)) for text in ("ich spüre", "ich spuere", "Ich SPURE")}) == 1


def test_typos_of_known_words_are_corrected(german: TextNormalizer, english: TextNormalizer) -> None:
    assert _norms(german, "schütelfrost")[0] == _norms(german, "Schüttelfrost")[0]
    assert _norms(english, "numbnes")[0] == "numbness"
    assert _norms(english, "gorin")[0] == "groin"


def test_real_words_are_not_corrected(english: TextNormalizer) -> None:
    assert _norms(english, "grin") == ["grin"]


def test_dialect_and_contractions(german: TextNormalizer, english: TextNormalizer) -> None:
    assert _norms(german, "i spür mei kreiz ned")[-2:] == ["kreuz", "nicht"]
    assert _norms(english, "I can't feel")[1:3] == _norms(english, "i cannae feel")[1:3] == ["can", "not"]


def test_some_plurals_keep_their_form() -> None:
    normalizer = TextNormalizer("en", {"foots": "feet"}, ["feet"])
    assert _norms(normalizer, "foot feet foots legs") == ["foot", "feet", "feet", "leg"]


def test_the_first_word_counts_of_what_a_word_is_read_as() -> None:
    assert TextNormalizer("en", {"its": "it is"}).first_word("its") == "it"


def test_full_stops_without_a_space_end_a_word(english: TextNormalizer) -> None:
    assert "." in _norms(english, "it hurts.My leg")


@pytest.mark.parametrize("text", ["", "   ", "\n", "🙂🙂", "3.5", "a" * 5000, "ﬀ İ ß", "'", "---"])
def test_anything_can_be_tokenized(german: TextNormalizer, text: str) -> None:
    german.tokenize(text)
