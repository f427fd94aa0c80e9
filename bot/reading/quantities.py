"""Numbers that mean something: a temperature, an age, a height, a weight, weeks, tablets."""

from __future__ import annotations

import re
from functools import lru_cache
from math import inf
from typing import Iterator, Optional, Sequence

from spacy.tokens import Doc

from bot.reading.phrases import Mention
from bot.reading.thresholds import thresholds
from bot.reading.umlauts import fold_umlauts

_WEEKS_PER_MONTH = 4.3
# Above this a number is no age.
_OLDEST = 110
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


# "I'm 74", "aged 74", "74 years old"; not "I'm 26 weeks pregnant".
_NO_AGE_EN = r"\b(?! ?(?:weeks?|wks|months?|days?|hours?|minutes?|%|kg|kilos?|pounds?|metres?|meters?))"
_NO_AGE_DE = (
    r"\b(?! ?(?:wochen?|monat|tag|grad|kilo|kg|%|euro|minut|stunde|metern?|m\b|km|ssw|uhr|tablette|ibu|mg|stufen))"
)
_TENS = "|".join(sorted(_AGES_IN_WORDS, key=len, reverse=True))
_AGE = re.compile(
    r"\b(?:(?:i ?am|i ?'?m|he is|she is|he ?'?s|she ?'?s|aged?|turned) (?:only |already )?(?P<a>\d{1,3})"
    + _NO_AGE_EN
    # "Up at 3 every night" is an hour.
    + r"|at (?P<g>[1-9]\d)"
    + _NO_AGE_EN
    + r"(?! ?(?:am|pm|o ?'?clock|:))"
    + r"|(?:bin|ist|mit|wird|werde|alter von|oma|opa) (?:erst |schon |jetzt )?(?P<b>\d{2,3})"
    + _NO_AGE_DE
    + r"|(?P<c>\d{1,3}) ?-?(?:years? ?-?old|yrs? old|yo\b|y/o|jahre? alt|jahrig\w*|j\.? alt|m\b|f\b|w\b))"
    # "Oma, 77, ..." and a number that opens or ends the message.
    + r"|(?:^|[,(] ?)(?P<d>\d{2})(?= ?[,)])|, ?(?P<e>[5-9]\d)$"
    + rf"|\b(?P<f>{_TENS})\b(?! ?(?:weeks?|wochen?|days?|tage?|minut|prozent|percent|euro|kilo|metres?|meter))"
)

# "My mattress is like 10 years old": what stands before the number.
_OF_A_THING = re.compile(
    r"\b(?:mattress|bed|sofa|couch|chair|pillow|car|bike|matratze|bett|stuhl|sessel|kissen|auto|rad)\b[^.!?,;]{0,20}$",
    re.IGNORECASE,
)

_NO_FEVER = r"(?! ?(?:kg|kilo|km|%|€|euro|mg|m\b|cm))"
_TABLET = (
    r"(?:tablets?|pills?|tabletten?|pillen?|paracetamols?|ibus?|ibuprofens?|co codamol|tramadols?|aspirins?|novalgin"
    r"|diclofenac)"
)

# The concept, the pattern with "N" for any number or "(?P<n>…)", and the name of the range that counts (`_ranges`).
_RULES: list[tuple[str, re.Pattern[str], str]] = [
    (name, re.compile(pattern.replace("N", _NUMBER)), counted)
    for name, pattern, counted in (
        ("fever_number", r"\b(?P<n>3[89]|4[012])(?: ?°| ?grad| ?degrees?| ?celsius| ?c\b| ?fieber| ?fever)", "fever_c"),
        ("fever_number", r"\b(?P<n>(?:3[89]|4[012])[.,]\d)\b" + _NO_FEVER, "fever_c"),
        (
            "fever_number",
            r"(?:fieber|fever|temp\w*|gemessen|thermometer)\D{0,20}\b(?P<n>3[89]|4[012])\b(?![.,]\d)",
            "fever_c",
        ),
        ("fever_number", r"\b(?P<n>10\d(?:[.,]\d)?)(?: ?°| ?degrees?| ?fahrenheit| ?f\b| ?fever| ?temp)", "fever_f"),
        ("fever_number", r"(?:fever|temp\w*|thermometer)\D{0,20}\b(?P<n>10\d(?:[.,]\d)?)\b", "fever_f"),
        (
            "fever_number",
            r"\b(?P<n>10[0-6]\.\d)\b(?! ?(?:kg|kilo|km|%|€|euro|mg|m\b|cm|lb|pound|fm|mhz))",
            "fever_f",
        ),
        (
            "normal_temperature",
            r"(?:fieber|fever|temp\w*|gemessen|thermometer)\D{0,20}\b(?P<n>3[567](?:[.,]\d)?)\b",
            "normal_c",
        ),
        ("normal_temperature", r"\b(?P<n>3[567][.,]\d)\b" + _NO_FEVER, "normal_c"),
        ("height", r"\bN ?-?(?:m|metres?|meters?|meter[ns]?)\b", "metres"),
        ("height", r"\bN ?-?(?:ft|feet|foot)\b", "feet"),
        ("height", r"\bN ?(?:steps|stairs|stufen|treppenstufen)\b", "steps"),
        ("weight_number", r"\bN ?(?:kg|kilos?|kilogramm?s?)\b", "kilos"),
        ("weight_number", r"\bN ?(?:pounds?|lbs?|pfund)\b", "pounds"),
        ("weight_number", r"\bN ?stones?\b", "stones"),
        (
            "weeks_long",
            r"\bN ?(?:weeks?|wks?|wochen?|wo\.)\b(?! ?(?:pregnant|along|gone|schwanger))",
            "weeks",
        ),
        ("weeks_long", r"\b(?P<n>half|halb)es? (?:a )?(?:year|jahr)", "any"),
        ("weeks_long", r"\b(?:a )?(?P<n>quarter|viertel) ?(?:of a year|jahr)", "any"),
        ("weeks_long", r"\bN ?(?:months?|mths?|monate?n?)\b", "months"),
        ("half_hour", r"\bN ?(?:minutes?|mins?|minuten?)\b", "minutes"),
        ("half_hour", r"\bN ?(?:an )?(?:hours?|hrs?|stunden?|std)\b", "hours"),
        (
            "many_tablets",
            r"\bN ?(?:x |mal |of (?:my |the |these )?)?(?:\d{2,3} ?(?:mg|er)? )?" + _TABLET + r"\b",
            "tablets",
        ),
    )
]


@lru_cache(maxsize=1)
def _ranges() -> dict[str, tuple[float, float]]:
    """Return from which number on, and below which, the ranges of `_RULES` count."""
    limits = thresholds()
    fever, highest = limits.fever_celsius.value, limits.highest_celsius.value
    weeks, minutes = limits.long_weeks.value, limits.stiff_minutes.value
    from_here_on = {
        "metres": limits.fall_metres.value,
        "feet": limits.fall_feet.value,
        "steps": limits.fall_steps.value,
        "kilos": limits.lost_kilos.value,
        "pounds": limits.lost_pounds.value,
        "stones": limits.lost_stones.value,
        "weeks": weeks,
        "months": weeks / _WEEKS_PER_MONTH,
        "minutes": minutes,
        "hours": minutes / 60,
        "any": 0.0,
    }
    return {
        **{name: (low, inf) for name, low in from_here_on.items()},
        "fever_c": (fever, highest),
        "fever_f": (_fahrenheit(fever), _fahrenheit(highest)),
        "normal_c": (limits.normal_from_celsius.value, limits.normal_below_celsius.value),
        "tablets": (limits.many_tablets.value, _MILLIGRAMS),
    }


def _fahrenheit(celsius: float) -> float:
    return round(celsius * 9 / 5 + 32, 1)


# "For 10 days", "seit drei Monaten", "it's been six hundred weeks", "erst seit gestern": how long something lasts.
_UNITS = (
    (r"days?|tag(?:e|en)?", 1),
    (r"weeks?|wks?|wochen?", 7),
    (r"months?|monat(?:e|en)?", 30),
    (r"years?|yrs?|jahr(?:e|en)?", 365),
)
_LASTING = [
    (re.compile(rf"\b(?:for|since|seit|been|nach|erst|only)\b[^.?!,]{{0,25}}?\b{_NUMBER} ?(?:{unit})\b"), days)
    for unit, days in _UNITS
]
_NEW = re.compile(
    r"\b(?:since|seit|erst|only|just)\b[^.?!,]{0,12}\b"
    r"(?:yesterday|today|this morning|last night|gestern|heute|vorgestern)"
)


def days_of_lasting(text: str) -> Optional[int]:
    """Return how many days something has lasted by a message, roughly; None when it does not say."""
    plain = fold_umlauts(text.lower(), pairs=True)
    if _NEW.search(plain):
        return 1
    found = [
        (match.start(), _value(match["n"]) * days) for pattern, days in _LASTING for match in pattern.finditer(plain)
    ]
    return round(min(found)[1]) if found else None


def find_numbers(document: Doc) -> list[Mention]:
    """Return mentions of telling numbers: `fever_number`, `age_old`, `height` and so on."""
    text = document.text
    found = [
        (name, match.span("n"))
        for name, pattern, counted in _RULES
        for match in pattern.finditer(text)
        if _ranges()[counted][0] <= _value(match["n"]) < _ranges()[counted][1]
    ]
    found += [(name, span) for years, span in _years(text) for name in _ages(years)]
    return _as_mentions(found, document)


def find_ages(document: Doc) -> list[tuple[float, Mention]]:
    """Return each age in years, with the mention of it."""
    ages = _years(document.text)
    return [(years, mention) for years, span in ages for mention in _as_mentions([("age", span)], document)]


def _years(text: str) -> Iterator[tuple[float, tuple[int, int]]]:
    """Yield each age and where it stands."""
    for match in _AGE.finditer(text):
        if not _OF_A_THING.search(text[: match.start()]):
            group = match.lastgroup or "c"
            years = float(_AGES_IN_WORDS.get(match[group]) or match[group])
            if years <= _OLDEST:
                yield years, match.span(group)


def _as_mentions(found: Sequence[tuple[str, tuple[int, int]]], document: Doc) -> list[Mention]:
    mentions = []
    for name, (start, end) in found:
        span = document.char_span(start, end, alignment_mode="expand")
        if span is not None:
            mentions.append(Mention(name, span.start, span.end))
    return mentions


def _ages(years: float) -> list[str]:
    limits = thresholds()
    if years < limits.young_years.value:
        return ["age_young"]
    return ["age_old"] * (years >= limits.old_years.value) + ["age_elderly"] * (years >= limits.elderly_years.value)
