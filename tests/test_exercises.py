"""Every exercise is found by many names, and has a picture and a complete card."""

from __future__ import annotations

from typing import Iterator

import pytest

from bot.paths import ROOT
from bot.rasa.services import shared_knowledge_base
from bot.yaml_files import read_yaml
from tests.runner import Answer, Runner

pytestmark = pytest.mark.model

_NAMES = read_yaml(ROOT / "tests" / "exercise_names.yml")
# The names were written without knowing those in the content. The share of requests that reach their exercise at once.
FOUND = {"en": 0.9, "de": 0.87}


def _shown(answer: Answer) -> str:
    pictures = [message["image"] for message in answer.messages if "image" in message]
    return pictures[0].removeprefix("/pictures/").partition(".")[0] if pictures else ""


def _after_the_check(runner: Runner, conversation: str, wish: str, language: str) -> Answer:
    """Ask for an exercise, and answer the check for red flags and the question about the person with no."""
    answer = runner.say(conversation, wish, language)
    for no in ('/safety_answer{"answer":"none"}', '/ask_for_exercises{"answer":"none"}'):
        if answer.envelope["kind"] in ("screening", "question"):
            answer = runner.say(conversation, no, language)
    return answer


@pytest.mark.parametrize("language", ["en", "de"])
def test_names_not_in_the_content_lead_to_the_exercise(runner: Runner, language: str) -> None:
    asked = [(exercise, name) for exercise, names in _NAMES[language].items() for name in names]
    misses = [
        f"{exercise}: {name}"
        for exercise, name in asked
        if _shown(_after_the_check(runner, f"names-{language}-{name}", name, language)) != exercise
    ]
    assert len(misses) <= (1 - FOUND[language]) * len(asked), misses


def test_every_exercise_has_at_least_five_test_names(runner: Runner) -> None:
    exercises = shared_knowledge_base().exercises
    for language in ("en", "de"):
        assert set(_NAMES[language]) == set(exercises)
        assert all(len(set(names)) >= 5 for names in _NAMES[language].values())


def _cards() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "bot" / "knowledge" / "content" / "exercises").glob("*.yml")):
        yield from ((path.stem, language) for language in ("en", "de"))


@pytest.mark.parametrize(("exercise", "language"), _cards())
def test_a_card_has_everything(runner: Runner, exercise: str, language: str) -> None:
    button = f'/ask{{"exercise":"{exercise}"}}'
    answer = _after_the_check(runner, f"card-{language}-{exercise}", button, language)
    steps = shared_knowledge_base().exercises[exercise].steps[language]  # type: ignore[index]
    assert answer.envelope["kind"] == "exercise" and answer.envelope["sources"]
    assert _shown(answer) == exercise
    assert all(f"{number}. {step}" in answer.text for number, step in enumerate(steps, start=1))
    assert ("Stop if" if language == "en" else "Hören Sie auf") in answer.text
    assert len(answer.text.split()) <= 260
