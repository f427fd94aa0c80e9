"""What people say about themselves and about an exercise, by the phrases of `phrases/*.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Optional

from pydantic import StrictStr

from bot.languages import Language
from bot.reading.context_rules import FOLDER as CONTEXT_RULES
from bot.reading.context_rules import ContextFile, ContextFinder, PlacedMention
from bot.reading.language_files import LanguageFile, read_language_file
from bot.reading.normalizer import TextNormalizer
from bot.reading.phrases import PhraseFinder

FOLDER = Path(__file__).with_name("person_facts")

# What does not hold for this person now.
_UNREAL = frozenset({"hypothetical", "family", "past", "general"})
# What a doctor should know of even if it was years ago.
_LASTING = frozenset({"disc", "broken_bone"})
# "denied_pregnant" denies "pregnant", where a denial is easier to name than to find out.
_DENIES = "denied_"
_WEEKS = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|\.|te|ten)? ?(?:weeks?|wks?|w\b|woche|wochen|ssw)|(?:ssw|week|woche) ?(\d{1,2})"
)
_MONTHS = re.compile(r"\b(\d)(?:st|nd|rd|th|\.|te|ten)? ?(?:months?|monat)|month (\d)")
_WEEKS_PER_MONTH = 4.35
_LONGEST_PREGNANCY = 42
# "7", "7/10", "eine 7": pain from 0 to 10.
_SCORE = re.compile(r"^\D{0,20}\b(\d{1,2})(?:[.,]\d)?(?: ?(?:/|of|out of|von) ?10)?\b\D{0,20}$")


_RATED = re.compile(r"\b(\d{1,2})(?:[.,]\d)? ?(?:/|out of|of|von) ?(?:10|ten|zehn)\b")


class PersonFactFile(LanguageFile):
    """One file of `person_facts/`."""

    spellings: dict[StrictStr, StrictStr]
    person: dict[str, list[StrictStr]]
    wishes: dict[str, list[StrictStr]]


@dataclass(frozen=True)
class PersonFacts:
    """What a message says: names of `phrases/*.yml`, denied ones apart, week of pregnancy, pain from 0 to 10.

    `score` is a number that stands almost alone and means pain only where the bot asked for it; `rated` is "6 of 10".
    """

    said: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    week: Optional[int] = None
    score: Optional[int] = None
    rated: Optional[int] = None


class PersonFactExtractor:
    """Finds remarks in messages of one language."""

    def __init__(self, language: Language) -> None:
        """Read and compile the phrases.

        Raises:
            ContentError: the file is missing or wrong.
        """
        path = FOLDER / f"{language}.yml"
        file = read_language_file(PersonFactFile, FOLDER, language)
        self.names = frozenset({*file.person, *file.wishes})
        self._wishes = frozenset(file.wishes)
        self._reader = TextNormalizer(language, file.spellings)
        self._finder = PhraseFinder(self._reader, {**file.person, **file.wishes}, str(path))
        contexts = read_language_file(ContextFile, CONTEXT_RULES, language)
        self._contexts = ContextFinder(self._reader, contexts, str(CONTEXT_RULES / f"{language}.yml"))

    def read(self, text: str) -> PersonFacts:
        """Return what a message says."""
        document = self._reader.read(text)
        placed = self._contexts.place(document, self._finder.find(document), [])
        real = [p for p in placed if self._holds(p)]
        said = frozenset(p.mention.name for p in real if p.mention.name in self._wishes or "negated" not in p.contexts)
        denied = frozenset(p.mention.name for p in real if "negated" in p.contexts) - said
        denied |= {name.removeprefix(_DENIES) for name in said if name.startswith(_DENIES)}
        return PersonFacts(said - denied, denied, _week(text), _score(text), _rated(text))

    def _holds(self, placed: PlacedMention) -> bool:
        name = placed.mention.name
        unreal = _UNREAL - {"past"} if name in _LASTING else _UNREAL
        return name in self._wishes or not placed.contexts & unreal


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


def _rated(text: str) -> Optional[int]:
    found = _RATED.search(text.lower())
    return int(found[1]) if found and int(found[1]) <= 10 else None


def _score(text: str) -> Optional[int]:
    found = _SCORE.match(text.strip())
    return int(found[1]) if found and int(found[1]) <= 10 else None


@cache
def person_fact_extractor(language: Language) -> PersonFactExtractor:
    """Return the reader of a language.

    Raises:
        ContentError: its phrase file is missing or wrong.
    """
    return PersonFactExtractor(language)
