"""The Telegram channel's own texts, read once from `messages.yml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.dialogue.wording import text_in
from bot.languages import Language
from bot.yaml_files import read_yaml

FILE = Path(__file__).with_name("messages.yml")


def channel_text(key: str, language: Language, **values: str) -> str:
    """Return the text for a key such as "consent.notice".

    Raises:
        ContentError: there is no such text; the message names the key and the file.
    """
    return text_in(_texts(), FILE, key, language, **values)


def command_descriptions(language: Language) -> list[tuple[str, str]]:
    """Return the commands for Telegram's menu, each with what it does."""
    return [(name, str(entry[language])) for name, entry in _texts()["commands"].items()]


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    return dict(read_yaml(FILE))
