"""Dialect in standard words: "derf i des" is read as "darf ich das", "nae feeling" as "no feeling".

Models and rules know standard language far better. The words are in `dialects/*.yml`; only words that mean nothing else
in standard German or English belong there, because they are replaced wherever they stand.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import StrictStr

from bot.languages import Language
from bot.reading.language_files import LanguageFile, read_language_file

FOLDER = Path(__file__).with_name("dialects")
# Words as people type them, with an apostrophe inside or at the end ("o'", "can't").
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]*)?")
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class DialectFile(LanguageFile):
    """One file of `dialects/`."""

    words: dict[StrictStr, StrictStr]


def in_standard_words(text: str, language: Language) -> str:
    """Return a message with the dialect words of its language replaced; everything else stays as it is."""
    words = _words(language)
    return _WORD.sub(lambda found: words.get(found[0].lower().replace("’", "'"), found[0]), text)


@cache
def _words(language: Language) -> dict[str, str]:
    words = {str(word): str(read) for word, read in read_language_file(DialectFile, FOLDER, language).words.items()}
    # "Rüggeweh" is also typed "Rueggeweh".
    return {**{word.translate(_TWO_LETTERS): read for word, read in words.items()}, **words}
