"""The only place that reads the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Tuple

from dotenv import load_dotenv

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_DATABASE = f"sqlite:///{ROOT / '.cache' / 'knowledge.db'}"


class SettingsError(ValueError):
    """A setting has a value the bot cannot work with."""


@dataclass(frozen=True)
class Settings:
    """All settings, read once. Each is explained in `.env.example`."""

    host: str
    port: int
    database_url: str
    public_url: str = ""
    web_origins: Tuple[str, ...] = ()


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
        public_url=(os.environ.get("PUBLIC_URL") or "").strip(),
        web_origins=tuple((os.environ.get("WEB_ORIGINS") or "").replace(",", " ").split()),
    )


def _port(value: str) -> int:
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise SettingsError(f"PORT must be a number from 1 to 65535, not {value!r}.")
    return int(value)
