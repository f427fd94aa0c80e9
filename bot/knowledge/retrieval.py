"""Ranks statements, topics and exercises by how well they fit a question.

Two ways of looking at a question add up. Kernel ridge regression over all paraphrases of the content: the kernel is the
similarity of two texts (sentence vectors and char n-grams), the regression learns which similarities count for which
statement. And the question encoder, which was fine-tuned so that questions with the same answer lie close together: a
statement fits as well as the question lies near the mean of its paraphrases. Figures: `docs/understanding.md`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Callable, Mapping, Sequence

import numpy as np
import skops.io
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.kernel_ridge import KernelRidge

from bot.reading.encoder import Vectors, centred
from bot.reading.model_files import read_model

# Types that a stored ranking may contain in addition to those skops trusts.
TRUSTED = ("scipy.sparse._csr.csr_matrix",)
# How steeply the kernel falls, and how much the regression smooths: chosen on the questions of tests/facts.
_SHARPNESS = 3.0
_SMOOTHING = 0.3
# The weight of the topic classifier's probabilities in the ranking: chosen on the same questions, and on messages of
# other hands, where it finds the topic more often than the classifier alone (docs/understanding.md).
_TOPIC_WEIGHT = 0.15
# The cosine that half of the messages on other matters reach with some target, and the weight of what is above it:
# chosen on the same questions and on 110 messages of other hands whose answers a reader judged.
_FAR = 0.4
_NEARNESS_WEIGHT = 0.6
_SMALLEST = 1e-9


@dataclass(frozen=True)
class Paraphrase:
    """One way to ask for a statement, a topic as a whole or an exercise, or the statement itself (`is_answer`)."""

    kind: str
    target: str
    language: str
    text: str
    is_answer: bool = False


@dataclass(frozen=True)
class Match:
    """A statement, topic or exercise and how well it fits: above 1 for a known paraphrase, 0 for no similarity."""

    kind: str
    target: str
    score: float


@dataclass(frozen=True)
class _Part:
    """The paraphrases of one language: their vectors and letters, and the coefficients of the regression."""

    vectors: Vectors
    char_ngram_rows: Any
    coefficients: NDArray[np.float32]


@dataclass(frozen=True)
class Ranker:
    """A fitted ranking, with a regression for each language; the higher score of a target counts.

    `means` has one row for each target, the mean of its paraphrases as the question encoder sees them, and
    `question_centre` is the mean of all.
    """

    targets: list[tuple[str, str]]
    centre: Vectors
    char_ngrams: Any
    parts: list[_Part]
    means: Vectors
    question_centre: Vectors

    @classmethod
    def fit(cls, paraphrases: Sequence[Paraphrase], vectors: Vectors, question_vectors: Vectors) -> Ranker:
        """Fit a ranking to paraphrases.

        Args:
            paraphrases: the paraphrases.
            vectors: one row for each, by the sentence encoder.
            question_vectors: one row for each that is no answer, by the question encoder.
        """
        targets = list(dict.fromkeys((paraphrase.kind, paraphrase.target) for paraphrase in paraphrases))
        column = {target: number for number, target in enumerate(targets)}
        char_ngrams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32)
        char_ngram_rows = char_ngrams.fit_transform([paraphrase.text for paraphrase in paraphrases])
        centre = vectors.mean(axis=0)
        moved = centred(vectors, centre)
        parts = []
        for language in dict.fromkeys(paraphrase.language for paraphrase in paraphrases):
            rows = [number for number, paraphrase in enumerate(paraphrases) if paraphrase.language == language]
            wanted = np.zeros((len(rows), len(targets)), dtype=np.float32)
            for place, row in enumerate(rows):
                wanted[place, column[paraphrases[row].kind, paraphrases[row].target]] = 1.0
            parts.append(_fit_part(moved[rows], char_ngram_rows[rows], wanted))
        question_centre = question_vectors.mean(axis=0)
        owners = np.array([column[entry.kind, entry.target] for entry in paraphrases if not entry.is_answer])
        moved = _unit(question_vectors - question_centre)
        means = _unit(np.stack([moved[owners == number].sum(axis=0) for number in range(len(targets))]))
        return cls(targets, centre, char_ngrams, parts, means, question_centre)

    def rank(
        self,
        readings: Sequence[tuple[str, Vectors]],
        question_vector: Vectors,
        topic_of: Callable[[str, str], str],
        topic_probabilities: Mapping[str, float],
    ) -> list[Match]:
        """Return all targets, best first.

        Args:
            readings: the question, and the question after what was asked before; each with its vector by the sentence
                encoder, one row. The regression takes their mean.
            question_vector: the question by the question encoder, one row.
            topic_of: gives the topic of a (kind, target).
            topic_probabilities: the classifier's probability of each topic; 0 for those missing.
        """
        scores = np.mean([self._by_regression(text, vector) for text, vector in readings], axis=0)
        scores = scores + _NEARNESS_WEIGHT * self._nearness(question_vector)
        matches = [
            Match(kind, target, float(score) + _TOPIC_WEIGHT * topic_probabilities.get(topic_of(kind, target), 0.0))
            for (kind, target), score in zip(self.targets, scores, strict=True)
        ]
        return sorted(matches, key=lambda match: -match.score)

    def _by_regression(self, text: str, vector: Vectors) -> NDArray[np.float32]:
        moved, letters = centred(vector, self.centre)[0], self.char_ngrams.transform([text])
        return np.asarray(np.max([_scores(part, moved, letters) for part in self.parts], axis=0))

    def _nearness(self, question_vector: Vectors) -> NDArray[np.float32]:
        """Return how near the question lies to each target: the cosine above that of a question on other matters."""
        cosines = self.means @ _unit(question_vector - self.question_centre)[0]
        return np.asarray(np.maximum(cosines - _FAR, 0.0), dtype=np.float32)

    def dumps(self) -> bytes:
        """Return the ranking as bytes for the database."""
        stored: bytes = skops.io.dumps(
            {
                "targets": [list(target) for target in self.targets],
                "centre": self.centre,
                "char_ngrams": self.char_ngrams,
                "parts": [_at_precision(asdict(part), np.float16) for part in self.parts],
                "means": self.means,
                "question_centre": self.question_centre,
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
        fields["parts"] = [_Part(**_at_precision(part, np.float32)) for part in fields["parts"]]
        return cls(**fields)


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, _SMALLEST), dtype=np.float32)


def _fit_part(vectors: Vectors, char_ngram_rows: Any, wanted: NDArray[np.float32]) -> _Part:
    similarity = _similarity(vectors @ vectors.T, (char_ngram_rows @ char_ngram_rows.T).toarray())
    regression = KernelRidge(kernel="precomputed", alpha=_SMOOTHING).fit(similarity, wanted)
    return _Part(vectors, char_ngram_rows, regression.dual_coef_.astype(np.float32))


def _scores(part: _Part, moved: Vectors, letters: Any) -> NDArray[np.float32]:
    char_ngrams = (part.char_ngram_rows @ letters.T).toarray()[:, 0]
    return np.asarray(_similarity(part.vectors @ moved, char_ngrams) @ part.coefficients)


def _at_precision(part: dict[str, Any], precision: Any) -> dict[str, Any]:
    """Return the part with its numbers at a precision: half is enough to store them."""
    return {**part, **{name: part[name].astype(precision) for name in ("vectors", "coefficients")}}


def _similarity(meaning: Any, char_ngrams: Any) -> Any:
    # `meaning` is the mean of two encoders, so it gets twice the weight of the char n-grams.
    return np.exp(_SHARPNESS * ((2 * meaning + char_ngrams) / 3 - 1)).astype(np.float32)
