"""The widget's files, read once, ready to be sent."""

from __future__ import annotations

import gzip
import hashlib
import html
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Dict, Optional

from bot.channels.web.widget_texts import LOADER_PREFIX, in_language, texts_as_json
from bot.languages import Language

FOLDER = Path(__file__).parent / "static"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
# Where the loader script gets its texts.
_LOADER_TEXTS = "/*texts*/{}"
_BLANK = re.compile(r"\{\{([a-z0-9_.]+)\}\}")


@dataclass(frozen=True)
class File:
    """A file to serve: as it is, packed, and the tag by which a browser knows whether it has it already."""

    content: bytes
    packed: bytes
    type: str
    tag: str


def as_file(content: bytes, type_: str) -> File:
    """Pack a file and give it its tag."""
    return File(content, gzip.compress(content, 9, mtime=0), type_, f'"{hashlib.sha256(content).hexdigest()[:24]}"')


@lru_cache(maxsize=1)
def widget_files() -> Dict[str, File]:
    """Return everything below /widget/ by its name; the loader script has its texts inside."""
    found = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix in _TYPES:
            content = path.read_bytes()
            if path.name == "loader.js":
                texts = texts_as_json(LOADER_PREFIX)
                content = content.decode().replace(_LOADER_TEXTS, texts).encode()
            found[path.relative_to(FOLDER).as_posix()] = as_file(content, _TYPES[path.suffix])
    return found


@lru_cache(maxsize=8)
def page(name: str, language: Language, address: str) -> bytes:
    """Return a page with its texts filled in, so that it says what matters even where scripts do not run.

    Args:
        name: file name of the page.
        language: language of its texts.
        address: public address of the bot, for the line that a site owner copies.
    """
    texts = {
        **in_language(language),
        "language": language,
        "other": "en" if language == "de" else "de",
        "address": address,
    }

    def fill(blank: re.Match[str]) -> str:
        if blank[1] == "all_texts":
            return texts_as_json()
        return html.escape(texts[blank[1]])

    return _BLANK.sub(fill, (FOLDER / name).read_text(encoding="utf-8")).encode()


def preferred_language(asked: Optional[str], accepted: str) -> Language:
    """Return the language of a page: the one asked for in its address, else the first that the browser accepts."""
    for entry in [asked or "", *accepted.split(",")]:
        code = entry.strip().lower()[:2]
        if code in ("de", "en"):
            return "de" if code == "de" else "en"
    return "en"
