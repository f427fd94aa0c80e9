"""The bot's languages. Imports none of our modules, so that every module may import it."""

from __future__ import annotations

from typing import Literal, Optional

Language = Literal["en", "de"]
LANGUAGES: tuple[Language, ...] = ("en", "de")
DEFAULT_LANGUAGE: Language = "en"


def as_language(value: object) -> Optional[Language]:
    """Return a language code from outside ("de-AT", "EN") as one of ours, or None."""
    code = str(value or "").lower()[:2]
    return next((language for language in LANGUAGES if language == code), None)
