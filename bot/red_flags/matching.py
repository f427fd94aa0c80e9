"""Matches one rule against the concepts that a message mentions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Iterable, Optional, Sequence

from bot.reading.context_rules import AssertedMention, Assertion
from bot.reading.phrases import Mention
from bot.red_flags.rule_files import Rule


@dataclass(frozen=True)
class Match:
    """The mentions that match a rule, and the assertions that rule it out (empty: the rule applies)."""

    mentions: tuple[Mention, ...]
    assertions: frozenset[Assertion]


def match(rule: Rule, asserted: Sequence[AssertedMention]) -> Optional[Match]:
    """Return a match that applies, else the first one that is ruled out; None when nothing matches."""
    if any(a.mention.name in rule.unless and not a.assertions for a in asserted):
        return None
    ruled_out = None
    for group in _by_scope(rule.scope, asserted):
        for combination in _combinations(rule, group):
            mentions = tuple(a.mention for a in combination)
            assertions = {name for a in combination for name in a.assertions_as_part_of(mentions)}
            found = Match(mentions, frozenset(assertions.difference(rule.even_if)))
            if not found.assertions:
                return found
            ruled_out = ruled_out or found
    return ruled_out


def _by_scope(scope: str, asserted: Sequence[AssertedMention]) -> Iterable[list[AssertedMention]]:
    """Return the mentions of each clause or sentence, or of the whole message."""
    if scope == "message":
        return [list(asserted)]
    in_order = sorted(asserted, key=lambda a: getattr(a, scope))
    return [list(group) for _, group in groupby(in_order, key=lambda a: getattr(a, scope))]


def _combinations(rule: Rule, group: Sequence[AssertedMention]) -> list[tuple[AssertedMention, ...]]:
    """Return every combination of mentions that the rule needs, the closest to each other first."""
    options = [[a for a in group if a.mention.name in names] for names in rule.alternatives()]
    if len(options) == 1:
        return [(a,) for a in options[0]]
    pairs = [(a, b) for a in options[0] for b in options[1] if not _same_words(a, b)]
    near = [pair for pair in pairs if rule.within is None or _gap(*pair) <= rule.within]
    return sorted(near, key=lambda pair: _gap(*pair))


def _same_words(one: AssertedMention, other: AssertedMention) -> bool:
    return (one.mention.start, one.mention.end) == (other.mention.start, other.mention.end)


def _gap(one: AssertedMention, other: AssertedMention) -> int:
    return max(one.mention.start - other.mention.end, other.mention.start - one.mention.end, 0)
