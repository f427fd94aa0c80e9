"""Messages and phrases are read alike: lemmas, folded umlauts, mended typos, dialect."""

from __future__ import annotations

import pytest

from bot.reading.normalizer import TextNormalizer


@pytest.fixture(scope="module")
def german() -> TextNormalizer:
    """A German reader that knows two words that matter."""
    reader = TextNormalizer("de", {"ned": "nicht", "kreiz": "kreuz"})
    reader.learn(["Taubheit", "Schüttelfrost"])
    return reader


@pytest.fixture(scope="module")
def english() -> TextNormalizer:
    """An English reader that knows two words that matter."""
    reader = TextNormalizer("en", {"cannae": "can not"})
    reader.learn(["numbness", "groin"])
    return reader


def _norms(reader: TextNormalizer, text: str) -> list[str]:
    return [token.norm_ for token in reader.read(text)]


def test_umlauts_are_the_same_however_they_are_typed(german: TextNormalizer) -> None:
    assert len({tuple(_norms(german, text)) for text in ("ich spüre", "ich spuere", "Ich SPURE")}) == 1


def test_typos_of_words_that_matter_are_mended(german: TextNormalizer, english: TextNormalizer) -> None:
    assert _norms(german, "schütelfrost")[0] == _norms(german, "Schüttelfrost")[0]
    assert _norms(english, "numbnes")[0] == "numbness"
    assert _norms(english, "gorin")[0] == "groin"


def test_real_words_are_not_mended(english: TextNormalizer) -> None:
    assert _norms(english, "grin") == ["grin"]


def test_dialect_and_contractions(german: TextNormalizer, english: TextNormalizer) -> None:
    assert _norms(german, "i spür mei kreiz ned")[-2:] == ["kreuz", "nicht"]
    assert _norms(english, "I can't feel")[1:3] == _norms(english, "i cannae feel")[1:3] == ["can", "not"]


def test_full_stops_without_a_space_end_a_word(english: TextNormalizer) -> None:
    assert "." in _norms(english, "it hurts.My leg")


@pytest.mark.parametrize("text", ["", "   ", "\n", "🙂🙂", "3.5", "a" * 5000, "ﬀ İ ß", "'", "---"])
def test_anything_can_be_read(german: TextNormalizer, text: str) -> None:
    german.read(text)
