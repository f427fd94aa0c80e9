"""`make load`: brings the knowledge base in the database to the state of the content files. Safe to repeat."""

from __future__ import annotations

import sys

from bot.knowledge.database import TableNamesTaken, open_database
from bot.knowledge.load import load
from bot.server.first_start import encode_new_texts
from bot.settings import load_settings
from bot.yaml_files import ContentError


def main() -> int:
    """Load the content files into the database named by DATABASE_URL."""
    try:
        encode_new_texts()
        changed = load(open_database(load_settings().database_url))
    except (ContentError, TableNamesTaken) as error:
        print(f"The knowledge base was not changed:\n{error}", file=sys.stderr)
        return 1
    print("Knowledge base loaded." if changed else "Knowledge base is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
