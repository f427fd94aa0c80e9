"""Numbers that mean something: a temperature, an age, a height, a weight, weeks, tablets."""

from __future__ import annotations

import re
from typing import Callable

from spacy.tokens import Doc

from bot.reading.phrases import Mention

# Fever from 38.0 °C (100.4 °F); above 43 °C it is no body temperature.
_FEVER_CELSIUS = (38.0, 43.0)
_FEVER_FAHRENHEIT = (100.4, 109.4)
_NORMAL_CELSIUS = (35.5, 37.6)
# First episode of back pain: cut-offs differ between sources (15 to 20, 50 to 60 years); see shared facts, section 3.
_YOUNG = 18
_OLD = 50
_ELDERLY = 65
# A fall from about a metre, or five steps, counts as a fall from a height.
_HEIGHT_METRES = 1.0
_HEIGHT_FEET = 3.0
_STEPS = 5
# Weight that goes without a diet.
_KILOS = 3.0
_POUNDS = 7.0
_STONES = 0.5
# "No better after 4 to 6 weeks".
_LONG_WEEKS = 6.0
_WEEKS_PER_MONTH = 4.3
# Morning stiffness: from 30 minutes.
_STIFF_MINUTES = 30.0
# More tablets at once than any painkiller's leaflet allows.
_TABLETS = 8
# "400 ibuprofen" means milligrams.
_MILLIGRAMS = 150

_WORDS = {
    **{w: i for i, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)},
    **{w: i for i, w in enumerate("ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf".split(), 1)},
    **{"eine": 1, "einen": 1, "einem": 1, "einer": 1, "a": 1, "an": 1, "zwanzig": 20, "twenty": 20, "thirty": 30},
    **{"dreissig": 30, "fifteen": 15, "funfzehn": 15, "forty": 40, "vierzig": 40, "fifty": 50, "funfzig": 50},
    **{
        "half": 0.5,
        "quarter": 0.25,
        "viertel": 0.25,
        "anderthalb": 1.5,
        "zweieinhalb": 2.5,
        "dreieinhalb": 3.5,
        "halb": 0.5,
        "halbe": 0.5,
        "halben": 0.5,
        "couple": 2,
        "paar": 3,
        "few": 3,
    },
}
_AGES_IN_WORDS = {
    **dict(zip("thirteen fourteen fifteen sixteen seventeen".split(), range(13, 18), strict=True)),
    **dict(zip("dreizehn vierzehn funfzehn sechzehn siebzehn".split(), range(13, 18), strict=True)),
    **{"fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
    **{"funfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90},
}
_NUMBER = r"(?P<n>\d+(?:[.,]\d+)?|(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")(?=[ -]))"


def _value(text: str) -> float:
    return float(_WORDS.get(text, 0) or text.replace(",", "."))


def _between(low: float, high: float) -> Callable[[float], bool]:
    return lambda value: low <= value < high


def _from(low: float) -> Callable[[float], bool]:
    return lambda value: value >= low


# "I'm 74", "aged 74", "74 years old"; not "I'm 26 weeks pregnant".
_NO_AGE_EN = r"\b(?! ?(?:weeks?|wks|months?|days?|hours?|minutes?|%|kg|kilos?|pounds?|metres?|meters?))"
_NO_AGE_DE = (
    r"\b(?! ?(?:wochen?|monat|tag|grad|kilo|kg|%|euro|minut|stunde|metern?|m\b|km|ssw|uhr|tablette|ibu|mg|stufen))"
)
_TENS = "|".join(sorted(_AGES_IN_WORDS, key=len, reverse=True))
_AGE = re.compile(
    r"\b(?:(?:i ?am|i ?'?m|he is|she is|he 's|she 's|aged?|at|turned) (?:only |already )?(?P<a>\d{1,3})"
    + _NO_AGE_EN
    + r"|(?:bin|ist|mit|wird|werde|alter von|oma|opa) (?:erst |schon |jetzt )?(?P<b>\d{2,3})"
    + _NO_AGE_DE
    + r"|(?P<c>\d{1,3}) ?-?(?:years? ?-?old|yrs? old|yo\b|y/o|jahre? alt|jahrig\w*|j\.? alt|m\b|f\b|w\b))"
    # "Oma, 77, ..." and a number that opens or ends the message.
    + r"|(?:^|[,(] ?)(?P<d>\d{2})(?= ?[,)])|, ?(?P<e>[5-9]\d)$"
    + rf"|\b(?P<f>{_TENS})\b(?! ?(?:weeks?|wochen?|days?|tage?|minut|prozent|percent|euro|kilo|metres?|meter))"
)

_FEVER = _between(*_FEVER_CELSIUS)
_FEVER_F = _between(*_FEVER_FAHRENHEIT)
_NORMAL = _between(*_NORMAL_CELSIUS)
_NO_FEVER = r"(?! ?(?:kg|kilo|km|%|€|euro|mg|m\b|cm))"
_TABLET = (
    r"(?:tablets?|pills?|tabletten?|pillen?|paracetamols?|ibus?|ibuprofens?|co codamol|tramadols?|aspirins?|novalgin"
    r"|diclofenac)"
)

# The concept, the pattern with "N" for any number or "(?P<n>…)", and which numbers count.
_RULES: list[tuple[str, re.Pattern[str], Callable[[float], bool]]] = [
    (name, re.compile(pattern.replace("N", _NUMBER)), counts)
    for name, pattern, counts in (
        ("fever_number", r"\b(?P<n>3[89]|4[012])(?: ?°| ?grad| ?degrees?| ?celsius| ?c\b| ?fieber| ?fever)", _FEVER),
        ("fever_number", r"\b(?P<n>(?:3[89]|4[012])[.,]\d)\b" + _NO_FEVER, _FEVER),
        (
            "fever_number",
            r"(?:fieber|fever|temp\w*|gemessen|thermometer)\D{0,20}\b(?P<n>3[89]|4[012])\b(?![.,]\d)",
            _FEVER,
        ),
        ("fever_number", r"\b(?P<n>10\d(?:[.,]\d)?)(?: ?°| ?degrees?| ?fahrenheit| ?f\b| ?fever| ?temp)", _FEVER_F),
        ("fever_number", r"(?:fever|temp\w*|thermometer)\D{0,20}\b(?P<n>10\d(?:[.,]\d)?)\b", _FEVER_F),
        ("fever_number", r"\b(?P<n>10[0-6]\.\d)\b(?! ?(?:kg|kilo|km|%|€|euro|mg|m\b|cm|lb|pound|fm|mhz))", _FEVER_F),
        (
            "normal_temperature",
            r"(?:fieber|fever|temp\w*|gemessen|thermometer)\D{0,20}\b(?P<n>3[567](?:[.,]\d)?)\b",
            _NORMAL,
        ),
        ("normal_temperature", r"\b(?P<n>3[567][.,]\d)\b" + _NO_FEVER, _NORMAL),
        ("height", r"\bN ?-?(?:m|metres?|meters?|meter[ns]?)\b", _from(_HEIGHT_METRES)),
        ("height", r"\bN ?-?(?:ft|feet|foot)\b", _from(_HEIGHT_FEET)),
        ("height", r"\bN ?(?:steps|stairs|stufen|treppenstufen)\b", _from(_STEPS)),
        ("weight_number", r"\bN ?(?:kg|kilos?|kilogramm?s?)\b", _from(_KILOS)),
        ("weight_number", r"\bN ?(?:pounds?|lbs?|pfund)\b", _from(_POUNDS)),
        ("weight_number", r"\bN ?stones?\b", _from(_STONES)),
        (
            "weeks_long",
            r"\bN ?(?:weeks?|wks?|wochen?|wo\.)\b(?! ?(?:pregnant|along|gone|schwanger))",
            _from(_LONG_WEEKS),
        ),
        ("weeks_long", r"\b(?P<n>half|halb)es? (?:a )?(?:year|jahr)", _from(0.5)),
        ("weeks_long", r"\b(?:a )?(?P<n>quarter|viertel) ?(?:of a year|jahr)", _from(0)),
        ("weeks_long", r"\bN ?(?:months?|mths?|monate?n?)\b", _from(_LONG_WEEKS / _WEEKS_PER_MONTH)),
        ("half_hour", r"\bN ?(?:minutes?|mins?|minuten?)\b", _from(_STIFF_MINUTES)),
        ("half_hour", r"\bN ?(?:an )?(?:hours?|hrs?|stunden?|std)\b", _from(_STIFF_MINUTES / 60)),
        (
            "many_tablets",
            r"\bN ?(?:x |mal |of (?:my |the |these )?)?(?:\d{2,3} ?(?:mg|er)? )?" + _TABLET + r"\b",
            _between(_TABLETS, _MILLIGRAMS),
        ),
    )
]


def find_numbers(document: Doc) -> list[Mention]:
    """Return mentions of telling numbers: `fever_number`, `age_old`, `height` and so on."""
    text = document.text
    found = [
        (name, match.span("n"))
        for name, pattern, counts in _RULES
        for match in pattern.finditer(text)
        if counts(_value(match["n"]))
    ]
    for match in _AGE.finditer(text):
        group = match.lastgroup or "c"
        years = float(_AGES_IN_WORDS.get(match[group]) or match[group])
        found += [(name, match.span(group)) for name in _ages(years)]
    mentions = []
    for name, (start, end) in found:
        span = document.char_span(start, end, alignment_mode="expand")
        if span is not None:
            mentions.append(Mention(name, span.start, span.end))
    return mentions


def _ages(years: float) -> list[str]:
    if years < _YOUNG:
        return ["age_young"]
    if years > 110:
        return []
    return ["age_old"] * (years >= _OLD) + ["age_elderly"] * (years >= _ELDERLY)
