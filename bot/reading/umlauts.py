"""One spelling for umlauts: "spüre", "spuere" and "spure" become the same word."""

from __future__ import annotations

import re

_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "’": "'", "`": "'", "´": "'"})
_PAIRS = re.compile(r"([aou])e(?!u)")


def fold_umlauts(text: str, pairs: bool = True) -> str:
    """Return a text in lower case and without umlauts.

    Args:
        text: the text.
        pairs: whether "ae", "oe" and "ue" are umlauts as well; in English they are not.
    """
    plain = text.lower().translate(_UMLAUTS)
    return _PAIRS.sub(r"\1", plain) if pairs else plain
