"""Pictures for photos: Telegram takes no SVG, so they are drawn as PNG."""

from __future__ import annotations

import asyncio
import logging
from typing import Optional

from bot.pictures.addresses import drawing_at

logger = logging.getLogger(__name__)


async def photo_of(path: str) -> Optional[bytes]:
    """Return the PNG for the address of a drawing, None if there is no such drawing."""
    return await asyncio.get_running_loop().run_in_executor(None, _drawn, path)


def _drawn(path: str) -> Optional[bytes]:
    try:
        drawing = drawing_at(path)
        if drawing is None:
            logger.error("A picture has an unknown address: %s", path)
            return None
        return drawing.png()
    except Exception as error:
        # The words matter more than the picture.
        logger.error("The picture %s could not be drawn: %s", path, type(error).__name__)
        return None
