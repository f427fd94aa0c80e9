"""Wrong settings give a clear error, and REST is offered on this machine only."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.web.origins import read_addresses
from bot.paths import ROOT
from bot.server.start import announcement, credentials_for
from bot.settings import Settings, SettingsError, load_settings
from bot.yaml_files import read_yaml


def test_a_wrong_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "chat")
    with pytest.raises(SettingsError, match="PORT"):
        load_settings()


@pytest.mark.parametrize(
    ("host", "public", "channels"),
    [
        ("127.0.0.1", "", "credentials.yml"),
        ("localhost", "", "credentials.yml"),
        ("::1", "", "credentials.yml"),
        ("127.0.0.1", "http://localhost:5005", "credentials.yml"),
        # Behind a proxy or on an open address others can reach the bot.
        ("127.0.0.1", "https://chat.example.org", "credentials.public.yml"),
        ("0.0.0.0", "https://chat.example.org", "credentials.public.yml"),
        ("0.0.0.0", "http://localhost:5005", "credentials.public.yml"),
    ],
)
def test_rest_is_for_this_machine_only(host: str, public: str, channels: str) -> None:
    settings = Settings(host=host, port=5005, public_url=public, web_origins=())
    assert credentials_for(settings).name == channels
    offered = read_yaml(credentials_for(settings))
    assert any("rest" in name for name in offered) == (channels == "credentials.yml")
    assert ("REST" in announcement(settings, read_addresses(settings))) == (channels == "credentials.yml")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org"])
def test_an_open_address_needs_its_public_name(host: str) -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        read_addresses(Settings(host=host, port=5005, public_url=""))


@pytest.mark.parametrize("name", Settings.__fields__)
def test_every_setting_is_described(name: str) -> None:
    assert Settings.__fields__[name].field_info.description
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    tables = [(ROOT / page).read_text(encoding="utf-8") for page in ("README.md", "docs/telegram.md")]
    assert f"\n{name.upper()}=" in example
    assert any(f"| `{name.upper()}` |" in table for table in tables)


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.__fields__:
        monkeypatch.setenv(name.upper(), " ")
    settings = load_settings()
    assert (settings.host, settings.port, settings.telegram_token) == ("127.0.0.1", 5005, None)


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=6000\nHOST=localhost\nSOMETHING_ELSE=1\n", encoding="utf-8")
    monkeypatch.setattr(Settings.__config__, "env_file", tmp_path / ".env")
    monkeypatch.setenv("PORT", "7000")
    monkeypatch.delenv("HOST", raising=False)
    settings = load_settings()
    assert (settings.host, settings.port) == ("localhost", 7000)


def test_a_database_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:pass-word@host/name")
    assert "pass-word" not in repr(load_settings())
