"""Tells follow-ups that refer to the last answer from questions that are complete in themselves."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.languages import Language
from bot.yaml_files import ContentError, read_yaml

_FILE = Path(__file__).with_name("references.yml")
# A message of more words than this is complete in itself.
_FEW_WORDS = 8


def points_back(text: str, language: Language) -> bool:
    """Whether a message makes sense only after another one: "and how often?", "why?", "is that safe?"."""
    words = re.findall(r"[\w']+", text.lower())
    if not words or len(words) > _FEW_WORDS:
        return False
    plain = " ".join(words)
    entry = _words()[language]
    return (
        plain in entry["bare_questions"]
        or words[0] in entry["first_words"]
        or bool(set(words) & set(entry["pronouns"]))
        or refers_back(text, language)
    )


def begins_as_follow_up(text: str, language: Language) -> bool:
    """Whether a message begins with a word such as "and"."""
    return (re.findall(r"[\w']+", text.lower()) or [""])[0] in _words()[language]["first_words"]


def refers_back(text: str, language: Language) -> bool:
    """Whether a question names what it is about only as "it" or "there"."""
    words = re.findall(r"[\w']+", text.lower())
    entry = _words()[language]
    return bool(words) and words[0] in entry["question_words"] and bool(set(words) & set(entry["subjects"]))


def is_bare_question(text: str, language: Language) -> bool:
    """Whether a message is nothing but a question word or two, such as "why?" or "how often?"."""
    return " ".join(re.findall(r"[\w']+", text.lower())) in _words()[language]["bare_questions"]


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, list[str]]]:
    content: Any = read_yaml(_FILE)
    for language in ("en", "de"):
        for key in ("first_words", "pronouns", "bare_questions", "question_words", "subjects"):
            entries = (content or {}).get(language, {}).get(key)
            if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
                raise ContentError(f"{_FILE}: entry {language!r}, field {key!r}: expected a list of words in quotes.")
    return dict(content)
