"""The red flag categories, and what the bot says about each; the texts are data in `categories.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, Extra, ValidationError

from bot.knowledge.schema import Bilingual, Review
from bot.red_flags.urgency import Urgency
from bot.yaml_files import ContentError, read_yaml

FILE = Path(__file__).with_name("categories.yml")

# A red flag that the person cannot name.
UNSPECIFIED = "unspecified"


class RedFlagCategory(BaseModel):
    """A group of red flags that get the same advice, such as "fracture".

    `advice` is told instead of the general advice for an urgency, where other help is nearer (a delivery ward).
    `at_most` is how urgent the models may make it by themselves; below the probability `asked_below` (0 to 1) what only
    they see is asked about, whatever its urgency. To the models it is an emergency only
    from the probability `emergency_from` on. `exercises_wait` says whether exercises wait until
    a doctor has looked at it.
    """

    id: str
    urgency: Urgency
    at_most: Urgency = "emergency"
    asked_below: float = 0.0
    emergency_from: float = 0.0
    exercises_wait: bool = True
    advice: dict[Urgency, Bilingual] = {}
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
    """All categories by id, and the advice for each urgency."""

    categories: dict[str, RedFlagCategory]
    advice: dict[Urgency, Bilingual]
    crisis_text: Bilingual

    def advice_on(self, category: str, urgency: Urgency) -> Bilingual:
        """Return what to do about a category that is as urgent as this."""
        return self.categories[category].advice.get(urgency) or self.advice[urgency]


@lru_cache(maxsize=1)
def red_flag_categories() -> RedFlagCategories:
    """Read `categories.yml` once.

    Raises:
        ContentError: the file is wrong; the message names the entry and the field.
    """
    try:
        content = _File.parse_obj(read_yaml(FILE))
    except ValidationError as error:
        raise ContentError(f"{FILE}: {error}") from error
    by_id = {category.id: category for category in content.categories}
    return RedFlagCategories(by_id, content.advice, content.crisis_text)
