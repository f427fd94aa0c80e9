"""People outside Germany get the numbers of their country, with "Sie" and with "du"."""

from __future__ import annotations

import pytest

from bot.dialogue.informal_german import informal
from bot.dialogue.reply import Reply
from bot.dialogue.safety_wording import LOCAL_NUMBERS, with_local_numbers
from bot.dialogue.wording import say
from bot.languages import Language
from bot.red_flags.categories import red_flag_categories
from bot.red_flags.urgency import URGENCIES


@pytest.mark.parametrize("country", ["austria", "switzerland", "abroad"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_general_advice_names_no_german_number_elsewhere(country: str, language: Language) -> None:
    for urgency in URGENCIES:
        advice = red_flag_categories().advice[urgency][language]
        for text in (advice, informal(advice)) if language == "de" else (advice,):
            local = with_local_numbers(Reply("escalation", None, language, [text]), [country]).texts[0]
            assert "116117" not in local
            assert country == "abroad" or "112" not in local
            assert with_local_numbers(Reply("escalation", None, language, [text]), []).texts == [text]


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_part_stands_in_some_text(language: Language) -> None:
    texts = [advice[language] for advice in red_flag_categories().advice.values()]
    parts = [say(f"local_numbers.{number}.general", language) for number in LOCAL_NUMBERS]
    assert any(parts[0] in text for text in texts)
    assert any(parts[LOCAL_NUMBERS.index("on_call")] in text for text in texts)
