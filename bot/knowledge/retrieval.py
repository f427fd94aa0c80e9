"""Ranks statements, topics and exercises by how well they fit a question.

A question is compared with every known way to ask for them: the paraphrases of the content, and messages of chats that
readers gave an answer to. Two likenesses add up: that of meaning, by the question encoder, and that of letters, which
finds names, dialect and typing errors. A statement fits as well as the nearest few of its questions do (k nearest
neighbours). Figures: `docs/understanding.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Sequence

import numpy as np
import skops.io
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.reading.encoder import Vectors
from bot.reading.model_files import read_model
from bot.reading.question_encoder import in_context

# Types that a stored ranking may contain in addition to those skops trusts.
TRUSTED = ("scipy.sparse._csr.csr_matrix",)
# How many of its questions speak for a target: one alone may be near by chance.
_NEAREST = 3
# The weight of the letters beside the meaning, which counts 1.
_LETTERS_WEIGHT = 0.5
# So much of the message before counts; a longer story would bury the question after it.
MOST_CHARACTERS_BEFORE = 200
# The likeness of questions on other matters, and that of a question to others with the same answer (0 to 1).
_FAR, _NEAR = 0.2, 0.88
_SMALLEST = 1e-9


@dataclass(frozen=True)
class KnownQuestion:
    """One way to ask for a statement, a topic as a whole or an exercise; it may make sense only after `before`."""

    kind: str
    target: str
    text: str
    before: str = ""

    @property
    def encoded_as(self) -> str:
        """What the question encoder reads."""
        return in_context(self.text, self.before)


@dataclass(frozen=True)
class Match:
    """A statement, topic or exercise and how well it fits: above 1 for a known question, 0 for no similarity."""

    kind: str
    target: str
    score: float


@dataclass(frozen=True)
class Ranker:
    """The known questions, in the order of their targets.

    Attributes:
        targets: the kind and the name of each target.
        starts: the place of the first question of each target.
        centre: the mean of all vectors, where all of them begin.
        vectors: each question as the question encoder sees it, one row each.
        char_ngrams: turns texts into letters.
        letters: each question as letters, one column each.
    """

    targets: list[tuple[str, str]]
    starts: NDArray[np.int64]
    centre: Vectors
    vectors: Vectors
    char_ngrams: Any
    letters: Any

    @classmethod
    def fit(cls, questions: Sequence[KnownQuestion], vectors: Vectors) -> Ranker:
        """Make a ranking of known questions.

        Args:
            questions: the questions.
            vectors: one row for each, by the question encoder.
        """
        targets = list(dict.fromkeys((question.kind, question.target) for question in questions))
        numbers = {target: number for number, target in enumerate(targets)}
        owners = np.array([numbers[question.kind, question.target] for question in questions])
        order = np.argsort(owners, kind="stable")
        centre = vectors.mean(axis=0)
        char_ngrams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32)
        letters = char_ngrams.fit_transform([questions[row].text for row in order])
        starts = np.searchsorted(owners[order], np.arange(len(targets)))
        return cls(targets, starts, centre, _unit(vectors - centre)[order], char_ngrams, letters.T.tocsr())

    def scores(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float32]:
        """Return how well each target fits each question: one row per question, one column per target.

        Args:
            texts: the questions.
            vectors: one row for each, by the question encoder, which may have read it after the message before.
        """
        meaning = _unit(vectors - self.centre) @ self.vectors.T
        letters = (self.char_ngrams.transform(texts) @ self.letters).toarray()
        likeness = (meaning + _LETTERS_WEIGHT * letters) / (1 + _LETTERS_WEIGHT)
        nearest = np.stack([self._mean_of_nearest(row) for row in likeness])
        # The square keeps those apart that are near the best one.
        return np.asarray((np.maximum(nearest - _FAR, 0) / (_NEAR - _FAR)) ** 2, dtype=np.float32)

    def _mean_of_nearest(self, likeness: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return for each target the mean likeness of its nearest questions."""
        ends = np.append(self.starts[1:], len(likeness))
        owners = np.repeat(np.arange(len(self.targets)), ends - self.starts)
        in_order = likeness[np.lexsort((-likeness, owners))]
        counts = np.minimum(ends - self.starts, _NEAREST)
        places = self.starts[:, None] + np.minimum(np.arange(_NEAREST), counts[:, None] - 1)
        counted = np.arange(_NEAREST) < counts[:, None]
        return np.asarray((in_order[places] * counted).sum(axis=1) / counts, dtype=np.float32)

    def dumps(self) -> bytes:
        """Return the ranking as bytes for the database."""
        stored: bytes = skops.io.dumps(
            {
                **vars(self),
                "targets": [list(target) for target in self.targets],
                # Half the precision is enough.
                "vectors": self.vectors.astype(np.float16),
            }
        )
        return stored

    @classmethod
    def loads(cls, stored: bytes) -> Ranker:
        """Read a ranking written by `dumps`.

        Raises:
            ModelFileError: the bytes contain a type that no ranking has.
        """
        fields = read_model(stored, TRUSTED, "Load the knowledge base into an empty database with 'make load'.")
        fields["targets"] = [tuple(target) for target in fields["targets"]]
        fields["vectors"] = fields["vectors"].astype(np.float32)
        return cls(**fields)


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, _SMALLEST), dtype=np.float32)
