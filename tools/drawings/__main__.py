"""`make drawings`: see `poses/README.md` in this folder."""

from __future__ import annotations

import sys

from bot.pictures.urls import FOLDER
from bot.yaml_files import ContentError
from tools.drawings.build import write_drawings


def main() -> int:
    """Draw everything, or print what is wrong with a description."""
    try:
        written = write_drawings(FOLDER)
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{written} files written to {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
