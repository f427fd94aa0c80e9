"""Pictures for photos: Telegram takes no SVG, so it gets the PNG of the same drawing."""

from __future__ import annotations

import asyncio
import logging
from typing import Optional

from bot.pictures.urls import picture_file

logger = logging.getLogger(__name__)


async def photo_of(url: str) -> Optional[bytes]:
    """Return the PNG for the URL of a drawing; None if there is none, as the words matter more than the picture."""
    path = picture_file(url)
    if path is None:
        logger.error("A picture has an unknown URL: %s", url)
        return None
    try:
        return await asyncio.to_thread(path.with_suffix(".png").read_bytes)
    except OSError as error:
        logger.error("The picture %s could not be read: %s", url, type(error).__name__)
        return None
