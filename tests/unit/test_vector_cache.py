"""Sentences are encoded once, on all cores, with the same vectors as on one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from bot.reading import vector_cache
from bot.reading.encoder import DIMENSIONS, Vectors, shared_encoder
from bot.reading.vector_cache import encode_many


class _CountingEncoder:
    """Gives each text the vector of its length."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: list[str]) -> Vectors:
        self.encoded += texts
        return np.array([[len(text)] * DIMENSIONS for text in texts], dtype=np.float32)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> _CountingEncoder:
    encoder = _CountingEncoder()
    monkeypatch.setattr(vector_cache, "shared_encoder", lambda: encoder)
    return encoder


def test_only_new_sentences_are_encoded(encoder: _CountingEncoder, tmp_path: Path) -> None:
    file = tmp_path / "folder" / "vectors.db"
    encode_many(["a", "bb"], file)
    vectors = encode_many(["ccc", "bb", "a", "ccc"], file)
    assert encoder.encoded == ["a", "bb", "ccc"]
    assert vectors[:, 0].tolist() == [3, 2, 1, 3]
    assert encode_many([], file).shape == (0, DIMENSIONS)


def test_more_sentences_than_one_query_holds(encoder: _CountingEncoder, tmp_path: Path) -> None:
    texts = ["x" * length for length in range(1, 201)]
    assert encode_many(texts, tmp_path / "vectors.db")[:, 0].tolist() == list(range(1, 201))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vector_cache, "_ROWS_PER_QUERY", 7)
        assert encode_many(texts, tmp_path / "vectors.db")[:, 0].tolist() == list(range(1, 201))
    assert len(encoder.encoded) == 200


def test_vectors_of_another_version_are_deleted(encoder: _CountingEncoder, tmp_path: Path) -> None:
    file = tmp_path / "vectors.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(vector_cache._IDS, "sentences", "older")
        encode_many(["a"], file)
    encode_many(["a", "b"], file)
    assert encoder.encoded == ["a", "a", "b"]
    assert sqlite3.connect(file).execute("SELECT count(*) FROM vectors").fetchone() == (2,)


@pytest.mark.encoder
def test_all_cores_give_the_same_vectors_as_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(vector_cache, "_FEWEST_FOR_PROCESSES", 2)
    monkeypatch.setattr(vector_cache, "_BATCH", 3)
    texts = ["my back hurts", "ok", "Seit gestern taub im Gesäß und ich kann kein Wasser lassen.", "?", "how long", "ä"]
    one_by_one = np.vstack([shared_encoder().encode([text]) for text in texts])
    np.testing.assert_allclose(encode_many(texts, tmp_path / "vectors.db"), one_by_one, atol=1e-6)
