"""Ranks statements, topics and exercises by how well they fit a question.

Kernel ridge regression over all paraphrases of the content: the kernel is the similarity of two texts (sentence
vectors and char n-grams), the regression learns which similarities count for which statement. On the questions of
`tests/facts` it ranks the right statement first clearly more often than the nearest paraphrase alone does (figures in
`docs/understanding.md`).
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
# The weight of the topic classifier's probabilities in the ranking.
_TOPIC_WEIGHT = 0.05


@dataclass(frozen=True)
class Paraphrase:
    """One way to ask for a statement, a topic as a whole or an exercise."""

    kind: str
    target: str
    language: str
    text: str


@dataclass(frozen=True)
class Match:
    """A statement, topic or exercise and how well it fits: about 1 for a known paraphrase, 0 for no similarity."""

    kind: str
    target: str
    score: float


@dataclass(frozen=True)
class Ranker:
    """A fitted ranking."""

    targets: list[tuple[str, str]]
    centre: Vectors
    vectors: Vectors
    char_ngrams: Any
    char_ngram_rows: Any
    coefficients: NDArray[np.float32]

    @classmethod
    def fit(cls, paraphrases: Sequence[Paraphrase], vectors: Vectors) -> Ranker:
        """Fit a ranking to paraphrases; `vectors` has one row for each."""
        targets = list(dict.fromkeys((paraphrase.kind, paraphrase.target) for paraphrase in paraphrases))
        column = {target: number for number, target in enumerate(targets)}
        wanted = np.zeros((len(paraphrases), len(targets)), dtype=np.float32)
        for row, paraphrase in enumerate(paraphrases):
            wanted[row, column[paraphrase.kind, paraphrase.target]] = 1.0
        char_ngrams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32)
        char_ngram_rows = char_ngrams.fit_transform([paraphrase.text for paraphrase in paraphrases])
        centre = vectors.mean(axis=0)
        moved = centred(vectors, centre)
        similarity = _similarity(moved @ moved.T, (char_ngram_rows @ char_ngram_rows.T).toarray())
        regression = KernelRidge(kernel="precomputed", alpha=_SMOOTHING).fit(similarity, wanted)
        coefficients = regression.dual_coef_.astype(np.float32)
        return cls(targets, centre, moved, char_ngrams, char_ngram_rows, coefficients)

    def rank(
        self,
        question: str,
        vector: Vectors,
        topic_of: Callable[[str, str], str],
        topic_probabilities: Mapping[str, float],
    ) -> list[Match]:
        """Return all targets, best first.

        Args:
            question: the question.
            vector: the encoded question, one row.
            topic_of: gives the topic of a (kind, target).
            topic_probabilities: the classifier's probability of each topic; 0 for those missing.
        """
        meaning = self.vectors @ centred(vector, self.centre)[0]
        char_ngrams = (self.char_ngram_rows @ self.char_ngrams.transform([question]).T).toarray()[:, 0]
        scores = _similarity(meaning, char_ngrams) @ self.coefficients
        matches = [
            Match(kind, target, float(score) + _TOPIC_WEIGHT * topic_probabilities.get(topic_of(kind, target), 0.0))
            for (kind, target), score in zip(self.targets, scores, strict=True)
        ]
        return sorted(matches, key=lambda match: -match.score)

    def dumps(self) -> bytes:
        """Return the ranking as bytes for the database."""
        fields = {**asdict(self), "char_ngrams": self.char_ngrams, "char_ngram_rows": self.char_ngram_rows}
        stored: bytes = skops.io.dumps(
            {**fields, "vectors": self.vectors.astype(np.float16), "targets": [list(target) for target in self.targets]}
        )
        return stored

    @classmethod
    def loads(cls, stored: bytes) -> Ranker:
        """Read a ranking written by `dumps`.

        Raises:
            ModelFileError: the bytes contain a type that no ranking has.
        """
        fields = read_model(stored, TRUSTED, "Load the knowledge base into an empty database with 'make load'.")
        # Stored at half precision, which is enough for similarities.
        fields["vectors"] = fields["vectors"].astype(np.float32)
        fields["targets"] = [tuple(target) for target in fields["targets"]]
        return cls(**fields)


def _similarity(meaning: Any, char_ngrams: Any) -> Any:
    # `meaning` is the mean of two encoders, so it gets twice the weight of the char n-grams.
    return np.exp(_SHARPNESS * ((2 * meaning + char_ngrams) / 3 - 1)).astype(np.float32)
