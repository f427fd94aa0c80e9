"""Our own drawings, as files for the browser and with the words that stand for them."""

from __future__ import annotations

from functools import lru_cache
from typing import Dict, Optional

from bot.channels.web.files import File, as_file
from bot.pictures.urls import alt_text, picture_file

_TYPES = {".svg": "image/svg+xml; charset=utf-8", ".png": "image/png"}


def as_picture(url: str) -> Optional[Dict[str, str]]:
    """Return URL and alternative text of one of our drawings, or None for anything else."""
    path = picture_file(url)
    return {"src": url, "alt": alt_text(path)} if path else None


@lru_cache(maxsize=128)
def served_picture(name: str) -> Optional[File]:
    """Return the file `<id>.<language>.<svg or png>`, ready to be sent, or None when there is no such drawing."""
    path = picture_file(f"/pictures/{name}")
    return as_file(path.read_bytes(), _TYPES[path.suffix]) if path else None
