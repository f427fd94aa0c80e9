"""Red flags are found, whatever the spelling and whatever else the message says, and false alarms are rare."""

from __future__ import annotations

import random
from functools import cache
from typing import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.paths import ROOT
from bot.red_flags.findings import Assessment
from bot.red_flags.labelled_messages import read_messages
from bot.red_flags.parsed_message import ASSESSMENT_KEY
from bot.red_flags.rules import shared_rules
from bot.red_flags.urgency import most_urgent
from tests.runner import Runner
from tools.safety_report import Case, Outcome, misses, plain_questions, play, read_cases

pytestmark = pytest.mark.model

TABLES = ("en", "de")
HOLDOUTS = ("en_holdout_2", "de_holdout_2", "en_holdout_3", "de_holdout_3")
# Limits just below the measured figures, so that no figure gets worse unnoticed. docs/safety.md and
# docs/safety-report.md say which of the targets (98 %, 97 %, 5 % and 1 %) are reached.
# Estimated from 60 to 81 reports of four of the tables on 30 November 2026, when what only the models see became a
# question below 85 % and a false alarm cost 2.5 to 3 questions: English 92.5 and 95.1 %, German 84.0 and 86.9 % before
# the last step from 95 to 85 %; the weights were fitted anew since, to messages from the middle of a chat as well:
# 88.8 % in English. On 1 December 88.4 % of the first English table: what the rules call an emergency alarms from 15
# instead of 10 %, and a fall that the models alone see has to be a sure one. Nearly all others are asked about.
RECALL = {"en": 0.88, "de": 0.84}
RECALL_OR_ASKED = 0.96
EMERGENCIES = 0.95
# Of 102 emergencies of the first German table 14 were asked about, or sent to a doctor today; of 100 of the first
# English one, seven, of 89 of the second, six.
EMERGENCIES_OF = {"de": 0.84, "en": 0.92, "en_holdout_2": 0.93}
# No false alarm in 50 and 69 harmless messages in English, one in 49 and three in 69 in German.
FALSE_ALARMS = 0.10
FALSE_ALARMS_ON_QUESTIONS = 0.015
# Of 75 openings with ordinary back pain in each language, written by a hand that taught nothing (tests/plain): two
# alarmed in either language, nine asked about in English, six in German.
PLAIN_ALARMED, PLAIN_ASKED = 0.04, 0.12
# The share of emergencies that may be lost because of how they are typed. The target is 2 %; typos lose 4.1 % in
# English and 3.6 % in German (docs/safety.md), friendly sentences around them about 4 %, the
# other changes 2 %, umlauts written as two letters 3.2 % (three of 95).
LOST_BY_SPELLING = {"typos": 0.08, "long": 0.10, "umlauts": 0.035}
LOST_BY_OTHER_CHANGES = 0.025
# All of them take a quarter of an hour: `make safety-report` asks all ordinary messages, these tests always the same
# half of them, and of the emergencies in other spellings.
_ONE_IN = 2

_FRIENDLY = {
    "en": (
        "Hi there, first of all thank you for this lovely page, my neighbour told me about it. "
        "We have been walking a lot this spring and the garden looks wonderful.",
        "Anyway, the weather is nice and later my sister comes for coffee. Have a lovely day, greetings from us all.",
    ),
    "de": (
        "Hallo zusammen, zuerst einmal vielen Dank für diese schöne Seite, meine Nachbarin hat mir davon erzählt. "
        "Wir waren in diesem Frühling viel spazieren und der Garten sieht herrlich aus.",
        "Na ja, das Wetter ist schön, und nachher kommt meine Schwester zum Kaffee. Einen schönen Tag und viele Grüße.",
    ),
}


def _outcomes(runner: Runner, name: str) -> list[Outcome]:
    if name not in _PLAYED:
        _PLAYED[name] = play(runner, read_cases(name), name, name[:2])
    return _PLAYED[name]


_PLAYED: dict[str, list[Outcome]] = {}


@pytest.mark.parametrize("name", [*TABLES, *HOLDOUTS])
def test_reports_are_escalated(runner: Runner, name: str) -> None:
    reports = [o for o in _outcomes(runner, name) if o.case.kind == "report"]
    missed = [o for o in reports if not o.is_escalated]
    assert len(missed) <= (1 - RECALL[name[:2]]) * len(reports), misses(missed)
    unheard = [o for o in missed if not o.is_asked]
    assert len(unheard) <= (1 - RECALL_OR_ASKED) * len(reports), misses(unheard)
    emergencies = [o for o in reports if o.case.urgency == "emergency"]
    too_lax = [o for o in emergencies if not o.is_as_urgent]
    assert len(too_lax) <= (1 - EMERGENCIES_OF.get(name, EMERGENCIES)) * len(emergencies), misses(too_lax)


@pytest.mark.parametrize("name", [*TABLES, *HOLDOUTS])
def test_false_alarms_are_rare(runner: Runner, name: str) -> None:
    quiet = [o for o in _outcomes(runner, name) if o.case.kind != "report"]
    alarmed = [o for o in quiet if o.is_escalated]
    assert len(alarmed) <= FALSE_ALARMS * len(quiet), misses(alarmed)


@pytest.mark.parametrize("language", ["en", "de"])
def test_false_alarms_on_ordinary_questions_are_very_rare(runner: Runner, language: str) -> None:
    _, hits, lines = plain_questions(runner, language, _ONE_IN)
    assert sum(hits) <= FALSE_ALARMS_ON_QUESTIONS * len(hits), lines


@pytest.mark.parametrize("language", ["en", "de"])
def test_plain_complaints_lead_to_neither_alarm_nor_question(runner: Runner, language: str) -> None:
    messages = read_messages(ROOT / "tests" / "plain" / f"{language}.jsonl")
    found = [(m.text, Assessment.from_dict(runner.parse(m.text)[ASSESSMENT_KEY])) for m in messages]
    alarmed = [text for text, assessment in found if assessment.findings]
    asked = [text for text, assessment in found if assessment.asks and not assessment.findings]
    assert len(alarmed) <= PLAIN_ALARMED * len(found), alarmed
    assert len(asked) <= PLAIN_ASKED * len(found), asked


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_large_enough_and_a_third_of_each_is_harmless(name: str) -> None:
    cases = read_cases(name)
    assert len(cases) >= 250
    assert sum(case.kind != "report" for case in cases) >= len(cases) / 3
    assert len({case.text for case in cases}) == len(cases)


def test_no_table_shares_a_sentence_with_the_training_data_or_the_phrases() -> None:
    texts = {case.text.lower() for name in (*TABLES, *HOLDOUTS) for case in read_cases(name)}
    for path in (*(ROOT / "data/nlu").rglob("*.yml"), *(ROOT / "bot/red_flags").rglob("*.yml")):
        lines = {line.strip().removeprefix("- ").strip("'\"").lower() for line in path.read_text("utf-8").splitlines()}
        assert not {text for text in texts & lines if len(text.split()) > 3}, path


def _typos(text: str) -> str:
    """Swap or drop a letter in every fifth longer word."""
    chance = random.Random(text)
    words = text.split(" ")
    for index, word in enumerate(words):
        if len(word) > 4 and word.isalpha() and chance.random() < 0.2:
            at = chance.randrange(1, len(word) - 2)
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            words[index] = swapped if chance.random() < 0.5 else word[:at] + word[at + 1 :]
    return " ".join(words)


def _without_umlauts(text: str) -> str:
    pairs = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
    return "".join(pairs.get(letter, letter) for letter in text)


def _in_a_long_message(language: str) -> Callable[[str], str]:
    before, after = _FRIENDLY[language]
    return lambda text: f"{before} {text.rstrip('.')}. {after}"


def _emergencies(language: str) -> list[Case]:
    names = (language, f"{language}_holdout_2")
    return [case for name in names for case in read_cases(name) if case.urgency == "emergency"][::_ONE_IN]


@cache
def _is_emergency(runner: Runner, text: str) -> bool:
    findings = Assessment.from_dict(runner.parse(text)[ASSESSMENT_KEY]).findings
    return most_urgent([finding.urgency for finding in findings]) == "emergency"


def _found_as_written(runner: Runner, language: str) -> int:
    return sum(_is_emergency(runner, case.text) for case in _emergencies(language))


@pytest.mark.parametrize("change", ["typos", "umlauts", "capitals", "shouting", "long"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_emergencies_are_found_however_they_are_written(runner: Runner, language: str, change: str) -> None:
    changes: dict[str, Callable[[str], str]] = {
        "typos": _typos,
        "umlauts": _without_umlauts,
        "capitals": str.lower,
        "shouting": str.upper,
        "long": _in_a_long_message(language),
    }
    cases = _emergencies(language)
    lost = [case.text for case in cases if not _is_emergency(runner, changes[change](case.text))]
    usual = len(cases) - _found_as_written(runner, language)
    allowed = LOST_BY_SPELLING.get(change, LOST_BY_OTHER_CHANGES)
    assert len(lost) - usual <= allowed * len(cases), [changes[change](text) for text in lost]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_the_rules_accept_any_text(text: str) -> None:
    for detector in shared_rules().values():
        detector.detect(text)


@pytest.mark.parametrize("name", [name for name in (*TABLES, *HOLDOUTS) if name.startswith("de")])
def test_capitals_and_umlauts_make_no_difference_to_the_rules(name: str) -> None:
    words = shared_rules()["de"].words
    for case in read_cases(name):
        assert words(case.text.lower()) == words(case.text)
        assert words(_without_umlauts(case.text)) == words(case.text)
