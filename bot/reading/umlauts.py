"""One spelling for umlauts: "spüre", "spuere" and "spure" become the same word."""

from __future__ import annotations

import re

_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "’": "'", "`": "'", "´": "'"})
# "oe" and "ue" before another u are no umlauts ("zueurer"), but "aeu" is "äu"; "uee" is the "üe" of Swiss German.
_PAIRS = re.compile(r"(?<=a)ee?|(?<=[ou])ee?(?!u)")


def fold_umlauts(text: str, pairs: bool = True) -> str:
    """Return a text in lower case and without umlauts.

    Args:
        text: the text.
        pairs: whether "ae", "oe" and "ue" are umlauts as well; in English they are not.
    """
    plain = text.lower().translate(_UMLAUTS)
    return _PAIRS.sub("", plain) if pairs else plain
