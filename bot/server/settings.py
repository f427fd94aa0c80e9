"""The only place that reads the environment."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional, Tuple

from dotenv import load_dotenv

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_DATABASE = f"sqlite:///{ROOT / '.cache' / 'knowledge.db'}"
TELEGRAM_API = "https://api.telegram.org"
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}")


class SettingsError(ValueError):
    """A setting has a value the bot cannot work with."""


@dataclass(frozen=True)
class TelegramSettings:
    """What the Telegram channel needs. Neither the token nor the key is shown when this is printed."""

    token: str = field(repr=False)
    webhook_url: str = ""
    api_url: str = TELEGRAM_API
    id_key: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """All settings, read once. Each is explained in `.env.example`."""

    host: str
    port: int
    database_url: str
    public_url: str = ""
    web_origins: Tuple[str, ...] = ()
    telegram: Optional[TelegramSettings] = None


def load_settings() -> Settings:
    """Read the settings from the environment and from `.env` (the environment wins).

    Raises:
        SettingsError: a value is unusable; the message names the setting.
    """
    load_dotenv(ROOT / ".env")
    return Settings(
        host=os.environ.get("HOST") or "127.0.0.1",
        port=_port(os.environ.get("PORT") or "5005"),
        database_url=os.environ.get("DATABASE_URL") or DEFAULT_DATABASE,
        telegram=_telegram(),
        public_url=(os.environ.get("PUBLIC_URL") or "").strip(),
        web_origins=tuple((os.environ.get("WEB_ORIGINS") or "").replace(",", " ").split()),
    )


def _telegram() -> Optional[TelegramSettings]:
    """Return the settings of the Telegram channel, None without a token."""
    token = (os.environ.get("TELEGRAM_TOKEN") or "").strip()
    if not token:
        return None
    if not _TOKEN.fullmatch(token):
        raise SettingsError("TELEGRAM_TOKEN is not a bot token (123456:ABC…). Copy it from BotFather once more.")
    if (os.environ.get("SANIC_WORKERS") or "1") != "1":
        raise SettingsError("SANIC_WORKERS must be 1 with TELEGRAM_TOKEN: Telegram talks to one process only.")
    api_url = (os.environ.get("TELEGRAM_API_URL") or TELEGRAM_API).rstrip("/")
    if not api_url.startswith(("https://", "http://")):
        raise SettingsError(f"TELEGRAM_API_URL must begin with https:// or http://, not be {api_url!r}.")
    webhook_url = os.environ.get("TELEGRAM_WEBHOOK_URL") or ""
    # Telegram itself delivers to HTTPS only; a Bot API server of one's own also delivers inside a network.
    if webhook_url and not webhook_url.startswith(
        ("https://",) if api_url == TELEGRAM_API else ("https://", "http://")
    ):
        raise SettingsError(f"TELEGRAM_WEBHOOK_URL must begin with https://, not be {webhook_url!r}.")
    return TelegramSettings(token, webhook_url, api_url, os.environ.get("TELEGRAM_ID_KEY") or "")


def _port(value: str) -> int:
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise SettingsError(f"PORT must be a number from 1 to 65535, not {value!r}.")
    return int(value)
