"""The questions about red flags; the texts are data in `questions.yml` and `categories.yml`."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Collection, Optional, Sequence

from pydantic import BaseModel, Extra, ValidationError

from bot.knowledge.schema import Bilingual, Review
from bot.red_flags.categories import red_flag_categories
from bot.red_flags.urgency import Urgency
from bot.yaml_files import ContentError, read_yaml

FILE = Path(__file__).with_name("questions.yml")


class _Strict(BaseModel):
    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid


class ScreeningItem(_Strict):
    """One item of the screening, the list of red flags asked about before the first exercises."""

    category: str
    denied_by: list[str]
    en: str
    de: str

    def is_denied(self, denied: Collection[str]) -> bool:
        """Whether these denied concepts cover everything that this item asks about."""
        return all(set(need.split("|")) & set(denied) for need in self.denied_by)


class Choice(_Strict):
    """One answer to a choice question; without a category it is harmless."""

    id: str
    concepts: list[str]
    category: Optional[str] = None
    urgency: Optional[Urgency] = None
    en: str
    de: str


class ChoiceQuestion(_Strict):
    """A question that offers its own answers; `unclear` is the id of the one that an unclear answer counts as."""

    text: Bilingual
    unclear: str
    answers: list[Choice]

    def answer(self, choice_id: str) -> Choice:
        """Return the answer with this id."""
        return next(choice for choice in self.answers if choice.id == choice_id)


class Questions(_Strict):
    """The content of `questions.yml`."""

    review: Review
    screening: list[ScreeningItem]
    which: dict[str, Bilingual]
    choices: dict[str, ChoiceQuestion]


@lru_cache(maxsize=1)
def questions() -> Questions:
    """Read `questions.yml` once.

    Raises:
        ContentError: the file is wrong; the message names the entry and the field.
    """
    try:
        content = Questions.parse_obj(read_yaml(FILE))
    except ValidationError as error:
        raise ContentError(f"{FILE}: {error}") from error
    categories = red_flag_categories().categories.keys()
    choices = [choice for question in content.choices.values() for choice in question.answers]
    named = {item.category for item in content.screening} | content.which.keys()
    named |= {choice.category for choice in choices if choice.category}
    if named - categories:
        raise ContentError(f"{FILE}: unknown categories: {', '.join(sorted(named - categories))}.")
    for name, question in content.choices.items():
        if question.unclear not in {choice.id for choice in question.answers}:
            raise ContentError(f"{FILE}: question {name!r}: 'unclear' names no answer: {question.unclear!r}.")
    _check_ids(choices, categories)
    return content


def _check_ids(choices: Sequence[Choice], categories: Collection[str]) -> None:
    """Refuse ids that do not tell which answer a button of an earlier message stands for."""
    counts = Counter(choice.id for choice in choices)
    repeated = sorted(name for name, count in counts.items() if count > 1 or name in categories)
    if repeated:
        raise ContentError(
            f"{FILE}: 'choices': more than one answer, or a category, is called {', '.join(map(repr, repeated))}; "
            "give each answer an id of its own."
        )
