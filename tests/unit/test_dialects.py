"""Dialect words are read as standard ones, and standard words stay."""

from __future__ import annotations

import pytest

from bot.languages import Language
from bot.reading.dialects import in_standard_words


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("en", "Nowts numb, ah'm just stiff", "nothing is numb, I am just stiff"),
        ("en", "naw, nane ae that", "no, none of that"),
        ("en", "I cannot bend", "I cannot bend"),
        ("de", "Derf i mim Kreizweh wieda Hoiz macha?", "darf ich mit dem kreuzschmerzen wieder holz machen?"),
        ("de", "Rueggeweh vom Lupfa", "rückenschmerzen vom heben"),
        ("de", "I wott d Üebige gseh", "ich will d übungen sehen"),
        ("de", "Nein, das ist nicht so", "Nein, das ist nicht so"),
    ],
)
def test_in_standard_words(language: Language, typed: str, read: str) -> None:
    assert in_standard_words(typed, language) == read
