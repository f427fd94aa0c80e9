"""The language of a message, the language that a person asks for, and language codes."""

from __future__ import annotations

import pytest

from bot.dialogue.source_list import readable_date
from bot.languages import as_language
from bot.paths import ROOT
from bot.reading.language_identification import identify_language, requested_language, train_language_model
from tests.examples import read_examples


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("auf deutsch please", "de"),
        ("können wir englisch reden", "en"),
        ("red deitsch mit mir", "de"),
        ("switch the language", None),
        ("deutsch oder englisch?", None),
    ],
)
def test_requested_languages(text: str, language: str | None) -> None:
    assert requested_language(text) == language


@pytest.mark.parametrize(("code", "language"), [("de-AT", "de"), ("EN", "en"), ("fr", None), (None, None), (7, None)])
def test_language_codes(code: object, language: str | None) -> None:
    assert as_language(code) == language


@pytest.fixture(scope="module")
def model() -> object:
    """A model trained on the real examples."""
    examples = [
        (example.text, language)
        for language in ("en", "de")
        for path in (ROOT / "data" / "nlu" / language).glob("*.yml")
        for example in read_examples(path)
    ]
    return train_language_model([text for text, _ in examples], [language for _, language in examples])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("mir tuat as kreiz so weh", "de"),
        ("mi rügge tuet weh", "de"),
        ("rueckenschmerzen seit gestern", "de"),
        ("me back is killing me", "en"),
        ("can my Krankenkasse pay for it", "en"),
        ("ok", None),
        ("yoga", None),
        ("Ibuprofen?", None),
        ("asdkjh qwpoeiru zzxcvmn", None),
        ("merhaba sırtım çok ağrıyor ne yapmalıyım", None),
        ("", None),
        ("🙂", None),
    ],
)
def test_languages(model: object, text: str, language: str | None) -> None:
    assert identify_language(model, text) == language


def test_dates_in_words() -> None:
    assert readable_date("2025-12-16", "en") == "16 December 2025"
    assert readable_date("2025-12-16", "de") == "16. Dezember 2025"
    assert readable_date("2024", "de") == "2024"
