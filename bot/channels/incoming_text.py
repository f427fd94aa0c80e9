"""Checks what people send before it reaches the bot; every channel uses it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.server.settings import ROOT
from bot.yaml_files import read_yaml

# Longer messages lose their middle; the bot says so.
MAX_CHARACTERS = 6000
MAX_SENDER = 128

_BUTTON = re.compile(r'/(?P<intent>[a-z_]{1,48})(?P<data>\{"(?:exercise|answer)": ?"[a-z_]{1,48}"\})?')
# Rasa reserves these names, so ours differ.
_RENAMED = {"restart": "start_over"}


@dataclass(frozen=True)
class CleanMessage:
    """A message the bot can work with."""

    text: str
    shortened: bool


def clean_message(raw: Any) -> CleanMessage:
    """Turn whatever a client sent as its message into text.

    Text that begins with a slash is let through only when it is the payload of one of our buttons:
    otherwise anybody could name intents and fill slots by typing.
    """
    text = raw if isinstance(raw, str) else "" if raw is None else str(raw)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cf", "Co")).strip()
    if text.startswith("/"):
        return CleanMessage(_button_or_text(text), shortened=False)
    if len(text) <= MAX_CHARACTERS:
        return CleanMessage(text, shortened=False)
    half = MAX_CHARACTERS // 2
    return CleanMessage(f"{text[:half]}\n{text[-half:]}", shortened=True)


def clean_sender(raw: Any) -> str:
    """Return a usable conversation id."""
    return str(raw or "default")[:MAX_SENDER]


def _button_or_text(text: str) -> str:
    found = _BUTTON.fullmatch(text)
    if found:
        intent = _RENAMED.get(found["intent"], found["intent"])
        if intent in _known_intents():
            return f"/{intent}{found['data'] or ''}"
    # A broken payload or unknown command ("/foo") is not a question and says nothing about the language.
    return "" if "{" in text or " " not in text else text.lstrip("/ ")[:MAX_CHARACTERS]


@lru_cache(maxsize=1)
def _known_intents() -> frozenset[str]:
    return frozenset(read_yaml(ROOT / "domain.yml")["intents"])
