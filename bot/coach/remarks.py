"""What people say about themselves and about an exercise, by the phrases of `phrases/*.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Optional

from pydantic import BaseModel, Extra, StrictStr, ValidationError

from bot.safety.contexts import ContextFinder
from bot.safety.phrases import PhraseFinder, read_context_file
from bot.safety.reading import Reader
from bot.understanding.language import Language
from bot.yaml_files import ContentError, read_yaml

FOLDER = Path(__file__).parent / "phrases"

# What does not hold for this person now.
_UNREAL = frozenset({"hypothetical", "family", "past", "general"})
_WEEKS = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|\.|te|ten)? ?(?:weeks?|wks?|w\b|woche|wochen|ssw)|(?:ssw|week|woche) ?(\d{1,2})"
)
_MONTHS = re.compile(r"\b(\d)(?:st|nd|rd|th|\.|te|ten)? ?(?:months?|monat)|month (\d)")
_WEEKS_PER_MONTH = 4.35
_LONGEST_PREGNANCY = 42
# "7", "7/10", "eine 7": pain from 0 to 10.
_SCORE = re.compile(r"^\D{0,20}\b(\d{1,2})(?:[.,]\d)?(?: ?(?:/|of|out of|von) ?10)?\b\D{0,20}$")


class _PhraseFile(BaseModel):
    language: Language
    remarks: dict[str, list[StrictStr]]

    class Config:
        extra = Extra.forbid


@dataclass(frozen=True)
class Remarks:
    """What a message says: names of `phrases/*.yml`, denied ones apart, week of pregnancy, pain score (0 to 10)."""

    said: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    week: Optional[int] = None
    score: Optional[int] = None


class RemarkReader:
    """Finds remarks in messages of one language."""

    def __init__(self, language: Language) -> None:
        """Read and compile the phrases.

        Raises:
            ContentError: the file is missing or wrong.
        """
        path = FOLDER / f"{language}.yml"
        try:
            file = _PhraseFile.parse_obj(read_yaml(path))
        except ValidationError as error:
            raise ContentError(f"{path}: {error}") from error
        self.names = frozenset(file.remarks)
        self._reader = Reader(language, {})
        self._finder = PhraseFinder(self._reader, file.remarks, str(path))
        self._contexts = ContextFinder(self._reader, read_context_file(language), f"bot/safety/contexts/{language}.yml")

    def read(self, text: str) -> Remarks:
        """Return what a message says."""
        document = self._reader.read(text)
        placed = self._contexts.place(document, self._finder.find(document), [])
        real = [p for p in placed if not p.contexts & _UNREAL]
        said = frozenset(p.mention.name for p in real if "negated" not in p.contexts)
        denied = frozenset(p.mention.name for p in real if "negated" in p.contexts)
        return Remarks(said, denied - said, _week(text), _score(text))


def _week(text: str) -> Optional[int]:
    weeks = _WEEKS.search(text.lower())
    months = _MONTHS.search(text.lower())
    if weeks:
        week = int(weeks[1] or weeks[2])
    elif months:
        week = round(int(months[1] or months[2]) * _WEEKS_PER_MONTH)
    else:
        return None
    return week if 0 < week <= _LONGEST_PREGNANCY else None


def _score(text: str) -> Optional[int]:
    found = _SCORE.match(text.strip())
    return int(found[1]) if found and int(found[1]) <= 10 else None


@cache
def remark_reader(language: Language) -> RemarkReader:
    """Return the reader of a language.

    Raises:
        ContentError: its phrase file is missing or wrong.
    """
    return RemarkReader(language)
