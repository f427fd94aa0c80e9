"""The components of the channel, one by one: settings, texts, pseudonyms, stored chats, order of updates."""

from __future__ import annotations

import asyncio
import re
import stat
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from telegram import Update

from bot.channels.telegram.chats import WAIT_SECONDS, ChatStore
from bot.channels.telegram.handlers import COMMANDS
from bot.channels.telegram.messages import FILE, command_descriptions
from bot.channels.telegram.optional_input import OptionalTelegram
from bot.channels.telegram.pseudonyms import Pseudonyms, read_key
from bot.channels.telegram.updates import MOST_PER_CHAT, PerChatUpdateProcessor
from bot.paths import ROOT
from bot.settings import SettingsError, load_settings
from bot.yaml_files import read_yaml
from tests.content.test_texts import _BLANK, _pairs
from tests.telegram.botapi import TOKEN
from tests.telegram.emulator import message

pytestmark = [pytest.mark.rasa, pytest.mark.telegram]

NAMES = ("TELEGRAM_TOKEN", "TELEGRAM_WEBHOOK_URL", "TELEGRAM_API_URL", "TELEGRAM_ID_KEY")


def _set(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name in (*NAMES, "SANIC_WORKERS"):
        monkeypatch.setenv(name, values.get(name, ""))


def test_without_a_token_nothing_of_telegram_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch)
    for name in [name for name in sys.modules if name.startswith("bot.channels.telegram.")]:
        monkeypatch.delitem(sys.modules, name)
    channel = OptionalTelegram.from_credentials(None)
    assert channel.name() == "telegram" and not channel.blueprint(None).routes
    assert not [name for name in sys.modules if name.startswith("bot.channels.telegram.")]


def test_settings_are_read_and_secrets_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, TELEGRAM_TOKEN=TOKEN, TELEGRAM_ID_KEY="a very private key")
    settings = load_settings()
    assert settings.telegram_token and settings.telegram_token.get_secret_value() == TOKEN
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert TOKEN not in repr(settings) and "private" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_TOKEN", "my bot"),
        ("TELEGRAM_WEBHOOK_URL", "http://example.org/hook"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("SANIC_WORKERS", "2"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    _set(monkeypatch, **{"TELEGRAM_TOKEN": TOKEN, name: value})
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_every_setting_is_explained() -> None:
    for place in (".env.example", "docs/telegram.md"):
        text = (ROOT / place).read_text(encoding="utf-8")
        assert all(name in text for name in NAMES), place


def test_every_text_has_both_languages_with_the_same_blanks_and_numbers() -> None:
    for name, english, german in _pairs(read_yaml(FILE)):
        assert sorted(_BLANK.findall(english)) == sorted(_BLANK.findall(german)), name
        assert sorted(re.findall(r"\d+", english)) == sorted(re.findall(r"\d+", german)), name
        assert "!" not in english + german, name


def test_every_command_that_does_something_is_in_the_menu() -> None:
    names = [name for name, _ in command_descriptions("de")]
    assert set(names) == {"start", "delete", "privacy", *COMMANDS}


def test_pseudonyms_depend_on_the_key_and_hide_the_chat() -> None:
    one, other = Pseudonyms("k" * 32), Pseudonyms("l" * 32)
    assert one.sender_of(4711) == one.sender_of(4711) != other.sender_of(4711)
    assert "4711" not in one.sender_of(4711) and one.sender_of(4711) != one.sender_of(4712)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", one.webhook_secret(TOKEN))


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "key"
    key = read_key(None, path)
    assert len(key) == 64 and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(None, path) == key and read_key(SecretStr("x" * 20), path) == "x" * 20
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_key(None, path)
    with pytest.raises(SettingsError, match="TELEGRAM_ID_KEY"):
        read_key(SecretStr("short"), path)


def test_what_waits_for_consent_is_kept_an_hour_and_joined() -> None:
    now = [0.0]
    chats = ChatStore(Pseudonyms("k" * 32), clock=lambda: now[0])
    chat = chats.get(1)
    for text in ("/help", "hello", "my back hurts"):
        chats.keep_waiting(chat, text)
    assert chats.take_waiting(chat) == "hello\nmy back hurts" and chats.take_waiting(chat) == ""
    chats.keep_waiting(chat, "/help")
    assert chats.take_waiting(chat) == "/help"
    chats.keep_waiting(chat, "old")
    now[0] = WAIT_SECONDS + 1
    chats.keep_waiting(chats.get(2), "of somebody else")
    assert chat.waiting == []


def _update(number: int, chat: int) -> Update:
    update = Update.de_json({"update_id": number, "message": message(chat, "x")}, None)
    assert update is not None
    return update


class _Work:
    def __init__(self) -> None:
        self.log: list[str] = []
        self.too_many_calls = 0
        self.gate = asyncio.Event()

    async def do(self, name: str) -> None:
        self.log.append(f"{name} begins")
        await self.gate.wait()
        self.log.append(f"{name} ends")

    async def too_many(self, update: Update) -> None:
        self.too_many_calls += 1


def test_one_chat_in_order_and_two_chats_side_by_side() -> None:
    async def run() -> list[str]:
        work = _Work()
        order = PerChatUpdateProcessor(work.too_many)
        updates = [(1, 7, "a1"), (2, 7, "a2"), (3, 8, "b1")]
        tasks = [
            asyncio.create_task(order.process_update(_update(n, chat), work.do(name))) for n, chat, name in updates
        ]
        await asyncio.sleep(0.01)
        assert work.log == ["a1 begins", "b1 begins"]
        work.gate.set()
        await asyncio.gather(*tasks)
        return work.log

    log = asyncio.run(run())
    assert log.index("a1 ends") < log.index("a2 begins") and len(log) == 6


def test_an_update_that_comes_twice_is_handled_once() -> None:
    async def run() -> list[str]:
        work = _Work()
        work.gate.set()
        order = PerChatUpdateProcessor(work.too_many)
        for number in (5, 5, 6, 5):
            await order.process_update(_update(number, 1), work.do(str(number)))
        return work.log

    assert asyncio.run(run()) == ["5 begins", "5 ends", "6 begins", "6 ends"]


def test_a_flood_is_cut_and_answered_once() -> None:
    async def run() -> _Work:
        work = _Work()
        order = PerChatUpdateProcessor(work.too_many)
        numbers = range(1, MOST_PER_CHAT + 20)
        tasks = [asyncio.create_task(order.process_update(_update(n, 1), work.do(str(n)))) for n in numbers]
        await asyncio.sleep(0.01)
        work.gate.set()
        await asyncio.gather(*tasks)
        return work

    work = asyncio.run(run())
    assert len(work.log) == 2 * MOST_PER_CHAT and work.too_many_calls == 1
