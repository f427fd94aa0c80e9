"""What visitors do: ask, read sources, press, change the language, reload, delete. Both languages, both sizes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.dialogue.wording import say
from tests.web.visitor import PATIENCE, Visitor

pytestmark = [pytest.mark.model, pytest.mark.browser, pytest.mark.xdist_group("web")]

_IBUPROFEN = {"en": "how long may i take ibuprofen?", "de": "wie lange darf ich ibuprofen nehmen?"}
_NUMB = {"en": "i feel nothing when i wipe", "de": "beim Abwischen spüre ich nichts mehr"}
_FEVER = {"en": "i have back pain and a high fever", "de": "ich habe Rückenschmerzen und hohes Fieber"}
_EXERCISES = {"en": "show me exercises", "de": "zeig mir Übungen"}


def test_ask_and_read_sources(visitor: Visitor) -> None:
    language = visitor.words.language
    visitor.agree()
    turn = visitor.ask(_IBUPROFEN[language])
    expect(turn).to_have_attribute("lang", language)
    sources = turn.locator("details.sources")
    link = sources.get_by_role("link").first
    expect(link).to_be_hidden()
    sources.locator("summary").click()
    expect(link).to_be_visible()
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    assert str(link.get_attribute("href")).startswith("https://")
    expect(sources).to_contain_text("IQWiG")
    expect(sources).to_contain_text("as of" if language == "en" else "Stand")


def test_red_flag_shows_the_emergency_block(visitor: Visitor) -> None:
    visitor.agree()
    block = visitor.ask(_NUMB[visitor.words.language]).get_by_role("alert")
    expect(block).to_contain_text(visitor.words["alarm.emergency"])
    call = block.get_by_role("link", name=visitor.words["alarm.call_112"], exact=True)
    expect(call).to_have_attribute("href", "tel:112")
    expect(call).to_be_in_viewport()


def test_urgent_turn_offers_116117(visitor: Visitor) -> None:
    visitor.agree()
    block = visitor.ask(_FEVER[visitor.words.language]).get_by_role("alert")
    expect(block).to_contain_text(visitor.words["alarm.urgent"])
    call = block.get_by_role("link", name=visitor.words["alarm.call_116117"])
    expect(call).to_have_attribute("href", "tel:116117")


def test_exercise_card_with_picture(visitor: Visitor) -> None:
    language = visitor.words.language
    visitor.agree()
    visitor.ask(_EXERCISES[language])
    visitor.press(say("safety.buttons.none", language))
    card = visitor.press(say("coaching.buttons.none", language))
    expect(card).to_contain_text(say("exercise_card.steps", language))
    assert card.locator("ol li").count() >= 2
    picture = card.get_by_role("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    assert len(str(picture.get_attribute("alt"))) > 20


def test_the_picture_comes_first_in_an_exercise_card(visitor: Visitor) -> None:
    visitor.open()
    event = {
        **{"answers": "none", "language": "de", "envelope": {"kind": "exercise", "urgency": None, "sources": []}},
        "parts": [
            {"text": "So geht es:"},
            {"image": {"src": "/widget/icon.svg", "alt": "Eine Person im Vierfüßlerstand"}},
        ],
    }
    draw = "document.querySelector('main').append(turns.botTurn(event, false))"
    visitor.frame.evaluate(f"event => import('/widget/turns.js').then(turns => {draw})", event)
    picture = visitor.chat.get_by_role("img", name="Eine Person im Vierfüßlerstand")
    expect(picture).to_be_visible()
    expect(visitor.chat.locator(".bubble > :nth-child(2)")).to_have_attribute("alt", "Eine Person im Vierfüßlerstand")


def test_only_the_newest_quick_replies_can_be_pressed(visitor: Visitor) -> None:
    language = visitor.words.language
    visitor.agree()
    expect(visitor.chat.locator(".choices")).to_have_count(1)
    title = say("buttons.painkillers", language)
    turn = visitor.press(title)
    expect(visitor.said).to_have_count(1)
    expect(visitor.said.first).to_contain_text(title)
    expect(visitor.said.first).not_to_contain_text("/painkiller")
    expect(visitor.chat.locator(".choices")).to_have_count(1)
    expect(turn.locator(".choices")).to_be_visible()


def test_language_follows_the_conversation(visitor: Visitor) -> None:
    before, after = visitor.words.language, "de" if visitor.words.language == "en" else "en"
    visitor.agree()
    turn = visitor.ask({"en": "Wie lange darf ich Ibuprofen nehmen?", "de": "How long may I take ibuprofen?"}[before])
    expect(turn).to_have_attribute("lang", after)
    expect(visitor.said.last).to_have_attribute("lang", after)
    expect(visitor.turns.first).to_have_attribute("lang", before)
    expect(visitor.chat.locator("html")).to_have_attribute("lang", after)
    placeholder = {"en": "Write your question", "de": "Schreiben Sie Ihre Frage"}[after]
    expect(visitor.chat.get_by_placeholder(placeholder)).to_be_visible()


def test_language_switch_in_the_menu(visitor: Visitor) -> None:
    after = "de" if visitor.words.language == "en" else "en"
    visitor.agree()
    visitor.choose_menu("menu.language")
    expect(visitor.turns).to_have_count(2, timeout=PATIENCE)
    expect(visitor.turns.last).to_have_attribute("lang", after)
    expect(visitor.chat.locator("html")).to_have_attribute("lang", after)


def test_reload_keeps_the_conversation(visitor: Visitor) -> None:
    visitor.agree()
    visitor.ask(_NUMB[visitor.words.language])
    before = visitor.chat.locator("#log").inner_text()
    visitor.page.reload()
    visitor.open()
    expect(visitor.turns).to_have_count(2, timeout=PATIENCE)
    assert visitor.chat.locator("#log").inner_text() == before
    # It is announced once; after a reload it is shown, but not announced again.
    expect(visitor.chat.get_by_role("alert")).to_have_count(0)
    expect(visitor.chat.locator(".alarm.emergency")).to_be_visible()
    assert visitor.ask(_IBUPROFEN[visitor.words.language]).inner_text()


def test_nothing_is_sent_or_stored_before_consent_or_after_declining(visitor: Visitor) -> None:
    visitor.open()
    assert visitor.stored() == {"session": 0, "local": 0, "cookies": 0}
    visitor.button("consent.decline").click()
    declined = visitor.chat.locator("#declined")
    for number in ("112", "116117", "08001110111"):
        expect(declined.locator(f'a[href="tel:{number}"]')).to_be_visible()
    expect(declined.locator('a[href^="https://"]')).to_be_visible()
    expect(visitor.chat.locator("#message")).to_be_hidden()
    assert not [address for address in visitor.requests if "socket.io/" in address]
    assert visitor.stored() == {"session": 0, "local": 0, "cookies": 0}
    visitor.button("declined.back").click()
    visitor.button("consent.accept").click()
    expect(visitor.turns).to_have_count(1, timeout=PATIENCE)
    assert visitor.stored() == {"session": 1, "local": 0, "cookies": 0}


def test_before_opening_the_page_carries_only_the_launcher(visitor: Visitor) -> None:
    visitor.page.wait_for_load_state("networkidle")
    loaded = {address.removeprefix(visitor.bot).split("?")[0] for address in visitor.requests}
    assert loaded <= {"/chat", "/widget/demo.css", "/widget/loader.js", "/widget/icon.svg"}


def test_deleting_the_conversation(visitor: Visitor) -> None:
    visitor.agree()
    visitor.ask(_IBUPROFEN[visitor.words.language])
    session = visitor.frame.evaluate("() => JSON.parse(sessionStorage.getItem('rueckenwind')).session")
    visitor.choose_menu("menu.delete")
    visitor.button("delete.keep").click()
    expect(visitor.turns).to_have_count(2)
    visitor.choose_menu("menu.delete")
    visitor.button("delete.confirm").click()
    expect(visitor.turns).to_have_count(1, timeout=PATIENCE)
    expect(visitor.turns.first).to_contain_text(say("deleted", visitor.words.language)[:40])
    expect(visitor.said).to_have_count(0)
    assert visitor.stored()["session"] == 0
    visitor.frame.evaluate(
        "id => sessionStorage.setItem('rueckenwind', JSON.stringify({agreed: true, session: id}))", session
    )
    visitor.page.reload()
    visitor.open()
    # The old id no longer opens anything.
    expect(visitor.chat.locator(".notice")).to_be_visible(timeout=PATIENCE)
    expect(visitor.said).to_have_count(0)


def test_starting_again_after_deleting_asks_for_consent(visitor: Visitor) -> None:
    visitor.agree()
    visitor.choose_menu("menu.delete")
    visitor.button("delete.confirm").click()
    visitor.button("delete.again").click()
    visitor.button("consent.accept").click()
    expect(visitor.turns).to_have_count(1, timeout=PATIENCE)
    assert visitor.ask(_IBUPROFEN[visitor.words.language]).locator(".sources").count() == 1


def test_save_as_text(visitor: Visitor) -> None:
    visitor.agree()
    visitor.ask(_IBUPROFEN[visitor.words.language])
    with visitor.page.expect_download() as download:
        visitor.choose_menu("menu.save")
    text = download.value.path().read_text(encoding="utf-8")
    assert download.value.suggested_filename.startswith(visitor.words["save.file"])
    assert f"{visitor.words['log.you']}: {_IBUPROFEN[visitor.words.language]}" in text
    assert "IQWiG" in text and "https://" in text
