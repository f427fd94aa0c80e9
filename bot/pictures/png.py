"""The drawings as PNG, for channels that show no SVG."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import matplotlib
import resvg_py

from bot.pictures.chart import effect_chart_svg
from bot.pictures.draw import picture_svg

# The chart has words. The machine may have no fonts, matplotlib always brings this one.
FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


@lru_cache(maxsize=64)
def picture_png(exercise_id: str, language: str, width: int = 800) -> bytes:
    """Return the picture of an exercise as PNG; its corners outside the card are transparent."""
    return _png(picture_svg(exercise_id, language), width)


@lru_cache(maxsize=8)
def effect_chart_png(language: str, width: int = 800) -> bytes:
    """Return the chart of how much exercise helps as PNG."""
    return _png(effect_chart_svg(language), width)


def _png(svg: str, width: int) -> bytes:
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            skip_system_fonts=True,
            font_files=[str(FONT)],
            font_family="DejaVu Sans",
            sans_serif_family="DejaVu Sans",
        )
    )
