"""The SVG document of all drawings: a soft card that makes them readable on light and dark pages."""

from __future__ import annotations

from xml.sax.saxutils import escape

from bot.languages import Language

CARD, CARD_EDGE = "#f5f7f2", "#b9c8bf"
# On the card: MAIN, TRUNK and QUIET have a contrast of at least 4.5 to 1, FAR, ACCENT and PROP_EDGE of at least 3 to 1.
MAIN, TRUNK, QUIET = "#10494f", "#2b6b6b", "#4d6a6a"
FAR, ACCENT, PROP_EDGE = "#5f8789", "#b9500f", "#94713f"
MAT, PROP, BADGE = "#dae5dd", "#ead9bd", "#dde8e1"
_DOCUMENT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" xml:lang="{language}" \
aria-labelledby="title-{name} desc-{name}">
<title id="title-{name}">{title}</title>
<desc id="desc-{name}">{description}</desc>
<rect x="1" y="1" width="{inner_width:.0f}" height="{inner_height:.0f}" rx="24" fill="{card}" stroke="{edge}"/>
{elements}
</svg>
"""


def document(
    name: str, language: Language, texts: tuple[str, str], size: tuple[float, float], elements: list[str]
) -> str:
    """Return a complete SVG document; title and description are its texts, the name keeps ids on a page apart."""
    (title, description), (width, height) = texts, size
    return _DOCUMENT.format(
        name=f"{name}-{language}",
        width=width,
        height=height,
        inner_width=width - 2,
        inner_height=round(height) - 2,
        language=language,
        title=escape(title),
        description=escape(description),
        card=CARD,
        edge=CARD_EDGE,
        elements="\n".join(elements),
    )
