"""`make content-report`: how well the statements of the knowledge base are sourced; writes docs/content.md."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Iterable, Literal

from bot.dialogue.informal_german import formal_sentences, has_informal
from bot.knowledge.content_files import Content, read_content
from bot.knowledge.schema import Source, Statement
from bot.paths import ROOT

FILE = ROOT / "docs" / "content.md"
_TRUST: tuple[Literal["high", "medium", "low"], ...] = ("high", "medium", "low")


def main() -> None:
    """Count, write and print the report."""
    content = read_content()
    sources = {source.id: source for source in content.sources}
    lines = [
        "# Where the statements come from",
        "",
        f"Made by `make content-report` on {date.today()}: {len(content.topics)} topics,",
        f"{len(content.exercises)} exercises, {len(content.statements):,} statements, {len(content.sources)} sources.",
        "No clinician has checked them yet",
        "([clinical-sign-off.md](clinical-sign-off.md)).",
        "",
        "Statements by the trust in their best source:",
        "",
        "| group | statements | high | medium | low | no dated source | no source with an address |",
        "|---|---|---|---|---|---|---|",
        *_rows(content, sources),
        "",
        _informal_german(content.statements),
        "",
        f"Reviews due: {_due(content) or 'none'}.",
    ]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _rows(content: Content, sources: dict[str, Source]) -> Iterable[str]:
    group_of = {topic.id: topic.group for topic in content.topics}
    groups = dict.fromkeys(group_of.values())
    for group in groups:
        yield _row(group, [s for s in content.statements if group_of[s.topic] == group], sources)
    yield _row("all", content.statements, sources)


def _row(name: str, statements: list[Statement], sources: dict[str, Source]) -> str:
    best = Counter(min((sources[entry].trust for entry in s.sources), key=_TRUST.index) for s in statements)
    undated = sum(
        not any(sources[entry].updated or sources[entry].published for entry in s.sources) for s in statements
    )
    without = sum(not any(sources[entry].url for entry in s.sources) for s in statements)
    shares = [f"{best[trust]} ({best[trust] / len(statements):.0%})" for trust in _TRUST]
    return f"| {name} | {len(statements)} | {' | '.join(shares)} | {undated} | {without} |"


def _informal_german(statements: Iterable[Statement]) -> str:
    sentences = [sentence for entry in statements for sentence in formal_sentences(entry.text.de)]
    missing = sum(not has_informal(sentence) for sentence in sentences)
    return (
        f'Of {len(sentences):,} German sentences with "Sie", {missing} have no form with "du" (bot/dialogue/informal).'
    )


def _due(content: Content) -> str:
    reviews = {topic.id: topic.review for topic in content.topics}
    reviews |= {exercise.id: exercise.review for exercise in content.exercises}
    return ", ".join(sorted(name for name, review in reviews.items() if review.next_review < date.today()))


if __name__ == "__main__":
    main()
