"""Checks what people send before it reaches the bot; every channel uses it."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Mapping

from bot.knowledge.content_files import topic_names
from bot.paths import ROOT
from bot.yaml_files import read_yaml

# Longer messages lose their middle; the bot says so.
MAX_CHARACTERS = 9_000
MAX_SENDER = 128

# Payload that lets the bot speak first.
GREETING = "/greet"

_BUTTON = re.compile(r"/(?P<intent>[a-z_]{1,48})(?P<entities>\{[^{}]{1,200}\})?")
_VALUE = re.compile(r"[a-z][a-z0-9_]{0,47}")
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
        intent, entities = _current(found["intent"], found["entities"] or "")
        if intent in _domain()["intents"] and (not entities or _are_ours(entities)):
            return f"/{intent}{entities}"
    # A broken payload or unknown command ("/foo") is not a question and says nothing about the language.
    return "" if "{" in text or " " not in text else text.lstrip("/ ")[:MAX_CHARACTERS]


def _current(intent: str, entities: str) -> tuple[str, str]:
    """Return the payload for a button of version 0.1, whose intents were topics: old chats still show such buttons."""
    if intent not in topic_names():
        return _RENAMED.get(intent, intent), entities
    if '"exercise"' in entities:
        return "ask", entities
    if intent == "exercise_specific":
        return "ask_for_exercises", entities
    return "ask", json.dumps({"topic": intent})


def _are_ours(entities: str) -> bool:
    """Whether JSON names entities of the domain only, each with a value such as a button would have."""
    try:
        values = json.loads(entities)
    except ValueError:
        return False
    known = _domain()["entities"]
    return all(name in known and isinstance(value, str) and _VALUE.fullmatch(value) for name, value in values.items())


@lru_cache(maxsize=1)
def _domain() -> Mapping[str, Any]:
    return dict(read_yaml(ROOT / "domain.yml"))
