"""Reads the dialogues of tests/dialogues."""

from __future__ import annotations

from typing import Any, Iterator

from bot.paths import ROOT
from bot.yaml_files import read_yaml

FOLDER = ROOT / "tests" / "dialogues"
TURN_KEYS = {
    *("user", "press", "kind", "topic", "language", "urgency", "contains", "contains_not"),
    *("sources", "options", "button", "red_flags"),
}


def read_dialogues() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every dialogue with its name, such as "en/memory: the name of the dialogue"."""
    for path in sorted(FOLDER.glob("*/*.yml")):
        table = read_yaml(path)
        assert table["language"] == path.parent.name, path
        for dialogue in table["dialogues"]:
            yield f"{path.parent.name}/{path.stem}: {dialogue['name']}", dialogue


def all_turns(language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every turn of a language with the name of its dialogue."""
    for name, dialogue in read_dialogues():
        if name.startswith(f"{language}/"):
            yield from ((name, turn) for turn in dialogue["turns"])
