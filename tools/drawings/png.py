"""A drawing as PNG, for channels that show no SVG."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import resvg_py

WIDTH = 800
# The chart has text. The machine may have no fonts; matplotlib always brings this one.
FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


def as_png(svg: str, width: int = WIDTH) -> bytes:
    """Return a drawing as PNG, `width` pixels wide; its corners outside the card are transparent."""
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
