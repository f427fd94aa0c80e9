"""The bot's German for people who say "du": the same sentences with "du" instead of "Sie".

All texts are written with "Sie". `informal/*.jsonl` holds, for each sentence that addresses the person, the same
sentence with "du", as a translation memory does. A sentence that was changed since is told with "Sie" until its line is
changed too; `make content-report` counts those.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bot.dialogue.reply import Button, Reply
from bot.dialogue.state import ConversationState
from bot.dialogue.turn import Turn
from bot.reading.form_of_address import form_of_address
from bot.yaml_files import ContentError

FOLDER = Path(__file__).parent / "informal"
_BETWEEN_SENTENCES = re.compile(r"((?<=[.?!:])\s+|\n+)")
_FORMAL = re.compile(r"\b(Sie|Ihr|Ihre[nmrs]?|Ihnen)\b")
_PLACEHOLDER = re.compile(r"\\\{\w+\\\}")


def is_informal(turn: Turn, state: ConversationState) -> bool:
    """Whether to say "du" from this message on: as the person does, until they say "Sie"."""
    address = None if turn.is_button or turn.language != "de" else form_of_address(turn.text)
    return state.informal if address is None else address == "du"


def with_du(reply: Reply) -> Reply:
    """Return a German reply that says "du"."""
    texts = [informal(text) for text in reply.texts]
    return replace(reply, texts=texts, buttons=[Button(informal(b.title), b.payload) for b in reply.buttons])


def informal(text: str) -> str:
    """Return a German text with "du" where its sentences have an informal form."""
    return "".join(_informal_sentence(part) for part in _BETWEEN_SENTENCES.split(text))


def formal_sentences(text: str) -> list[str]:
    """Return the sentences of a German text in which "Sie" or "Ihr" may address the person."""
    return [part for part in _BETWEEN_SENTENCES.split(text) if _FORMAL.search(part)]


def has_informal(sentence: str) -> bool:
    """Whether the informal form of a sentence is known; it may be the same ("they" is "Sie" as well)."""
    exact, patterns = _memory()
    return sentence in exact or any(pattern.pattern == _pattern(sentence).pattern for pattern, _ in patterns)


def _informal_sentence(sentence: str) -> str:
    if not _FORMAL.search(sentence):
        return sentence
    exact, patterns = _memory()
    if sentence in exact:
        return exact[sentence]
    for pattern, text in patterns:
        found = pattern.fullmatch(sentence)
        if found:
            return text.format(**found.groupdict())
    return sentence


def _pattern(sentence: str) -> re.Pattern[str]:
    """Return what matches a sentence with its placeholders filled in ("on {label}" matches "on the leg")."""
    return re.compile(_PLACEHOLDER.sub(lambda found: f"(?P<{found[0][2:-2]}>.+)", re.escape(sentence)), re.DOTALL)


@lru_cache(maxsize=1)
def _memory() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Return the informal form of each sentence, and of those with placeholders as patterns."""
    exact: dict[str, str] = {}
    patterns = []
    for path in sorted(FOLDER.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            sie, du = _pair(line, f"{path}, line {number}")
            if "{" in sie:
                patterns.append((_pattern(sie), du))
            else:
                exact[sie] = du
    return exact, patterns


def _pair(line: str, place: str) -> tuple[str, str]:
    try:
        pair = json.loads(line)
    except ValueError as error:
        raise ContentError(f"{place}: this is no JSON ({error}).") from error
    if not isinstance(pair, dict) or set(pair) != {"sie", "du"}:
        raise ContentError(f"{place}: a line needs 'sie' and 'du' and nothing else.")
    return str(pair["sie"]), str(pair["du"])
