"""Who may show the chat and who may talk to the socket."""

from __future__ import annotations

import pytest

from bot.channels.web.origins import as_origin, read_addresses
from bot.settings import Settings, SettingsError, load_settings

_LOCAL = Settings(host="127.0.0.1", port=5005, public_url="", web_origins=())
_PUBLIC = Settings(
    host="0.0.0.0", port=5005, public_url="https://chat.example.org/", web_origins=("https://www.praxis.example",)
)


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        ("http://127.0.0.1:5005", "127.0.0.1:5005", True),
        ("http://localhost:5005", "localhost:5005", True),
        (None, "127.0.0.1:5005", True),
        ("https://evil.example", "127.0.0.1:5005", False),
        ("null", "127.0.0.1:5005", False),
        ("http://127.0.0.1:5006", "127.0.0.1:5005", False),
        # Another host name that points at this machine (DNS rebinding).
        ("http://evil.example:5005", "evil.example:5005", False),
        (None, "evil.example:5005", False),
        (None, None, False),
    ],
)
def test_on_this_machine(origin: str | None, host: str | None, allowed: bool) -> None:
    assert read_addresses(_LOCAL).may_connect(origin, host) is allowed


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        ("https://chat.example.org", "chat.example.org", True),
        # A proxy that does not pass on the Host header.
        ("https://chat.example.org", "127.0.0.1:5005", True),
        # A site shows the chat in a frame; its own scripts may not connect to the socket.
        ("https://www.praxis.example", "chat.example.org", False),
        ("http://chat.example.org", "chat.example.org", False),
        ("https://chat.example.org.evil.example", "chat.example.org", False),
    ],
)
def test_in_public(origin: str, host: str, allowed: bool) -> None:
    assert read_addresses(_PUBLIC).may_connect(origin, host) is allowed


@pytest.mark.parametrize(
    "address",
    [
        *("chat.example.org", "ftp://example.org", "https://example.org/path", "https://user@example.org"),
        *("https://example.org; script-src *", "https://*", "https://", "javascript:alert(1)"),
    ],
)
def test_an_invalid_address_is_named(address: str) -> None:
    with pytest.raises(SettingsError, match="WEB_ORIGINS"):
        as_origin(address, "WEB_ORIGINS")


def test_settings_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://chat.example.org")
    monkeypatch.setenv("WEB_ORIGINS", "https://a.example, https://B.example")
    addresses = read_addresses(load_settings())
    assert addresses.public == "https://chat.example.org"
    assert addresses.embedding == {"https://a.example", "https://b.example"}
