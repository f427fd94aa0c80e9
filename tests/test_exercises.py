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
FOUND = 0.9


def _shown(answer: Answer) -> str:
    pictures = [message["image"] for message in answer.messages if "image" in message]
    return pictures[0].removeprefix("/pictures/").partition(".")[0] if pictures else ""


@pytest.mark.parametrize("language", ["en", "de"])
def test_names_not_in_the_content_lead_to_the_exercise(runner: Runner, language: str) -> None:
    asked = [(exercise, name) for exercise, names in _NAMES[language].items() for name in names]
    misses = [
        f"{exercise}: {name}"
        for exercise, name in asked
        if _shown(runner.say(f"names-{language}-{name}", name, language)) != exercise
    ]
    assert len(misses) <= (1 - FOUND) * len(asked), misses


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
    answer = runner.say(f"card-{language}-{exercise}", f'/ask{{"exercise":"{exercise}"}}', language)
    steps = shared_knowledge_base().exercises[exercise].steps[language]  # type: ignore[index]
    assert answer.envelope["kind"] == "exercise" and answer.envelope["sources"]
    assert _shown(answer) == exercise
    assert all(f"{number}. {step}" in answer.text for number, step in enumerate(steps, start=1))
    assert ("Stop if" if language == "en" else "Hören Sie auf") in answer.text
    assert len(answer.text.split()) <= 260
