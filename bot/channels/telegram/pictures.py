"""Pictures for photos: Telegram takes no SVG, so they are drawn as PNG."""

from __future__ import annotations

import asyncio
import logging
import re
from functools import lru_cache
from typing import Optional

logger = logging.getLogger(__name__)

_PATH = re.compile(r"/pictures/(?P<id>[a-z0-9_]+)\.(?P<language>en|de)\.svg")
_CHART = "effect_chart"
WIDTH = 800


async def photo_of(path: str) -> Optional[bytes]:
    """Return the PNG for a site-relative path of a picture, None if there is no such picture."""
    return await asyncio.get_running_loop().run_in_executor(None, _drawn, path)


@lru_cache(maxsize=64)
def _drawn(path: str) -> Optional[bytes]:
    found = _PATH.fullmatch(path)
    if not found:
        logger.error("A picture has an unknown address: %s", path)
        return None
    try:
        # Loaded when first needed: the drawing takes libraries of its own.
        from bot.pictures.png import effect_chart_png, picture_png

        if found["id"] == _CHART:
            return effect_chart_png(found["language"], width=WIDTH)
        return picture_png(found["id"], found["language"], width=WIDTH)
    except Exception as error:
        # The words matter more than the picture.
        logger.error("The picture %s could not be drawn: %s", path, type(error).__name__)
        return None
