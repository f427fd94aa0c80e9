"""Which sites may show the chat, and which pages may talk to the socket."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import FrozenSet, Optional
from urllib.parse import urlsplit

from bot.settings import Settings, SettingsError

_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Addresses:
    """Origins ("https://example.org:8000") that the web channel trusts.

    `own` are the addresses of the bot itself: only its pages may talk to the socket. `embedding` are the sites that may
    show the chat in a frame.
    """

    public: str
    own: FrozenSet[str]
    embedding: FrozenSet[str]

    def may_connect(self, origin: Optional[str], host: Optional[str]) -> bool:
        """Whether a page may open the socket: only the bot's own pages may, also inside a frame on another site.

        Browsers omit the Origin header in requests to the page's own server, so the Host header is checked as well:
        a name that somebody else pointed at this machine is refused.
        """
        if origin is not None and origin not in self.own:
            return False
        return host in {urlsplit(address).netloc for address in self.own}


def read_addresses(settings: Settings) -> Addresses:
    """Derive the trusted addresses from the settings.

    Raises:
        SettingsError: an address cannot be used, or PUBLIC_URL is missing for a bot that others can reach.
    """
    local = frozenset(f"http://{name}:{settings.port}" for name in _LOOPBACK_NAMES)
    if settings.public_url:
        public = as_origin(settings.public_url, "PUBLIC_URL")
    elif is_loopback(settings.host):
        name = f"[{settings.host}]" if ":" in settings.host else settings.host
        public = f"http://{name}:{settings.port}"
    else:
        raise SettingsError(
            f"HOST is {settings.host!r}, so others can reach the bot. Set PUBLIC_URL in .env to the address they use, "
            "for example https://chat.example.org (REST is off then), or set HOST=127.0.0.1."
        )
    embedding = frozenset(as_origin(site, "WEB_ORIGINS") for site in settings.web_origins)
    return Addresses(public, local | {public}, embedding)


def as_origin(address: str, setting: str) -> str:
    """Return "https://example.org" for an address of a site.

    Raises:
        SettingsError: it is not the address of a site; the message names the setting.
    """
    parts = urlsplit(address.strip())
    plain = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789.-:[]")
    if parts.scheme not in ("http", "https") or not parts.netloc or not plain or set(parts.netloc.lower()) - allowed:
        raise SettingsError(
            f"{setting} has {address!r}. Write the address of a site without a path, for example https://example.org."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def is_loopback(host: str) -> bool:
    """Whether a host can be reached from this machine only."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_private(settings: Settings) -> bool:
    """Whether the bot is meant for this machine only; REST is offered only then."""
    public = urlsplit(settings.public_url).hostname or "" if settings.public_url else settings.host
    return is_loopback(settings.host) and is_loopback(public)
