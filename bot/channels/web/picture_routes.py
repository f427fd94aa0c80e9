"""Our own drawings, as files for the browser and with the words that stand for them."""

from __future__ import annotations

from typing import Dict, Optional

from bot.pictures.addresses import drawing_at

TYPES = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png"}


def as_picture(address: str) -> Optional[Dict[str, str]]:
    """Return address and description of one of our drawings, or None for anything else."""
    drawing = drawing_at(address)
    return {"src": address, "alt": drawing.alt()} if drawing else None


def draw(name: str) -> Optional[tuple[bytes, str]]:
    """Return the file `<id>.<language>.<svg or png>` and its type, or None when there is no such drawing."""
    drawing = drawing_at(f"/pictures/{name}")
    if drawing is None:
        return None
    return (drawing.png() if drawing.kind == "png" else drawing.svg().encode()), TYPES[drawing.kind]
