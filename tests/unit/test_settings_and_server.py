"""Settings fail with a sentence, and REST stays on this machine."""

from __future__ import annotations

import pytest

from bot.server import require_loopback
from bot.settings import ROOT, Settings, SettingsError, load_settings


def test_a_wrong_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "chat")
    with pytest.raises(SettingsError, match="PORT"):
        load_settings()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_loopback_is_allowed(host: str) -> None:
    require_loopback(Settings(host, 5005, "sqlite://"))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org"])
def test_anything_else_is_refused(host: str) -> None:
    with pytest.raises(SettingsError, match="HOST"):
        require_loopback(Settings(host, 5005, "sqlite://"))


def test_every_setting_is_explained() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in ("HOST", "PORT", "DATABASE_URL"):
        assert f"\n{name}=" in example and name in (ROOT / "README.md").read_text(encoding="utf-8")
