"""A text classifier: a linear model over sentence vectors, letter and word sequences, with calibrated confidence.

The sentence vectors know what word_ngrams mean, the letter sequences know dialect, typos and names the encoders never
saw, and the word sequences know what is denied ("no fever"). How much each contributes was measured:
`docs/understanding.md`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Sequence

import numpy as np
import skops.io
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from bot.reading.encoder import Vectors, centred
from bot.reading.umlauts import fold_umlauts

Probabilities = NDArray[np.float64]

_CHAR_NGRAMS = 8000
_CHAR_NGRAM_WEIGHT = 0.8
_WORD_NGRAMS = 30_000
_FOLDS = 3


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
        features = _features(self.char_ngrams, self.word_ngrams, self.centre, texts, vectors)
        scores = np.asarray(features @ self.weights.T) + self.bias
        return _softmax(scores / self.temperature)

    def save(self, path: Path) -> None:
        """Write the model to a file."""
        skops.io.dump({**asdict(self), "char_ngrams": self.char_ngrams, "word_ngrams": self.word_ngrams}, path)

    @classmethod
    def load(cls, path: Path) -> TextClassifier:
        """Read a model written by `save`. The format (skops) refuses files that carry foreign code."""
        return cls(**skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path)))


def train_text_classifier(
    texts: Sequence[str], vectors: Vectors, labels: Sequence[str], example_weights: Sequence[float]
) -> TextClassifier:
    """Fit the classifier; its temperature is chosen on held-out folds, so that 80 % means right in 8 of 10.

    Args:
        texts: the examples.
        vectors: their sentence vectors, one row each.
        labels: the label of each example; each label needs at least 3 examples.
        example_weights: how much each example counts (1 is normal).
    """
    char_ngrams = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 5),
        min_df=2,
        max_features=_CHAR_NGRAMS,
        sublinear_tf=True,
        preprocessor=fold_umlauts,
    ).fit(texts)
    word_ngrams = TfidfVectorizer(
        token_pattern=r"\b\w+\b",
        ngram_range=(1, 3),
        min_df=2,
        max_features=_WORD_NGRAMS,
        sublinear_tf=True,
        preprocessor=fold_umlauts,
    ).fit(texts)
    centre = vectors.mean(axis=0)
    features = _features(char_ngrams, word_ngrams, centre, texts, vectors)
    estimator = LinearSVC(C=1.0, tol=1e-3, random_state=0)
    folds = StratifiedKFold(n_splits=_FOLDS, shuffle=True, random_state=0)
    weights = np.asarray(example_weights)
    held_out = cross_val_predict(
        estimator, features, labels, cv=folds, method="decision_function", fit_params={"sample_weight": weights}
    )
    estimator.fit(features, labels, sample_weight=weights)
    classes = [str(label) for label in estimator.classes_]
    gold = np.array([classes.index(label) for label in labels])
    return TextClassifier(
        labels=classes,
        char_ngrams=char_ngrams,
        word_ngrams=word_ngrams,
        centre=centre,
        weights=estimator.coef_,
        bias=estimator.intercept_,
        temperature=_best_temperature(held_out[weights == 1.0], gold[weights == 1.0]),
    )


def _features(char_ngrams: Any, word_ngrams: Any, centre: Vectors, texts: Sequence[str], vectors: Vectors) -> Any:
    meaning = csr_matrix(centred(vectors, centre))
    return hstack([meaning, char_ngrams.transform(texts) * _CHAR_NGRAM_WEIGHT, word_ngrams.transform(texts)]).tocsr()


def _best_temperature(scores: NDArray[np.float64], gold: NDArray[np.int64]) -> float:
    def loss(temperature: float) -> float:
        chosen = _softmax(scores / temperature)[np.arange(len(gold)), gold]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    return float(minimize_scalar(loss, bounds=(0.02, 10.0), method="bounded").x)


def _softmax(scores: NDArray[np.float64]) -> Probabilities:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
