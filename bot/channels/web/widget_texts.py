"""The widget's own texts, both languages side by side in `widget_texts.yml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Dict

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from bot.yaml_files import ContentError, read_yaml

FILE = Path(__file__).parent / "widget_texts.yml"
# The launcher carries only these; everything else is loaded when the chat is opened.
LOADER_PREFIX = "loader."


@lru_cache(maxsize=1)
def widget_texts() -> Dict[str, Dict[str, str]]:
    """Return all texts by key ("menu.save") and language.

    Raises:
        ContentError: an entry lacks a language; the message names the file and the entry.
    """
    return dict(_flat(read_yaml(FILE), ""))


def texts_as_json(prefix: str = "") -> Markup:
    """Return the texts whose key begins with a prefix, safe inside a script of a page."""
    chosen = {key: text for key, text in widget_texts().items() if key.startswith(prefix)}
    return htmlsafe_json_dumps(chosen, ensure_ascii=False)


def _flat(entry: Any, name: str) -> list[tuple[str, Dict[str, str]]]:
    if not isinstance(entry, dict) or not entry:
        raise ContentError(f"{FILE}: entry {name!r} needs the languages 'en' and 'de'.")
    if {"en", "de"} & set(entry):
        if set(entry) != {"en", "de"} or not all(isinstance(text, str) and text for text in entry.values()):
            raise ContentError(f"{FILE}: entry {name!r} needs exactly the languages 'en' and 'de', both with a text.")
        return [(name, entry)]
    return [pair for key, value in entry.items() for pair in _flat(value, f"{name}.{key}" if name else str(key))]
