"""Where the project's folders are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What may be deleted at any time: sentence vectors and the default database.
CACHE = ROOT / ".cache"
