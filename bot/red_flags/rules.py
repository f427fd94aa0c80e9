"""The readable detector: which concepts of `rules.yml` a message reports, as things are now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Iterable, Literal, Optional, Sequence

from pydantic import BaseModel, Extra, StrictStr, ValidationError, root_validator
from spacy.tokens import Doc

from bot.knowledge.schema import Review
from bot.languages import Language
from bot.reading.context_rules import FOLDER as CONTEXT_RULES
from bot.reading.context_rules import Context, ContextFile, ContextFinder, PlacedMention
from bot.reading.language_files import LanguageFile, read_language_file
from bot.reading.normalizer import TextNormalizer
from bot.reading.phrases import Mention, PhraseFinder
from bot.reading.quantities import find_numbers
from bot.red_flags.categories import Urgency
from bot.red_flags.findings import Finding
from bot.red_flags.user_responses import AGREES, DENIES, EVENTS, NOT_YET, read_user_responses
from bot.yaml_files import ContentError, read_yaml

FILE = Path(__file__).with_name("rules.yml")
PHRASES = Path(__file__).with_name("phrases")
_IGNORED = "(ignored)"
# A bare yes or no counts as the first or second word ("oh no").
_LAST_START = 1


class PhraseFile(LanguageFile):
    """One file of `phrases/`: the words for each concept."""

    spellings: dict[StrictStr, StrictStr]
    ignore: list[StrictStr]
    concepts: dict[str, list[StrictStr]]


class Rule(BaseModel):
    """Concepts that together are a warning sign; see the head of `rules.yml`."""

    id: str
    category: str
    needs: list[str]
    urgency: Optional[Urgency] = None
    ask: Optional[str] = None
    scope: Literal["clause", "sentence", "message"] = "clause"
    within: Optional[int] = None
    even_if: list[Context] = []
    unless: list[str] = []

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid

    @root_validator
    def _has_one_outcome(cls, values: dict[str, Any]) -> dict[str, Any]:
        if (values.get("urgency") is None) == (values.get("ask") is None):
            raise ValueError(f"sign {values.get('id')!r} needs either 'urgency' or 'ask'")
        if len(values.get("needs") or []) not in (1, 2):
            raise ValueError(f"sign {values.get('id')!r} needs one or two concepts")
        return values

    def alternatives(self) -> list[list[str]]:
        """Return the needed concepts, each with its alternatives."""
        return [need.split("|") for need in self.needs]


class RuleFile(BaseModel):
    """The content of `rules.yml`."""

    review: Review
    concepts: dict[str, str]
    numbers: list[str]
    signs: list[Rule]

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid


@lru_cache(maxsize=1)
def read_rules() -> RuleFile:
    """Read `rules.yml` once.

    Raises:
        ContentError: the file is wrong; the message names entry and field.
    """
    try:
        file = RuleFile.parse_obj(read_yaml(FILE))
    except ValidationError as error:
        raise ContentError(f"{FILE}: {error}") from error
    known = {*file.concepts, *file.numbers}
    for sign in file.signs:
        unknown = {name for names in (*sign.alternatives(), sign.unless) for name in names} - known
        if unknown:
            raise ContentError(f"{FILE}: sign {sign.id!r} names unknown concepts: {', '.join(sorted(unknown))}.")
    return file


def categories_of(concepts: Iterable[str]) -> list[str]:
    """Return the categories whose signs need one of the concepts, in the order of `rules.yml`."""
    names = set(concepts)
    return list(
        dict.fromkeys(sign.category for sign in read_rules().signs for need in sign.alternatives() if names & set(need))
    )


@dataclass(frozen=True)
class RuleResult:
    """What the rules make of a message.

    `found` are reports, `asks` are signs to ask about, `ruled_out` are the categories that are only denied, past,
    imagined, harmless or about somebody else, with the context. `concepts` are the things mentioned as they are now,
    `denied` those said not to be so. `hedged` says that something is denied, past or imagined and nothing of
    all concepts is told as it is now. `answers` are the answers to questions that the words hold (`answers/*.yml`).
    """

    found: list[Finding]
    asks: list[Finding]
    ruled_out: dict[str, Context]
    concepts: frozenset[str]
    denied: frozenset[str]
    hedged: bool
    answers: frozenset[str]


class RuleDetector:
    """Finds warning signs in messages of one language."""

    def __init__(self, language: Language) -> None:
        """Read and compile the data files.

        Raises:
            ContentError: a file is missing or wrong.
        """
        phrases = read_language_file(PhraseFile, PHRASES, language)
        self._signs = read_rules()
        source = f"bot/red_flags/phrases/{language}.yml"
        unknown = phrases.concepts.keys() ^ self._signs.concepts.keys()
        if unknown:
            names = ", ".join(sorted(unknown))
            raise ContentError(f"{source}: the concepts must be those of rules.yml; only in one of them: {names}.")
        self._reader = TextNormalizer(language, phrases.spellings)
        contexts = read_language_file(ContextFile, CONTEXT_RULES, language)
        self._finder = PhraseFinder(
            self._reader, {**phrases.concepts, _IGNORED: phrases.ignore}, source, contexts.stops_gaps()
        )
        self._answers = PhraseFinder(
            self._reader, read_user_responses(language), f"bot/red_flags/user_responses/{language}.yml"
        )
        self._contexts = ContextFinder(self._reader, contexts, f"bot/reading/context_rules/{language}.yml")

    def mentions(self, text: str) -> tuple[Doc, list[PlacedMention], list[Mention]]:
        """Return the words of a message, the concepts it mentions, and the answers it holds."""
        document = self._reader.read(text)
        mentions = [*self._finder.find(document), *find_numbers(document)]
        ignored = [mention for mention in mentions if mention.name == _IGNORED]
        counted = [m for m in mentions if m.name != _IGNORED and not any(m.overlaps(other) for other in ignored)]
        placed = self._contexts.place(document, counted, ignored)
        return document, placed, self._answers.find(document)

    def detect(self, text: str) -> RuleResult:
        """Return what a message reports."""
        document, placed, answers = self.mentions(text)
        found: list[Finding] = []
        asks: list[Finding] = []
        ruled_out: dict[str, Context] = {}
        for sign in self._signs.signs:
            together, against = _match(sign, placed)
            if not together:
                continue
            if against:
                ruled_out.setdefault(sign.category, min(against))
                continue
            words = tuple(document[p.mention.start : p.mention.end].text for p in together)
            finding = Finding(sign.category, sign.urgency, "rules", words, sign.ask)
            (asks if sign.ask else found).append(finding)
        reported = {finding.category for finding in found}
        concepts = frozenset(p.mention.name for p in placed if not p.contexts)
        return RuleResult(
            found=found,
            asks=asks,
            ruled_out={category: context for category, context in ruled_out.items() if category not in reported},
            concepts=concepts,
            denied=frozenset(p.mention.name for p in placed if "negated" in p.contexts),
            hedged=not concepts and self._contexts.hedges(document),
            answers=_answers_in(answers, [p.mention for p in placed]),
        )


def _answers_in(answers: Sequence[Mention], concepts: Sequence[Mention]) -> frozenset[str]:
    """Return the answers that count: "no" at the start is one, in "there is no feeling" it is not."""
    longest = [a for a in answers if not any(a.is_within(other) and not other.is_within(a) for other in answers)]
    names = {answer.name for answer in longest if not _is_bare(answer) or _opens(answer, concepts)}
    return frozenset(names - EVENTS - {NOT_YET} if NOT_YET in names else names)


def _is_bare(answer: Mention) -> bool:
    return answer.name in (AGREES, DENIES) and answer.end - answer.start == 1


def _opens(answer: Mention, concepts: Sequence[Mention]) -> bool:
    return answer.start <= _LAST_START and not any(answer.overlaps(concept) for concept in concepts)


def _match(sign: Rule, placed: Sequence[PlacedMention]) -> tuple[tuple[PlacedMention, ...], frozenset[Context]]:
    """Return the mentions that make up a sign, and the contexts that take it back (none: it counts)."""
    if any(p.mention.name in sign.unless and not p.contexts for p in placed):
        return (), frozenset()
    second_best: tuple[tuple[PlacedMention, ...], frozenset[Context]] = ((), frozenset())
    for unit in _units(sign.scope, placed):
        for together in _combinations(sign, unit):
            words = [p.mention for p in together]
            against = frozenset().union(*(p.contexts_beside(words) for p in together)) - set(sign.even_if)
            if not against:
                return together, against
            if not second_best[0]:
                second_best = together, against
    return second_best


def _units(scope: str, placed: Sequence[PlacedMention]) -> Iterable[list[PlacedMention]]:
    if scope == "message":
        return [list(placed)]
    in_order = sorted(placed, key=lambda p: getattr(p, scope))
    return [list(group) for _, group in groupby(in_order, key=lambda p: getattr(p, scope))]


def _combinations(sign: Rule, unit: Sequence[PlacedMention]) -> list[tuple[PlacedMention, ...]]:
    """Return every way to find the needed concepts in a unit, the nearest together first."""
    options = [[p for p in unit if p.mention.name in names] for names in sign.alternatives()]
    if len(options) == 1:
        return [(p,) for p in options[0]]
    pairs = [(a, b) for a in options[0] for b in options[1] if not _same_words(a, b)]
    near = [pair for pair in pairs if sign.within is None or _gap(*pair) <= sign.within]
    return sorted(near, key=lambda pair: _gap(*pair))


def _same_words(one: PlacedMention, other: PlacedMention) -> bool:
    return (one.mention.start, one.mention.end) == (other.mention.start, other.mention.end)


def _gap(one: PlacedMention, other: PlacedMention) -> int:
    return max(one.mention.start - other.mention.end, other.mention.start - one.mention.end, 0)


@lru_cache(maxsize=1)
def shared_rules() -> dict[Language, RuleDetector]:
    """Return the rule detectors of both languages; reading the phrases and lemmas takes a second or two.

    Raises:
        ContentError: a data file is missing or wrong.
    """
    return {"en": RuleDetector("en"), "de": RuleDetector("de")}
