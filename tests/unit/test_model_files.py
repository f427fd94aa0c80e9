"""Model files contain only data and known types; anything else is refused."""

from __future__ import annotations

import posixpath
from pathlib import Path

import numpy as np
import pytest
import skops.io

from bot.knowledge import retrieval
from bot.knowledge.retrieval import KnownQuestion, Ranker
from bot.rasa import language_identifier
from bot.reading import text_classifier
from bot.reading.encoder import DIMENSIONS, Vectors
from bot.reading.language_identification import identify_language, train_language_model
from bot.reading.model_files import ModelFileError, lighten, read_model
from bot.reading.text_classifier import TextClassifier, train_text_classifier

pytestmark = pytest.mark.rasa

ENGLISH = [
    "how long should i walk",
    "which shoes are good for walking",
    "is walking good for the back",
    "walking shoes",
]
GERMAN = ["wie lange soll ich gehen", "welche schuhe sind gut", "ist gehen gut für den rücken", "schuhe zum gehen"]
TEXTS = [*ENGLISH, *GERMAN, "hello", "hallo", "hello there", "hallo du"]
LABELS = ["english"] * 4 + ["german"] * 4 + ["greeting"] * 4


@pytest.fixture
def vectors() -> Vectors:
    return np.random.default_rng(0).normal(size=(len(TEXTS), DIMENSIONS)).astype(np.float32)


@pytest.fixture
def classifier(vectors: Vectors, monkeypatch: pytest.MonkeyPatch) -> TextClassifier:
    # Starting processes takes longer than these few examples.
    monkeypatch.setattr(text_classifier, "_MOST_PROCESSES", 1)
    return train_text_classifier(TEXTS, vectors, LABELS, [1.0] * len(TEXTS))


def test_the_text_classifier_survives_saving(classifier: TextClassifier, vectors: Vectors, tmp_path: Path) -> None:
    path = tmp_path / "topics.skops"
    classifier.save(path)
    assert set(skops.io.get_untrusted_types(file=path)) == set(text_classifier.TRUSTED)
    read = TextClassifier.load(path)
    assert read.labels == ["english", "german", "greeting"]
    np.testing.assert_array_equal(read.probabilities(TEXTS, vectors), classifier.probabilities(TEXTS, vectors))
    assert classifier.probabilities(TEXTS, vectors).argmax(axis=1).tolist() == [0] * 4 + [1] * 4 + [2] * 4


def test_the_ranking_survives_saving(vectors: Vectors) -> None:
    ranker = Ranker.fit([KnownQuestion("topic", text[:3], text) for text in TEXTS], vectors)
    stored = ranker.dumps()
    assert set(skops.io.get_untrusted_types(data=stored)) == set(retrieval.TRUSTED)
    assert Ranker.loads(stored).targets == ranker.targets


def test_the_language_model_survives_saving(tmp_path: Path) -> None:
    model = train_language_model([*ENGLISH, *GERMAN], ["en"] * 4 + ["de"] * 4)
    lighten(model.steps[0][1])
    skops.io.dump(model, tmp_path / "language.skops")
    assert set(skops.io.get_untrusted_types(file=tmp_path / "language.skops")) == set(language_identifier.TRUSTED)
    read = read_model(tmp_path / "language.skops", language_identifier.TRUSTED, "")
    assert identify_language(read, "welche schuhe sind gut zum gehen") == "de"


def test_a_file_that_names_another_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "topics.skops"
    skops.io.dump({"labels": posixpath.join}, path)
    with pytest.raises(ModelFileError, match=r"topics\.skops is not from this bot.*posixpath\.join.*make train"):
        TextClassifier.load(path)
    with pytest.raises(ModelFileError, match=r"ranking in the database.*posixpath\.join.*make load"):
        Ranker.loads(path.read_bytes())
