"""Settings fail with a sentence, and REST stays on this machine."""

from __future__ import annotations

import pytest

from bot.channels.web.origins import read_addresses
from bot.server.settings import ROOT, Settings, SettingsError, load_settings
from bot.server.start import announcement, credentials_for
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
        # A proxy in front, or an open address: others can reach the bot.
        ("127.0.0.1", "https://chat.example.org", "credentials.public.yml"),
        ("0.0.0.0", "https://chat.example.org", "credentials.public.yml"),
        ("0.0.0.0", "http://localhost:5005", "credentials.public.yml"),
    ],
)
def test_rest_is_for_this_machine_only(host: str, public: str, channels: str) -> None:
    settings = Settings(host, 5005, "sqlite://", public)
    assert credentials_for(settings).name == channels
    offered = read_yaml(credentials_for(settings))
    assert any("rest" in name for name in offered) == (channels == "credentials.yml")
    assert ("REST" in announcement(settings, read_addresses(settings))) == (channels == "credentials.yml")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org"])
def test_an_open_address_needs_its_public_name(host: str) -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        read_addresses(Settings(host, 5005, "sqlite://"))


def test_every_setting_is_explained() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in ("HOST", "PORT", "DATABASE_URL", "PUBLIC_URL", "WEB_ORIGINS"):
        assert f"\n{name}=" in example and name in (ROOT / "README.md").read_text(encoding="utf-8")
