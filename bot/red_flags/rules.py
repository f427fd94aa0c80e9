"""The rule detector: which rules of `rules.yml` apply to a message."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Sequence

from spacy.tokens import Doc

from bot.languages import Language
from bot.reading.context_rules import FOLDER as CONTEXT_RULES
from bot.reading.context_rules import AssertedMention, Assertion, ContextRuleFile, ContextRules
from bot.reading.language_files import read_language_file
from bot.reading.normalizer import TextNormalizer
from bot.reading.phrases import Mention, PhraseFinder
from bot.reading.quantities import find_numbers
from bot.red_flags.findings import Finding
from bot.red_flags.matching import Match, match
from bot.red_flags.rule_files import PHRASES, PhraseFile, Rule, read_rules
from bot.red_flags.user_responses import AGREES, DENIES, read_user_responses
from bot.yaml_files import ContentError

_IGNORED = "(ignored)"
# A bare yes or no counts as an answer only as the first or second word ("oh no").
_LAST_START = 1


@dataclass(frozen=True)
class RuleResult:
    """What the rules find in a message.

    Attributes:
        found: what is reported.
        asks: findings that need a question.
        ruled_out: categories that are mentioned only as denied, past, imagined, harmless or about somebody else, with
            these assertions.
        concepts: the concepts mentioned as present.
        denied: the concepts that are denied.
        hedged: whether something is denied, past or imagined and no concept is mentioned as present.
        answers: the answers of `user_responses/*.yml` that the words contain.
    """

    found: list[Finding]
    asks: list[Finding]
    ruled_out: dict[str, frozenset[Assertion]]
    concepts: frozenset[str]
    denied: frozenset[str]
    hedged: bool
    answers: frozenset[str]


class RuleDetector:
    """Finds red flags in messages of one language."""

    def __init__(self, language: Language) -> None:
        """Read and compile the data files.

        Raises:
            ContentError: a file is missing or wrong.
        """
        phrases = read_language_file(PhraseFile, PHRASES, language)
        rules = read_rules()
        source = f"bot/red_flags/phrases/{language}.yml"
        unknown = phrases.concepts.keys() ^ rules.concepts.keys()
        if unknown:
            names = ", ".join(sorted(unknown))
            raise ContentError(f"{source}: the concepts must be those of rules.yml; only in one of them: {names}.")
        context_rules = read_language_file(ContextRuleFile, CONTEXT_RULES, language)
        normalizer = TextNormalizer(language, phrases.spellings, phrases.plurals)
        groups = {**phrases.concepts, _IGNORED: phrases.ignore}
        self._rules = rules.rules
        self._normalizer = normalizer
        self._concepts = PhraseFinder(normalizer, groups, source, context_rules.words_not_in_gaps())
        self._answers = PhraseFinder(
            normalizer, read_user_responses(language), f"bot/red_flags/user_responses/{language}.yml"
        )
        self._context_rules = ContextRules(normalizer, context_rules, f"bot/reading/context_rules/{language}.yml")

    def mentions(self, text: str) -> tuple[Doc, list[AssertedMention], list[Mention]]:
        """Return the words of a message, the concepts it mentions, and the answers it contains."""
        document = self._normalizer.tokenize(text)
        mentions = [*self._concepts.find(document), *find_numbers(document)]
        ignored = [mention for mention in mentions if mention.name == _IGNORED]
        # "I don't know" is no red flag, but "I don't know whether my bladder is full" is one: the longer phrase counts.
        counted = [
            m
            for m in mentions
            if m.name != _IGNORED and not any(m.overlaps(other) and m.length <= other.length for other in ignored)
        ]
        return document, self._context_rules.apply(document, counted, ignored), self._answers.find(document)

    def words(self, text: str) -> list[str]:
        """Return the normalised words of a message, all that the rules see of it."""
        return [str(token.norm_) for token in self._normalizer.tokenize(text)]

    def matches(self, asserted: Sequence[AssertedMention]) -> list[tuple[Rule, Match]]:
        """Return the rules that match the concepts of a message; the assertions of a match rule it out."""
        return [(rule, matched) for rule in self._rules if (matched := match(rule, asserted)) is not None]

    def detect(self, text: str) -> RuleResult:
        """Return what a message reports."""
        document, asserted, answers = self.mentions(text)
        found: list[Finding] = []
        asks: list[Finding] = []
        ruled_out: dict[str, frozenset[Assertion]] = {}
        for rule, matched in self.matches(asserted):
            if matched.assertions:
                ruled_out.setdefault(rule.category, matched.assertions)
                continue
            words = tuple(document[m.start : m.end].text for m in matched.mentions)
            finding = Finding(rule.category, rule.urgency, "rules", words, rule.ask)
            (asks if rule.ask else found).append(finding)
        reported = {finding.category for finding in found}
        concepts = frozenset(a.mention.name for a in asserted if not a.assertions)
        return RuleResult(
            found=found,
            asks=asks,
            ruled_out={category: why for category, why in ruled_out.items() if category not in reported},
            concepts=concepts,
            denied=frozenset(a.mention.name for a in asserted if "denied" in a.assertions),
            hedged=not concepts and self._context_rules.is_hedged(document),
            answers=_counted_answers(answers, [a.mention for a in asserted]),
        )


def _counted_answers(answers: Sequence[Mention], concepts: Sequence[Mention]) -> frozenset[str]:
    """Return the answers that count: "no" at the start is one, in "there is no feeling" it is not."""
    longest = [a for a in answers if not any(a.is_within(other) and not other.is_within(a) for other in answers)]
    return frozenset(answer.name for answer in longest if not _is_bare(answer) or _opens_message(answer, concepts))


def _is_bare(answer: Mention) -> bool:
    return answer.name in (AGREES, DENIES) and answer.end - answer.start == 1


def _opens_message(answer: Mention, concepts: Sequence[Mention]) -> bool:
    return answer.start <= _LAST_START and not any(answer.overlaps(concept) for concept in concepts)


@lru_cache(maxsize=1)
def shared_rules() -> dict[Language, RuleDetector]:
    """Return the rule detectors of both languages; reading the phrases and lemmas takes a second or two.

    Raises:
        ContentError: a data file is missing or wrong.
    """
    return {"en": RuleDetector("en"), "de": RuleDetector("de")}
