"""Encodes questions so that those with the same answer lie close together.

This is multilingual-e5-small with changes of its own in the upper layers, learnt from the paraphrases of the knowledge
base by `make finetune-questions` (docs/finetuning.md). It has also learnt to read a message together with the one
before it ("and how often?" after "does walking help?"), so that its vector is that of the question written out.
`bot/knowledge/retrieval.py` ranks by it as well.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Sequence

import numpy as np

from bot.paths import CACHE
from bot.reading.adapter import Adapter, read_adapter
from bot.reading.encoder import Vectors, normalised, shared_encoder, text_batches
from bot.reading.encoder_files import E5_ID, INPUT, VECTORS, kept_pieces

ADAPTER = Path(__file__).with_name("question_adapter.npz")
QUESTION_DIMENSIONS = 384
# Vectors of another adapter say nothing about these.
QUESTION_ENCODER_ID = f"questions-{E5_ID}-{hashlib.sha256(ADAPTER.read_bytes()).hexdigest()[:8]}"
_FILE = CACHE / f"{QUESTION_ENCODER_ID}.onnx"
_RECENT = 512


# Between a message and the one before it; the encoder has learnt what follows it.
_AFTER = " || "


def in_context(text: str, before: str) -> str:
    """Return what the encoder reads for a message that follows another one; the message alone if none came before."""
    return f"{text}{_AFTER}{before}" if before else text


class QuestionEncoder:
    """Encodes questions; the tokenizer is that of the sentence encoder."""

    def __init__(self, file: Path = _FILE) -> None:
        """Load the model; make its file first if it is missing.

        Raises:
            WeightsError: the file is missing and the package it is made from is not the expected one.
        """
        # Only here: most of what imports this module computes with vectors, and never makes one.
        import onnxruntime

        if not file.is_file():
            _make_file(file)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._model = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        self._one = lru_cache(maxsize=_RECENT)(self._encode_one)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, `QUESTION_DIMENSIONS` wide and of length 1."""
        if len(texts) == 1:
            return self._one(texts[0])
        keys = [normalised(text) for text in texts]
        vectors = np.empty((len(keys), QUESTION_DIMENSIONS), dtype=np.float32)
        for batch in text_batches(keys):
            vectors[batch] = self._run([keys[row] for row in batch])
        return vectors

    def _encode_one(self, text: str) -> Vectors:
        return self._run([normalised(text)])

    def _run(self, texts: Sequence[str]) -> Vectors:
        (vectors,) = self._model.run([VECTORS], {INPUT: shared_encoder().pieces(texts)})
        return np.asarray(vectors, dtype=np.float32)


def _make_file(file: Path) -> None:
    # Only here: later starts need neither the weights nor the package that writes the graph.
    from bot.reading.e5_weights import read_e5_weights
    from bot.reading.encoder_graph import write_graph

    weights = read_e5_weights()
    adapter = read_adapter(ADAPTER)
    kept = kept_pieces(weights)
    without_heads = Adapter(adapter.first_layer, {}, {})
    file.parent.mkdir(parents=True, exist_ok=True)
    # Several processes may get here at once: each makes its own file, and the last to finish counts.
    with tempfile.TemporaryDirectory(dir=file.parent) as place:
        made = Path(place) / file.name
        changed = replace(weights, changes=adapter.changes)
        write_graph(changed, without_heads, np.array(kept), kept.index(weights.padding), made)
        os.replace(made, file)


@lru_cache(maxsize=1)
def shared_question_encoder() -> QuestionEncoder:
    """Return the one question encoder of this process."""
    return QuestionEncoder()
