"""Lists the sources of an answer."""

from __future__ import annotations

from datetime import date
from typing import Sequence

from babel.dates import format_date

from bot.dialogue.reply import Button, Reply
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import KnowledgeBase, Source
from bot.languages import Language


def name_sources(base: KnowledgeBase, statements: Sequence[str], language: Language) -> Reply:
    """List the sources of the statements of the last answer, each with its date and link."""
    found = base.sources_of(statements, language)
    lines = [f"• {_describe(source, language)}" for source in found]
    return Reply(
        kind="answer",
        topic="sources_evidence",
        language=language,
        texts=[say("source_list", language) + "\n" + "\n".join(lines)],
        buttons=[Button(say("buttons.more", language), "/more")],
        sources=[source.as_envelope() for source in found],
    )


def _describe(source: Source, language: Language) -> str:
    parts = [
        f"{source.title}. {source.publisher}",
        _date(source, language),
        say(f"source_trust.{source.trust}", language),
    ]
    line = ", ".join(part for part in parts if part)
    return f"{line}. {source.url}" if source.url else f"{line}."


def _date(source: Source, language: Language) -> str:
    checked = source.checked_on.isoformat()
    for kind, value in (("updated", source.updated), ("published", source.published), ("checked", checked)):
        if value:
            return say(f"source_dates.{kind}", language, date=readable_date(value, language))
    return ""


def readable_date(value: str, language: Language) -> str:
    """Write a date such as "2025-12-16" in words; a year or month alone stays as it is."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return str(format_date(day, "long", locale={"en": "en_GB", "de": "de_DE"}[language]))
