"""Messages to Telegram fit its limits, whatever the bot says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.callback_data import LIMIT, Payloads
from bot.channels.telegram.markup import CAPTION_LIMIT, TEXT_LIMIT, length, without_markup
from bot.channels.telegram.rendering import OutgoingMessage, render, render_text
from tests.telegram.telegram_html import visible_text

pytestmark = pytest.mark.telegram

_SOURCE = {
    "id": "a",
    "title": "Back & neck",
    "publisher": "IQWiG, informedhealth.org",
    "url": 'https://e.org/?a=1&b="2"',
}


def _turn(text: str, **envelope: Any) -> list[dict[str, Any]]:
    envelope = {"kind": "answer", "language": "en", "urgency": None, "sources": [], **envelope}
    return [{"text": text}, {"custom": envelope}]


def _render(turn: list[dict[str, Any]]) -> list[OutgoingMessage]:
    return render(turn, Payloads().data_for)


def test_formatting_in_a_text_is_escaped() -> None:
    (message,) = _render(_turn('<b>not bold</b> & "1 < 2"', sources=[_SOURCE]))
    assert visible_text(message.text).startswith('<b>not bold</b> & "1 < 2"')


def test_sources_are_one_line_with_links() -> None:
    sources = [{**_SOURCE, "updated": "2025-12-16"}, {**_SOURCE, "publisher": "NHS", "url": None}]
    (message,) = _render(_turn("Walk.", sources=sources))
    assert visible_text(message.text) == "Walk.\n\nSources: IQWiG 2025 · NHS"
    assert '<a href="https://e.org/?a=1&amp;b=&quot;2&quot;">IQWiG 2025</a>' in message.text


def test_many_sources_are_cut_with_a_way_to_see_all() -> None:
    sources = [{**_SOURCE, "publisher": f"P{number}", "url": f"https://e.org/{number}"} for number in range(9)]
    (message,) = _render(_turn("Gehen.", language="de", sources=sources))
    assert visible_text(message.text).endswith("Quellen: P0 · P1 · P2 · P3 · P4 · weitere: /sources")


def test_sources_listed_in_the_text_are_not_listed_again() -> None:
    (message,) = _render(_turn(f"• {_SOURCE['url']}", sources=[_SOURCE]))
    assert "Sources" not in message.text


def test_a_long_answer_is_split_between_paragraphs_and_the_buttons_come_last() -> None:
    paragraphs = [f"{number} " + "word " * 150 for number in range(20)]
    turn = _turn("\n\n".join(paragraphs))
    turn[0]["buttons"] = [{"title": "More", "payload": "/more"}]
    messages = _render(turn)
    assert len(messages) == 4 and all(length(visible_text(message.text)) <= TEXT_LIMIT for message in messages)
    assert [bool(message.buttons) for message in messages] == [False, False, False, True]
    shown = [part.strip() for message in messages for part in visible_text(message.text).split("\n\n")]
    assert shown == [paragraph.strip() for paragraph in paragraphs]


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300), st.integers(1, 60), st.booleans())
def test_anything_fits(text: str, times: int, picture: bool) -> None:
    turn = _turn(text * times, urgency="emergency", sources=[{**_SOURCE, "publisher": text}])
    if picture:
        turn[0]["image"] = "/pictures/cat_cow.en.svg"
    messages = _render(turn)
    for message in messages:
        assert length(visible_text(message.text)) <= (CAPTION_LIMIT if message.photo else TEXT_LIMIT)
        assert without_markup(message.text) == visible_text(message.text)
    letters = "".join("".join(visible_text(message.text).split()) for message in messages)
    assert "".join((text * times).split()) in letters


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_emergency_has_the_number_on_its_first_line(language: str) -> None:
    (message,) = _render(_turn("That was a long message.\n\nGo to a hospital.", language=language, urgency="emergency"))
    assert "<b>112</b>" in message.text.split("\n")[0]
    (message,) = _render(_turn("Please call 112 now.\n\nDo not drive.", language=language, urgency="emergency"))
    assert message.text == "Please call <b>112</b> now.\n\nDo not drive."


def test_numbers_to_call_are_bold_but_not_parts_of_other_numbers() -> None:
    (message,) = _render(_turn("Call 116117, 0800 111 0 111, not 1120 or 5112.", urgency="urgent"))
    assert message.text == "Call <b>116117</b>, <b>0800 111 0 111</b>, not 1120 or 5112."


def test_a_picture_takes_the_first_paragraphs_as_its_caption() -> None:
    turn = _turn("\n\n".join(["Lead.", "Steps. " * 60, "Facts. " * 200]))
    turn[0]["image"] = "/pictures/cat_cow.en.svg"
    first, second = _render(turn)
    assert first.photo == "/pictures/cat_cow.en.svg" and first.text.startswith("Lead.\n\nSteps.")
    assert not second.photo and second.text.startswith("Facts.")


def test_two_pictures_are_both_sent() -> None:
    turn = [{"image": "/pictures/effect_chart.en.svg"}, {"text": "Lead.", "image": "/pictures/bridge.en.svg"}]
    assert [message.photo for message in _render(turn)] == ["/pictures/effect_chart.en.svg", "/pictures/bridge.en.svg"]


@pytest.mark.parametrize("payload", ["/more", "/ask_for_exercises" + "ü" * 60, "#looks like ours", "x" * 5000])
def test_callback_data_fits_and_leads_back(payload: str) -> None:
    payloads = Payloads()
    data = payloads.data_for(payload)
    assert 1 <= len(data.encode()) <= LIMIT and payloads.payload_of(data) == payload


def test_a_long_payload_is_unknown_after_a_restart_until_it_is_sent_again() -> None:
    data = Payloads().data_for("x" * 100)
    restarted = Payloads()
    assert restarted.payload_of(data) is None and restarted.payload_of("/more") == "/more"
    restarted.data_for("x" * 100)
    assert restarted.payload_of(data) == "x" * 100


def test_a_button_without_payload_or_title_is_left_out() -> None:
    turn = _turn("Text.")
    turn[0]["buttons"] = [{"title": "", "payload": "/more"}, {"title": "x"}, {"title": "y" * 99, "payload": "/help"}]
    (message,) = _render(turn)
    assert [(len(button.title), button.data) for button in message.buttons] == [(60, "/help")]


def test_an_empty_turn_sends_nothing() -> None:
    assert _render([{"custom": {"language": "en"}}]) == [] and render_text("") == []
