"""The data of the rule detector: `rules.yml` for both languages, `phrases/*.yml` for each."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Iterable, Literal, Optional

from pydantic import BaseModel, Extra, StrictStr, ValidationError, root_validator

from bot.knowledge.schema import Review
from bot.reading.context_rules import Assertion
from bot.reading.language_files import LanguageFile
from bot.red_flags.urgency import Urgency
from bot.yaml_files import ContentError, read_yaml

FILE = Path(__file__).with_name("rules.yml")
PHRASES = Path(__file__).with_name("phrases")


class PhraseFile(LanguageFile):
    """One file of `phrases/`: the words for each concept."""

    # Strict: an unquoted true, null or number is an error, not a word.
    spellings: dict[StrictStr, StrictStr]
    # Plurals that are not reduced to the singular, because they mean something else for safety.
    plurals: list[StrictStr]
    ignore: list[StrictStr]
    concepts: dict[str, list[StrictStr]]


class Rule(BaseModel):
    """One or two concepts that together are a red flag; the head of `rules.yml` explains the fields."""

    id: str
    category: str
    needs: list[str]
    urgency: Optional[Urgency] = None
    ask: Optional[str] = None
    scope: Literal["clause", "sentence", "message"] = "clause"
    within: Optional[int] = None
    even_if: list[Assertion] = []
    unless: list[str] = []

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid

    @root_validator
    def _has_one_outcome(cls, values: dict[str, Any]) -> dict[str, Any]:
        if (values.get("urgency") is None) == (values.get("ask") is None):
            raise ValueError(f"rule {values.get('id')!r} needs either 'urgency' or 'ask'")
        if len(values.get("needs") or []) not in (1, 2):
            raise ValueError(f"rule {values.get('id')!r} needs one or two concepts")
        return values

    def alternatives(self) -> list[list[str]]:
        """Return the needed concepts, each as the list of its alternatives."""
        return [need.split("|") for need in self.needs]


class RuleFile(BaseModel):
    """The content of `rules.yml`."""

    review: Review
    concepts: dict[str, str]
    numbers: list[str]
    rules: list[Rule]

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid


@lru_cache(maxsize=1)
def read_rules() -> RuleFile:
    """Read `rules.yml` once.

    Raises:
        ContentError: the file is wrong; the message names the entry and the field.
    """
    try:
        file = RuleFile.parse_obj(read_yaml(FILE))
    except ValidationError as error:
        raise ContentError(f"{FILE}: {error}") from error
    known = {*file.concepts, *file.numbers}
    for rule in file.rules:
        unknown = {name for names in (*rule.alternatives(), rule.unless) for name in names} - known
        if unknown:
            raise ContentError(f"{FILE}: rule {rule.id!r} names unknown concepts: {', '.join(sorted(unknown))}.")
    return file


def categories_of(concepts: Iterable[str]) -> list[str]:
    """Return the categories whose rules need one of the concepts, in the order of `rules.yml`."""
    names = set(concepts)
    return list(
        dict.fromkeys(rule.category for rule in read_rules().rules for need in rule.alternatives() if names & set(need))
    )
