"""The bot's fixed texts: both languages, the same blanks to fill, calm in tone."""

from __future__ import annotations

import re
from typing import Any, Iterator

from bot.dialogue.wording import FOLDER
from bot.red_flags.categories import UNSPECIFIED, red_flag_categories
from bot.red_flags.urgency import URGENCIES
from bot.yaml_files import read_yaml

_BLANK = re.compile(r"\{(\w+)\}")


def _pairs(entry: dict[str, Any], name: str = "") -> Iterator[tuple[str, str, str]]:
    if set(entry) == {"en", "de"}:
        yield name, entry["en"], entry["de"]
        return
    for key, value in entry.items():
        assert isinstance(value, dict), f"{name}.{key} has no languages"
        yield from _pairs(value, f"{name}.{key}")


def test_every_text_has_both_languages_with_the_same_blanks() -> None:
    for path in sorted(FOLDER.glob("*.yml")):
        for name, english, german in _pairs(read_yaml(path)):
            assert sorted(_BLANK.findall(english)) == sorted(_BLANK.findall(german)), name
            assert "!" not in english + german, name


def test_every_red_flag_category_exists() -> None:
    content = red_flag_categories()
    assert set(content.advice) == set(URGENCIES)
    expected = {
        *("cauda_equina", "neuro_deficit", "fracture", "malignancy", "infection", "inflammatory", "vascular_cardiac"),
        *("visceral", "pregnancy_warning", "age_course", "medication_danger", "crisis", UNSPECIFIED),
    }
    assert set(content.categories) == expected


def test_numbers_to_call() -> None:
    content = red_flag_categories()
    for text in (content.advice["emergency"].en, content.advice["emergency"].de):
        assert "112" in text
    for text in (content.advice["urgent"].en, content.advice["urgent"].de):
        assert "116117" in text
    for text in (content.crisis_text.en, content.crisis_text.de):
        assert "112" in text and "0800 111 0 111" in text and "0800 111 0 222" in text
