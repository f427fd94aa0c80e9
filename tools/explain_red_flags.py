"""`make explain TEXT="…"`: shows what the rules find in a message, for editors of the phrases."""

from __future__ import annotations

import sys
from typing import Iterator

from bot.red_flags.alarm_state import AlarmState
from bot.red_flags.findings import Assessment
from bot.red_flags.matching import Match, match
from bot.red_flags.rule_files import Rule, read_rules
from bot.red_flags.rules import RuleDetector, RuleResult, shared_rules
from bot.red_flags.triage import decide
from bot.yaml_files import ContentError


def main() -> int:
    """Print the concepts, assertions, rules and decision for each message given, in both languages."""
    try:
        rules = shared_rules()
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    for text in sys.argv[1:]:
        print(f"\n{text}")
        for language, detector in rules.items():
            for line in explanation(detector, text):
                print(f"  {language}: {line}")
    return 0


def explanation(detector: RuleDetector, text: str) -> Iterator[str]:
    """Return what the rules of one language make of a message, line by line; nothing when they find nothing."""
    document, asserted, answers = detector.mentions(text)
    if not asserted and not answers:
        return
    yield f"read as: {' '.join(token.norm_ for token in document)}"
    for found in asserted:
        words = document[found.mention.start : found.mention.end].text
        assertions = f"  ({', '.join(sorted(found.assertions))})" if found.assertions else ""
        yield f"  {found.mention.name}: {words!r}{assertions}"
    result = detector.detect(text)
    for answer in sorted(result.answers):
        yield f"  answer: {answer}"
    for rule, matched in detector.matches(asserted):
        words = ", ".join(document[mention.start : mention.end].text for mention in matched.mentions)
        yield f"  rule {rule.id}: {_outcome(rule, matched)} ({words})"
    present = {a.mention.name for a in asserted if not a.assertions}
    for rule in read_rules().rules:
        if present & set(rule.unless) and match(rule.copy(update={"unless": []}), asserted):
            yield f"  rule {rule.id}: ruled out by 'unless' ({', '.join(sorted(present & set(rule.unless)))})"
    yield f"=> as a first message, by the rules alone: {_first_decision(result)}"


def _outcome(rule: Rule, matched: Match) -> str:
    if matched.assertions:
        return f"ruled out, because it is {', '.join(sorted(matched.assertions))}"
    return f"asks {rule.ask!r}" if rule.ask else f"{rule.category}, {rule.urgency}"


def _first_decision(result: RuleResult) -> str:
    """Say what triage decides on a message without an earlier one; the classifier may add to it or doubt it."""
    assessment = Assessment(
        findings=result.found,
        asks=result.asks,
        concepts=sorted(result.concepts),
        denied=sorted(result.denied),
        answers=sorted(result.answers),
    )
    decision = decide(AlarmState(), assessment)
    if decision is None:
        return "nothing"
    if decision.kind == "escalate":
        return f"alarm, {decision.alarm.urgency} ({', '.join(decision.alarm.red_flags)})"
    return f"question {decision.alarm.question!r}" if decision.kind == "ask" else decision.kind


if __name__ == "__main__":
    sys.exit(main())
