"""Whether somebody says "du" or "Sie" to the bot, in German."""

from __future__ import annotations

import re
from typing import Literal, Optional

Address = Literal["du", "sie"]

# The pronoun, forms of verbs that only "du" has, and requests; with Swiss and Bavarian ones.
_INFORMAL = re.compile(
    r"\b(du|dich|dir|dei(n(e[mnrs]?)?)?|duzen|"
    r"(kannst|könntest|weißt|weisst|meinst|willst|würdest|sollst|hast|bist|glaubst)e?|"
    r"chasch|hesch|bisch|weisch|hosd|host|moanst|woaßt|konnst|"
    r"(sag|zeig|gib|erklär|nenn|schick|hilf|schreib|mach)e?\s+(mir|mal|ma|uns|mia|mer))\b",
    re.IGNORECASE,
)
# "Sie" within a sentence, or after a verb in any spelling ("können sie mir", "haben sie was"), or before one.
_FORMAL = re.compile(
    r"(?<=[\wäöüß,] )(Sie|Ihnen|Ihre?[mnrs]?)\b|\b(siezen|[Ss]ie mir|[Ss]ie bitte)\b|"
    r"\b(können|könnten|haben|hätten|würden|wissen|meinen|sind|raten|empfehlen|glauben|sagen|zeigen|geben) sie\b|"
    r"^Sie (sind|haben|können|sagen|meinen|schreiben|fragen|wissen)\b",
    re.MULTILINE,
)
# "Ach du meine Güte" addresses nobody.
_EXCLAMATION = re.compile(r"\bdu (liebe|meine|lieber|heiliger?|grüne)\b|\bach du\b|\boh du\b", re.IGNORECASE)


def form_of_address(text: str) -> Optional[Address]:
    """Return how a German message addresses the bot; None when it does not, or when both ways seem to be there."""
    text = _EXCLAMATION.sub(" ", text)
    informal, formal = bool(_INFORMAL.search(text)), bool(_FORMAL.search(text))
    if informal == formal:
        return None
    return "du" if informal else "sie"
