"""Reads the test data: examples of topics and questions for facts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.paths import ROOT
from bot.yaml_files import read_yaml


@dataclass(frozen=True)
class Example:
    """A message and what it is about."""

    text: str
    intent: str


def read_examples(path: Path) -> list[Example]:
    """Return the examples of an NLU file."""
    return [
        Example(line[2:].strip(), block["intent"])
        for block in read_yaml(path)["nlu"]
        for line in block["examples"].splitlines()
        if line.startswith("- ")
    ]


@dataclass(frozen=True)
class FactQuestion:
    """A question for one statement, and all statements that answer it."""

    statement: str
    language: str
    text: str
    accepted: frozenset[str]


def read_fact_questions(language: str) -> list[FactQuestion]:
    """Return the questions of tests/facts in one language."""
    folder = ROOT / "tests" / "facts"
    groups = [frozenset(group) for group in read_yaml(folder / "same.yml")["same"]]
    same = {entry: frozenset().union(*(g for g in groups if entry in g)) for group in groups for entry in group}
    questions = {
        key: value
        for name in ("by_topic", "by_situation")
        for key, value in read_yaml(folder / f"{name}.yml")["facts"].items()
    }
    return [
        FactQuestion(statement, language, texts[language], same.get(statement, frozenset()) | {statement})
        for statement, texts in questions.items()
    ]
