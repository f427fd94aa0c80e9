"""What the bot says about a warning sign that somebody reports; the texts are data in `red_flags.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Extra, ValidationError

from bot.knowledge.schema import Bilingual, Review
from bot.yaml_files import ContentError, read_yaml

FILE = Path(__file__).with_name("categories.yml")

# Most serious first.
Urgency = Literal["emergency", "urgent", "soon"]
URGENCIES: tuple[Urgency, ...] = ("emergency", "urgent", "soon")

# A warning sign that the person cannot name.
UNSPECIFIED = "unspecified"


class RedFlagCategory(BaseModel):
    """One category of warning signs."""

    id: str
    urgency: Urgency
    label: Bilingual
    ask: Bilingual
    why: Bilingual
    tell: Bilingual
    avoid: Bilingual
    sources: list[str]

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid


class _File(BaseModel):
    review: Review
    advice: dict[Urgency, Bilingual]
    crisis_text: Bilingual
    categories: list[RedFlagCategory]

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid


@dataclass(frozen=True)
class RedFlagCategories:
    """All categories, and what to do for each urgency."""

    categories: dict[str, RedFlagCategory]
    advice: dict[Urgency, Bilingual]
    crisis_text: Bilingual


@lru_cache(maxsize=1)
def red_flag_categories() -> RedFlagCategories:
    """Read the file once.

    Raises:
        ContentError: the file is wrong; the message names entry and field.
    """
    try:
        content = _File.parse_obj(read_yaml(FILE))
    except ValidationError as error:
        raise ContentError(f"{FILE}: {error}") from error
    return RedFlagCategories({sign.id: sign for sign in content.categories}, content.advice, content.crisis_text)
