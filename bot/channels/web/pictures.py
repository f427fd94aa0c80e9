"""Our own drawings, as files for the browser and with the words that stand for them."""

from __future__ import annotations

import importlib
import re
from types import ModuleType
from typing import Dict, Optional

_PATH = re.compile(r"/pictures/(?P<id>[a-z0-9_]{1,60})\.(?P<language>en|de)\.(?P<kind>svg|png)")
TYPES = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png"}


def as_picture(address: str) -> Optional[Dict[str, str]]:
    """Return address and description of one of our pictures, or None for anything else."""
    found = _PATH.fullmatch(address)
    drawings = _drawings()
    if not found or not drawings:
        return None
    try:
        return {"src": address, "alt": str(drawings.picture_alt(found["id"], found["language"]))}
    except (KeyError, ValueError):
        return None


def draw(name: str) -> Optional[tuple[bytes, str]]:
    """Return the file `<id>.<language>.<svg or png>` and its type, or None when there is no such picture."""
    found = _PATH.fullmatch(f"/pictures/{name}")
    drawings = _drawings()
    if not found or not drawings:
        return None
    try:
        if found["kind"] == "png":
            return bytes(drawings.picture_png(found["id"], found["language"])), TYPES["png"]
        return str(drawings.picture_svg(found["id"], found["language"])).encode(), TYPES["svg"]
    except (KeyError, ValueError):
        return None


def _drawings() -> Optional[ModuleType]:
    try:
        module = importlib.import_module("bot.pictures")
    except ModuleNotFoundError:
        return None
    return module if hasattr(module, "picture_svg") else None
