"""A text classifier: a linear model over sentence vectors, letter and word sequences, with calibrated confidence.

The sentence vectors know what words mean, the letter sequences know dialect, typos and names the encoders never
saw, and the word sequences know what is denied ("no fever"). How much each contributes was measured:
`docs/understanding.md`.
"""

from __future__ import annotations

import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Sequence

import joblib
import numpy as np
import skops.io
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.reading.encoder import Vectors, centred
from bot.reading.model_files import lighten, read_model
from bot.reading.umlauts import fold_umlauts

Probabilities = NDArray[np.float64]
Scores = NDArray[np.float64]

# What a file may name besides the types that skops trusts.
TRUSTED = ("bot.reading.umlauts.fold_umlauts", "scipy.sparse._csr.csr_matrix")

_CHAR_NGRAMS = 8000
_CHAR_NGRAM_WEIGHT = 0.8
_WORD_NGRAMS = 30_000
# One example in so many is held out to calibrate the confidence.
_FOLDS = 4
# Each process holds the features twice (0.7 GB).
_MOST_PROCESSES = 2


@dataclass(frozen=True)
class TextClassifier:
    """A trained classifier. `centre` is the mean training vector, `temperature` calibrates the confidence."""

    labels: list[str]
    char_ngrams: Any
    word_ngrams: Any
    centre: Vectors
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    temperature: float

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> Probabilities:
        """Return one row of probabilities per text, in the order of `labels`.

        Args:
            texts: the texts.
            vectors: their sentence vectors, one row each.
        """
        rows = (self.char_ngrams.transform(texts), self.word_ngrams.transform(texts))
        features = _side_by_side(vectors, self.centre, *rows)
        scores = np.asarray(features @ self.weights.T) + self.bias
        return _softmax(scores / self.temperature)

    def save(self, path: Path) -> None:
        """Write the model to a file, compressed: the n-grams are written out as text."""
        fields = {**asdict(self), "char_ngrams": self.char_ngrams, "word_ngrams": self.word_ngrams}
        skops.io.dump(fields, path, compression=zipfile.ZIP_DEFLATED)

    @classmethod
    def load(cls, path: Path) -> TextClassifier:
        """Read a model written by `save`.

        Raises:
            ModelFileError: the file names a type that no such model holds.
        """
        return cls(**read_model(path, TRUSTED, "Delete the models folder and run 'make train'."))


def train_text_classifier(
    texts: Sequence[str], vectors: Vectors, labels: Sequence[str], example_weights: Sequence[float]
) -> TextClassifier:
    """Fit the classifier; its temperature is chosen on examples held out, so that 80 % means right in 8 of 10.

    Args:
        texts: the examples.
        vectors: their sentence vectors, one row each.
        labels: the label of each example; at least 3 labels with at least 4 examples each.
        example_weights: how much each example counts (1 is normal).
    """
    char_ngrams, word_ngrams = _vectorizers()
    centre = vectors.mean(axis=0)
    features = _side_by_side(vectors, centre, char_ngrams.fit_transform(texts), word_ngrams.fit_transform(texts))
    classes, gold = np.unique(labels, return_inverse=True)
    weights = np.asarray(example_weights)
    estimator, unseen, scores = _fit_twice(features, gold, weights)
    unseen, scores = unseen[weights[unseen] == 1.0], scores[weights[unseen] == 1.0]
    return TextClassifier(
        labels=[str(label) for label in classes],
        char_ngrams=lighten(char_ngrams),
        word_ngrams=lighten(word_ngrams),
        centre=centre,
        weights=estimator.coef_,
        bias=estimator.intercept_,
        temperature=_best_temperature(scores, gold[unseen]),
    )


def _vectorizers() -> tuple[TfidfVectorizer, TfidfVectorizer]:
    char_ngrams = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 5),
        min_df=2,
        max_features=_CHAR_NGRAMS,
        sublinear_tf=True,
        preprocessor=fold_umlauts,
    )
    word_ngrams = TfidfVectorizer(
        token_pattern=r"\b\w+\b",
        ngram_range=(1, 3),
        min_df=2,
        max_features=_WORD_NGRAMS,
        sublinear_tf=True,
        preprocessor=fold_umlauts,
    )
    return char_ngrams, word_ngrams


def _fit_twice(
    features: Any, gold: NDArray[np.int64], weights: NDArray[np.float64]
) -> tuple[LinearSVC, NDArray[np.int64], Scores]:
    """Return the model fitted on everything, a part of the examples, and its scores by a model that had not seen it."""
    seen, unseen = next(StratifiedKFold(n_splits=_FOLDS, shuffle=True, random_state=0).split(features, gold))
    with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
        fitted = joblib.Parallel(n_jobs=min(joblib.cpu_count(), _MOST_PROCESSES))(
            joblib.delayed(_fit)(features, gold, weights, part) for part in (np.arange(len(gold)), seen)
        )
    return fitted[0], unseen, fitted[1].decision_function(features[unseen])


def _fit(features: Any, gold: NDArray[np.int64], weights: NDArray[np.float64], part: NDArray[np.int64]) -> LinearSVC:
    estimator = LinearSVC(C=1.0, tol=1e-3, random_state=0)
    return estimator.fit(features[part], gold[part], sample_weight=weights[part])


def _side_by_side(vectors: Vectors, centre: Vectors, char_ngram_rows: Any, word_ngram_rows: Any) -> Any:
    meaning = csr_matrix(centred(vectors, centre))
    return hstack([meaning, char_ngram_rows * _CHAR_NGRAM_WEIGHT, word_ngram_rows]).tocsr()


def _best_temperature(scores: NDArray[np.float64], gold: NDArray[np.int64]) -> float:
    def loss(temperature: float) -> float:
        chosen = _softmax(scores / temperature)[np.arange(len(gold)), gold]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    return float(minimize_scalar(loss, bounds=(0.02, 10.0), method="bounded").x)


def _softmax(scores: NDArray[np.float64]) -> Probabilities:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
