"""Button payloads within the 64 bytes that Telegram allows."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Optional

LIMIT = 64
_MARK = "#"
_MOST = 10_000


class Payloads:
    """Maps payloads to callback data: the payload itself if it fits, else a hash that this process can look up.

    The hash depends on the payload alone, so a button from before a restart works again as soon as the same payload
    has been sent since.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self._long: OrderedDict[str, str] = OrderedDict()

    def data_for(self, payload: str) -> str:
        """Return the callback data (1 to 64 bytes) for a payload."""
        if len(payload.encode()) <= LIMIT and not payload.startswith(_MARK):
            return payload
        data = _MARK + hashlib.sha256(payload.encode()).hexdigest()[:32]
        self._long[data] = payload
        self._long.move_to_end(data)
        while len(self._long) > _MOST:
            self._long.popitem(last=False)
        return data

    def payload_of(self, data: str) -> Optional[str]:
        """Return the payload behind callback data, None when it is no longer known."""
        return self._long.get(data) if data.startswith(_MARK) else data or None
