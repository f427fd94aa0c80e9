"""Where the web server serves each drawing, and what stands behind an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional

from bot.pictures.chart import effect_chart_alt, effect_chart_svg
from bot.pictures.draw import known_pictures, picture_alt, picture_svg

CHART = "effect_chart"
_ADDRESS = re.compile(r"/pictures/(?P<name>[a-z0-9_]{1,60})\.(?P<language>en|de)\.(?P<kind>svg|png)")


@dataclass(frozen=True)
class Drawing:
    """An exercise's picture, or the chart, with words in one language; `kind` is "svg" or "png"."""

    name: str
    language: str
    kind: str

    def alt(self) -> str:
        """Return the words that stand for the drawing."""
        return effect_chart_alt(self.language) if self.name == CHART else picture_alt(self.name, self.language)

    def svg(self) -> str:
        """Return the drawing as SVG."""
        return effect_chart_svg(self.language) if self.name == CHART else picture_svg(self.name, self.language)

    def png(self) -> bytes:
        """Return the drawing as PNG, 800 pixels wide."""
        # Loaded when first needed: it takes large libraries.
        from bot.pictures.png import effect_chart_png, picture_png

        return effect_chart_png(self.language) if self.name == CHART else picture_png(self.name, self.language)


def picture_path(name: str, language: str) -> str:
    """Return the address of a drawing on the bot's own web server."""
    return f"/pictures/{name}.{language}.svg"


def drawing_at(address: str) -> Optional[Drawing]:
    """Return what stands behind an address; None when there is no such drawing."""
    found = _ADDRESS.fullmatch(address)
    if not found or found["name"] not in (CHART, *known_pictures()):
        return None
    return Drawing(found["name"], found["language"], found["kind"])
