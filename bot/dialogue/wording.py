"""The bot's fixed texts, read once from `texts/*.yml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.languages import Language
from bot.yaml_files import ContentError, read_yaml

FOLDER = Path(__file__).parent / "texts"


def say(key: str, language: Language, **values: str) -> str:
    """Return the text for a key such as "buttons.more".

    Raises:
        ContentError: there is no such text; the message names the key and the folder.
    """
    return text_in(_all_texts(), FOLDER, key, language, **values)


def text_in(texts: Any, place: Path, key: str, language: Language, **values: str) -> str:
    """Return the text for a key from parsed text files; `place` names them in an error.

    Raises:
        ContentError: there is no such text.
    """
    entry = texts
    for part in key.split("."):
        entry = entry.get(part) if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(entry.get(language), str):
        raise ContentError(f"{place}: there is no text {key!r} in {language!r}.")
    return str(entry[language]).format(**values) if values else str(entry[language])


@lru_cache(maxsize=1)
def _all_texts() -> dict[str, Any]:
    texts: dict[str, Any] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        for key, entry in (read_yaml(path) or {}).items():
            if key in texts:
                raise ContentError(f"{path}: entry {key!r} is also in another file; rename one of them.")
            texts[key] = entry
    return texts
