"""Pseudonyms: conversations are stored under a keyed hash of the chat, never under Telegram's own number."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Optional

from pydantic import SecretStr

from bot.paths import ROOT
from bot.settings import SettingsError

KEY_FILE = ROOT / ".secrets" / "telegram.key"
_LEAST = 16


class Pseudonyms:
    """Makes names that cannot be turned back into chats without the key."""

    def __init__(self, key: str) -> None:
        """Keep the key."""
        self._key = key.encode()

    def sender_of(self, chat_id: int) -> str:
        """Return the name of a chat's conversation."""
        return "tg-" + self._hash(f"chat {chat_id}")

    def webhook_secret(self, token: str) -> str:
        """Return the secret that Telegram must send with each call of the webhook."""
        return self._hash(f"webhook {token}") * 2

    def _hash(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]


def read_key(setting: Optional[SecretStr], path: Path = KEY_FILE) -> str:
    """Return the key from the settings, else from its file, which is created once and is readable by its owner only.

    Raises:
        SettingsError: the key is too short, or others can read its file.
    """
    key = setting.get_secret_value() if setting else _key_in(path)
    if len(key) < _LEAST:
        where = "TELEGRAM_ID_KEY" if setting else str(path)
        raise SettingsError(f"{where}: the key needs at least {_LEAST} characters.")
    return key


def _key_in(path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"{path}: others can read the key. Run: chmod 600 {path}") from None
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_hex(32)
        file.write(key + "\n")
    return key
