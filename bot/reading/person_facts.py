"""Extracts what people say about themselves and about an exercise; the phrases are in `person_facts/*.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Optional

from pydantic import StrictStr

from bot.languages import Language
from bot.reading.context_rules import FOLDER as CONTEXT_RULES
from bot.reading.context_rules import AssertedMention, ContextRuleFile, ContextRules
from bot.reading.language_files import LanguageFile, read_language_file
from bot.reading.normalizer import TextNormalizer
from bot.reading.phrases import PhraseFinder

FOLDER = Path(__file__).with_name("person_facts")

# With one of these assertions something does not apply to this person now.
_NOT_APPLICABLE = frozenset({"hypothetical", "other_person", "past", "general"})
# What matters to exercises even if it was years ago.
_LASTING = frozenset({"disc", "broken_bone"})
# "denied_pregnant" denies "pregnant": phrases for denials that the context rules would miss.
_DENIES = "denied_"
_WEEKS = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|\.|te|ten)? ?(?:weeks?|wks?|w\b|woche|wochen|ssw)|(?:ssw|week|woche) ?(\d{1,2})"
)
_MONTHS = re.compile(r"\b(\d)(?:st|nd|rd|th|\.|te|ten)? ?(?:months?|monat)|month (\d)")
_WEEKS_PER_MONTH = 4.35
_LONGEST_PREGNANCY = 42
# Pain from 0 to 10: "7", "7/10", "eine 7"; further below, within a sentence, only "7 of 10".
_SCORE = re.compile(r"^\D{0,20}\b(\d{1,2})(?:[.,]\d)?(?: ?(?:/|of|out of|von) ?10)?\b\D{0,20}$")
_RATED = re.compile(r"\b(\d{1,2})(?:[.,]\d)? ?(?:/|out of|of|von) ?(?:10|ten|zehn)\b")


class PersonFactFile(LanguageFile):
    """One file of `person_facts/`."""

    spellings: dict[StrictStr, StrictStr]
    person: dict[str, list[StrictStr]]
    wishes: dict[str, list[StrictStr]]


@dataclass(frozen=True)
class PersonFacts:
    """What a message says.

    Attributes:
        said: the names in `person_facts/*.yml` that apply.
        denied: the names that are denied.
        week: the week of pregnancy.
        score: a number from 0 to 10 that is nearly all of the message; it means pain only if the bot asked about it.
        rated: pain from 0 to 10 that is named as such ("6 of 10").
    """

    said: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    week: Optional[int] = None
    score: Optional[int] = None
    rated: Optional[int] = None


class PersonFactExtractor:
    """Extracts facts from messages of one language."""

    def __init__(self, language: Language) -> None:
        """Read and compile the phrases.

        Raises:
            ContentError: the file is missing or wrong.
        """
        path = FOLDER / f"{language}.yml"
        file = read_language_file(PersonFactFile, FOLDER, language)
        self.names = frozenset({*file.person, *file.wishes})
        self._wishes = frozenset(file.wishes)
        normalizer = self._normalizer = TextNormalizer(language, file.spellings)
        self._finder = PhraseFinder(normalizer, {**file.person, **file.wishes}, str(path))
        context_rules = read_language_file(ContextRuleFile, CONTEXT_RULES, language)
        self._context_rules = ContextRules(normalizer, context_rules, str(CONTEXT_RULES / f"{language}.yml"))

    def extract(self, text: str) -> PersonFacts:
        """Return what a message says."""
        document = self._normalizer.tokenize(text)
        asserted = self._context_rules.apply(document, self._finder.find(document), [])
        applicable = [a for a in asserted if self._applies(a)]
        said = frozenset(
            a.mention.name for a in applicable if a.mention.name in self._wishes or "denied" not in a.assertions
        )
        denied = frozenset(a.mention.name for a in applicable if "denied" in a.assertions) - said
        denied |= {name.removeprefix(_DENIES) for name in said if name.startswith(_DENIES)}
        return PersonFacts(said - denied, denied, _week(text), _score(text), _rated(text))

    def _applies(self, asserted: AssertedMention) -> bool:
        name = asserted.mention.name
        not_applicable = _NOT_APPLICABLE - {"past"} if name in _LASTING else _NOT_APPLICABLE
        return name in self._wishes or not asserted.assertions & not_applicable


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
    """Return the extractor of a language.

    Raises:
        ContentError: its phrase file is missing or wrong.
    """
    return PersonFactExtractor(language)
