"""The drawings as PNG, for channels that show no SVG."""

from __future__ import annotations

import resvg_py

from bot.pictures.draw import picture_svg


def picture_png(exercise_id: str, language: str, width: int = 800) -> bytes:
    """Return the picture of an exercise as PNG; its corners outside the card are transparent."""
    return to_png(picture_svg(exercise_id, language), width)


def to_png(svg: str, width: int, font_files: tuple[str, ...] = ()) -> bytes:
    """Return a drawing as PNG with only the given fonts, so that it looks the same on every machine."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True, font_files=list(font_files)))
