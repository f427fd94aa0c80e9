"""Where the web server serves each drawing, and which file stands behind a URL."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Optional
from xml.etree import ElementTree

FOLDER = Path(__file__).parent
CHART = "effect_chart"
_URL = re.compile(r"/pictures/(?P<file>[a-z0-9_]{1,60}\.(en|de)\.(svg|png))")
_DESCRIPTION = "{http://www.w3.org/2000/svg}desc"


def picture_url(name: str, language: str) -> str:
    """Return the path at which the bot's web server serves a drawing, an exercise's or the chart."""
    return f"/pictures/{name}.{language}.svg"


def picture_file(url: str) -> Optional[Path]:
    """Return the SVG or PNG behind a URL; None when there is no such drawing."""
    found = _URL.fullmatch(url)
    path = FOLDER / found["file"] if found else None
    return path if path and path.is_file() else None


@lru_cache(maxsize=128)
def alt_text(path: Path) -> str:
    """Return in words what a drawing shows; its SVG holds them as description, also for the PNG beside it."""
    return ElementTree.parse(path.with_suffix(".svg")).findtext(_DESCRIPTION, default="")
