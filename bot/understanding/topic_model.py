"""The topic classifier: multinomial logistic regression over sentence vectors, with calibrated confidence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot.encoder import Vectors

Probabilities = NDArray[np.float64]


@dataclass(frozen=True)
class TopicModel:
    """Weights of the classifier and the temperature that calibrates it."""

    labels: tuple[str, ...]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    temperature: float

    def probabilities(self, vectors: Vectors) -> Probabilities:
        """Return one row of probabilities per vector, in the order of `labels`."""
        return _softmax((vectors @ self.weights.T + self.bias) / self.temperature)

    def save(self, path: Path) -> None:
        """Write the model to an .npz file."""
        np.savez(
            path,
            labels=np.array(self.labels),
            weights=self.weights,
            bias=self.bias,
            temperature=np.array(self.temperature),
        )

    @classmethod
    def load(cls, path: Path) -> TopicModel:
        """Read a model written by `save`; such a file cannot carry code."""
        with np.load(path, allow_pickle=False) as stored:
            labels = tuple(str(label) for label in stored["labels"])
            return cls(labels, stored["weights"], stored["bias"], float(stored["temperature"]))


def train_topic_model(vectors: Vectors, topics: Sequence[str], regularisation: float = 10.0) -> TopicModel:
    """Fit the classifier; its temperature is chosen on held-out folds, so that 80 % means right in 8 of 10.

    Args:
        vectors: one row per example.
        topics: the topic of each example; each topic needs at least 5 examples.
        regularisation: scikit-learn's `C`.
    """
    estimator = LogisticRegression(C=regularisation, max_iter=2000)
    folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=0)
    held_out = cross_val_predict(estimator, vectors, topics, cv=folds, method="decision_function")
    estimator.fit(vectors, topics)
    labels = tuple(str(label) for label in estimator.classes_)
    gold = np.array([labels.index(topic) for topic in topics])
    return TopicModel(
        labels=labels,
        weights=estimator.coef_.astype(np.float64),
        bias=estimator.intercept_.astype(np.float64),
        temperature=_best_temperature(held_out, gold),
    )


def _best_temperature(scores: NDArray[np.float64], gold: NDArray[np.int64]) -> float:
    def loss(temperature: float) -> float:
        chosen = _softmax(scores / temperature)[np.arange(len(gold)), gold]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    return float(minimize_scalar(loss, bounds=(0.05, 10.0), method="bounded").x)


def _softmax(scores: NDArray[np.float64]) -> Probabilities:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
