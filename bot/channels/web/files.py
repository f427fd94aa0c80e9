"""The widget's files and pages, read once, ready to be sent."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Dict, List, Optional

from babel import negotiate_locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.web.widget_texts import LOADER_PREFIX, texts_as_json, widget_texts
from bot.languages import DEFAULT_LANGUAGE, LANGUAGES, Language, as_language

FOLDER = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
# Where the texts are put into the loader script.
_LOADER_TEXTS = "/*texts*/{}"
# A language code ("de-AT") of an Accept-Language header, and its quality if it has one.
_ACCEPTED = re.compile(r"(?:^|,)\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.\d{0,3})?))?")


@dataclass(frozen=True)
class File:
    """A file to serve: as it is, compressed, and with the ETag that tells a browser whether its copy is current."""

    content: bytes
    packed: bytes
    type: str
    tag: str


def as_file(content: bytes, type_: str) -> File:
    """Compress a file and give it its ETag."""
    return File(content, gzip.compress(content, 9, mtime=0), type_, f'"{hashlib.sha256(content).hexdigest()[:24]}"')


@lru_cache(maxsize=1)
def widget_files() -> Dict[str, File]:
    """Return everything below /widget/ by its name; the loader script includes its texts."""
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
        name: file name of the template.
        language: language of its texts.
        address: public address of the bot, for the line that a site owner copies.
    """
    texts = widget_texts()
    filled = (
        _templates()
        .get_template(name)
        .render(
            t=lambda key: texts[key][language],
            language=language,
            other="en" if language == "de" else "de",
            address=address,
            all_texts=texts_as_json(),
        )
    )
    return filled.encode()


def preferred_language(asked: Optional[str], accepted: str) -> Language:
    """Return the language of a page.

    Args:
        asked: the one in the page's address.
        accepted: the browser's Accept-Language header.
    """
    codes = [asked or "", *_by_preference(accepted)]
    return as_language(negotiate_locale(codes, LANGUAGES, sep="-")) or DEFAULT_LANGUAGE


def _by_preference(accepted: str) -> List[str]:
    """Return the codes of an Accept-Language header, the most wanted first; those with q=0 are not wanted."""
    entries = [(code, float(quality or 1)) for code, quality in _ACCEPTED.findall(accepted)]
    return [code for code, quality in sorted(entries, key=lambda entry: -entry[1]) if quality > 0]


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
