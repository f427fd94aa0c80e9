"""A statement fits as well as the nearest three of its known questions do."""

from __future__ import annotations

import numpy as np
import pytest

from bot.knowledge.retrieval import KnownQuestion, Ranker
from bot.reading.encoder import Vectors

# Questions on warmth lie along one axis, those on walking along another, one of the latter by chance beside the former.
_QUESTIONS = [
    KnownQuestion("statement", "warmth", "is a hot bath good"),
    KnownQuestion("statement", "warmth", "heat or not"),
    KnownQuestion("statement", "warmth", "does warmth help"),
    KnownQuestion("statement", "walking", "should i walk"),
    KnownQuestion("statement", "walking", "a stroll each day"),
    KnownQuestion("statement", "walking", "walking with pain"),
    KnownQuestion("topic", "sleep", "sleeping"),
]
_PLACES = {"warmth": (1.0, 0.0, 0.0), "walking": (0.0, 1.0, 0.0), "sleep": (0.0, 0.0, 1.0)}


@pytest.fixture
def ranker() -> Ranker:
    vectors = np.array([_PLACES[question.target] for question in _QUESTIONS], np.float32)
    vectors[3] = _PLACES["warmth"]
    return Ranker.fit(_QUESTIONS, vectors)


def _asked(ranker: Ranker, text: str, place: str) -> dict[str, float]:
    vector: Vectors = np.array([_PLACES[place]], np.float32)
    scores = ranker.scores([text], vector)[0]
    return {target: float(score) for (_, target), score in zip(ranker.targets, scores, strict=True)}


def test_one_question_that_is_near_by_chance_does_not_speak_for_its_statement(ranker: Ranker) -> None:
    scores = _asked(ranker, "what about the sauna", "warmth")
    assert scores["warmth"] > 2 * scores["walking"]


def test_a_target_with_few_questions_is_judged_by_these(ranker: Ranker) -> None:
    scores = _asked(ranker, "sleeping", "sleep")
    assert scores["sleep"] > 1 and scores["sleep"] == max(scores.values())


def test_letters_tell_apart_what_means_the_same(ranker: Ranker) -> None:
    assert _asked(ranker, "heat or not", "warmth")["warmth"] > _asked(ranker, "zzz", "warmth")["warmth"]
