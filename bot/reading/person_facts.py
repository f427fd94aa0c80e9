"""Extracts what people say about themselves and about an exercise; the phrases are in `person_facts/*.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, Optional, Sequence

from pydantic import StrictStr

from bot.languages import Language
from bot.reading.context_rules import FOLDER as CONTEXT_RULES
from bot.reading.context_rules import AssertedMention, ContextRuleFile, ContextRules
from bot.reading.language_files import LanguageFile, read_language_file
from bot.reading.normalizer import TextNormalizer
from bot.reading.phrases import Mention, PhraseFinder
from bot.reading.quantities import days_of_lasting, find_ages
from bot.reading.thresholds import thresholds

FOLDER = Path(__file__).with_name("person_facts")

# With one of these assertions something does not apply to this person now.
_NOT_APPLICABLE = frozenset({"hypothetical", "other_person", "past", "general"})
# What matters even if it was years ago.
_LASTING = frozenset("disc fracture osteoporosis stenosis operation stomach heart kidney asthma".split())
# Somebody who is neither young nor old.
_ADULT = "adult"
# Positions that somebody cannot or will not be in have names that begin so.
_LIMIT = "not_"
_RELATIVES, _MYSELF = "relatives", "myself"
# "denied_pregnant" denies "pregnant": phrases for denials that the context rules would miss.
_DENIES = "denied_"
# "33. Woche" and "33 weeks pregnant" are weeks of pregnancy; "4 Wochen" only if nothing else is.
_WEEK = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|\.|te|ten)? ?"
    r"(?:week\b|woche\b|ssw|(?:weeks?|wks?|wochen) (?:pregnant|along|gone|schwanger))"
    r"|(?:ssw|week|woche) ?(\d{1,2})"
)
_WEEKS = re.compile(r"\b(\d{1,2})() ?(?:weeks|wks?|w\b|wochen)")
_MONTHS = re.compile(r"\b(\d)(?:st|nd|rd|th|\.|te|ten)? ?(?:months?|monat)|month (\d)")
_WEEKS_PER_MONTH = 4.35
_LONGEST_PREGNANCY = 42
# Pain from 0 to 10: "7", "7/10", "eine 7"; further below, within a sentence, only "7 of 10".
_SCORE = re.compile(r"^\D{0,20}\b(\d{1,2})(?:[.,]\d)?(?: ?(?:/|of|out of|von) ?10)?\b\D{0,20}$")
_FIRST_PERSON = re.compile(r"\b(?:i|i'?m|i'?ve|me|ich|mir|mich)\b")
# "0.6 of 10" is a figure that somebody quotes.
_RATED = re.compile(r"(?<![\d.,])(\d{1,2}) ?(?:/|out of|of|von) ?(?:10|ten|zehn)\b")


About = Literal["me", "other"]


class PersonFactFile(LanguageFile):
    """One file of `person_facts/`."""

    spellings: dict[StrictStr, StrictStr]
    person: dict[str, list[StrictStr]]
    groups: dict[str, list[StrictStr]]
    relatives: list[StrictStr]
    myself: list[StrictStr]
    wishes: dict[str, list[StrictStr]]
    places: dict[str, list[StrictStr]]


@dataclass(frozen=True)
class PersonFacts:
    """What a message says.

    Attributes:
        said: the names in `person_facts/*.yml` that apply.
        denied: the names that are denied.
        about: whom these facts are about; None if the message says nothing of it.
        only_others: whether somebody else is named, and the person who writes is not the subject of anything.
        week: the week of pregnancy.
        score: a number from 0 to 10 that is nearly all of the message; it means pain only if the bot asked about it.
        rated: pain from 0 to 10 that is named as such ("6 of 10").
        place: which of a list, from 0 ("the second one").
        days: how many days it has lasted, roughly.
    """

    said: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    about: Optional[About] = None
    only_others: bool = False
    week: Optional[int] = None
    score: Optional[int] = None
    rated: Optional[int] = None
    place: Optional[int] = None
    days: Optional[int] = None


class PersonFactExtractor:
    """Extracts facts from messages of one language."""

    def __init__(self, language: Language) -> None:
        """Read and compile the phrases.

        Raises:
            ContentError: the file is missing or wrong.
        """
        path = FOLDER / f"{language}.yml"
        file = read_language_file(PersonFactFile, FOLDER, language)
        phrases = {**file.person, **file.groups, **file.wishes}
        self.names = frozenset(phrases)
        self._wishes = frozenset(file.wishes)
        self._groups = frozenset(file.groups)
        normalizer = self._normalizer = TextNormalizer(language, file.spellings)
        self._places = tuple(file.places)
        others = {_RELATIVES: file.relatives, _MYSELF: file.myself, **file.places}
        self._finder = PhraseFinder(normalizer, {**phrases, **others}, str(path))
        context_rules = read_language_file(ContextRuleFile, CONTEXT_RULES, language)
        self._context_rules = ContextRules(normalizer, context_rules, str(CONTEXT_RULES / f"{language}.yml"))

    def extract(self, text: str) -> PersonFacts:
        """Return what a message says."""
        document = self._normalizer.tokenize(text)
        ages = [Mention(_group_of_age(years), mention.start, mention.end) for years, mention in find_ages(document)]
        found = self._finder.find(document)
        places = [self._places.index(mention.name) for mention in found if mention.name in self._places]
        found = [mention for mention in found if mention.name not in self._places]
        asserted = self._context_rules.apply(document, [*found, *ages], [])
        people = [a for a in asserted if a.mention.name in (_RELATIVES, _MYSELF)]
        applicable = [a for a in asserted if a not in people and self._applies(a)]
        said = frozenset(
            a.mention.name for a in applicable if self._cannot_be_denied(a.mention.name) or "denied" not in a.assertions
        )
        denied = frozenset(a.mention.name for a in applicable if "denied" in a.assertions) - said
        denied |= {name.removeprefix(_DENIES) for name in said if name.startswith(_DENIES)}
        denied |= {"under_18", "over_65"} - said if _ADULT in said else set()
        only_others = any(a.mention.name == _RELATIVES for a in people) and not _FIRST_PERSON.search(text.lower())
        return PersonFacts(
            said - denied - {_ADULT},
            denied,
            self._about(applicable, people, only_others),
            only_others,
            _week(text),
            _score(text),
            _rated(text),
            places[0] if places else None,
            days_of_lasting(text),
        )

    def without_denied(self, text: str) -> str:
        """Return a message without the conditions and medicines that it denies: it does not ask about these."""
        document = self._normalizer.tokenize(text)
        found = [mention for mention in self._finder.find(document) if mention.name in self._groups]
        denied = [a.mention for a in self._context_rules.apply(document, found, []) if "denied" in a.assertions]
        gone = {place for mention in denied for place in range(mention.start, mention.end)}
        return "".join(token.text_with_ws for token in document if token.i not in gone) if gone else text

    def _about(
        self, applicable: Sequence[AssertedMention], people: Sequence[AssertedMention], only_others: bool
    ) -> Optional[About]:
        """Return whom the message is about: others if they stand in the same clause as a fact, or alone before it.

        "My father (81, takes apixaban)" has two clauses; "is it a slipped disc? My uncle had an operation" is about me.
        """
        facts = [a for a in applicable if a.mention.name in self._groups or a.mention.name == _ADULT]
        others = [a for a in people if a.mention.name == _RELATIVES]
        for fact in facts:
            if any(a.clause == fact.clause or (only_others and a.mention.start < fact.mention.start) for a in others):
                return "other"
        return "me" if facts or any(a.mention.name == _MYSELF for a in people) else None

    def _cannot_be_denied(self, name: str) -> bool:
        """Whether a name counts even if denied: a wish, or what somebody cannot do ("can't get down")."""
        return name in self._wishes or name.startswith(_LIMIT)

    def _applies(self, asserted: AssertedMention) -> bool:
        name = asserted.mention.name
        not_applicable = _NOT_APPLICABLE - {"past"} if name in _LASTING else _NOT_APPLICABLE
        return name in self._wishes or not asserted.assertions & not_applicable


def _group_of_age(years: float) -> str:
    if years < thresholds().young_years.value:
        return "under_18"
    return "over_65" if years >= thresholds().elderly_years.value else _ADULT


def _week(text: str) -> Optional[int]:
    weeks = _WEEK.search(text.lower()) or _WEEKS.search(text.lower())
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
