"""Remembers sentence vectors on disk, so that after an edit only new sentences are encoded."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Callable, Iterator, Literal, Sequence

import joblib
import numpy as np
from joblib.externals.loky import get_reusable_executor

from bot.paths import CACHE
from bot.progress import report_progress
from bot.reading.encoder import DIMENSIONS, ENCODER_ID, Vectors, shared_encoder
from bot.reading.question_encoder import QUESTION_DIMENSIONS, QUESTION_ENCODER_ID, shared_question_encoder

# Which encoder: the one for sentences of any kind, or that for questions to the knowledge base.
Encoder = Literal["sentences", "questions"]
_IDS: dict[Encoder, str] = {"sentences": ENCODER_ID, "questions": QUESTION_ENCODER_ID}
_DIMENSIONS: dict[Encoder, int] = {"sentences": DIMENSIONS, "questions": QUESTION_DIMENSIONS}

FILE = CACHE / "vectors.db"
_BATCH = 64
# Each process holds 0.2 GB, and for fewer texts than this starting them takes longer than it saves.
_MOST_PROCESSES = 8
_FEWEST_FOR_PROCESSES = 256
# SQLite takes 999 variables in one statement at least.
_ROWS_PER_QUERY = 900


def encode_many(texts: Sequence[str], file: Path = FILE, encoder: Encoder = "sentences") -> Vectors:
    """Return one row per text like the encoder's `encode`, from the file where possible.

    New texts are encoded on all cores, with a report of the progress when they are many. The file is only a cache and
    may be deleted at any time. Rows of texts that no longer exist stay, because texts come back with a change of
    branch; those of other encoder versions go.

    Args:
        texts: the texts.
        file: the cache.
        encoder: which encoder.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file, timeout=60)) as cache:
        cache.execute(
            "CREATE TABLE IF NOT EXISTS vectors (encoder TEXT, text TEXT, vector BLOB, PRIMARY KEY (encoder, text))"
        )
        distinct = list(dict.fromkeys(texts))
        known = {text for text, _ in _stored(cache, distinct, "NULL", encoder)}
        _encode_new([text for text in distinct if text not in known], cache, encoder)
        rows_of: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            rows_of.setdefault(text, []).append(row)
        vectors = np.empty((len(texts), _DIMENSIONS[encoder]), dtype=np.float32)
        for text, vector in _stored(cache, distinct, "vector", encoder):
            vectors[rows_of[text]] = np.frombuffer(vector, dtype=np.float32)
    return vectors


def _stored(
    cache: sqlite3.Connection, texts: Sequence[str], column: str, encoder: Encoder
) -> Iterator[tuple[str, bytes]]:
    """Yield what is stored of these texts, and nothing else of a table of 100 MB."""
    for start in range(0, len(texts), _ROWS_PER_QUERY):
        part = texts[start : start + _ROWS_PER_QUERY]
        marks = ", ".join("?" * len(part))
        query = f"SELECT text, {column} FROM vectors WHERE encoder = ? AND text IN ({marks})"
        yield from cache.execute(query, (_IDS[encoder], *part))


def _encode_new(texts: Sequence[str], cache: sqlite3.Connection, encoder: Encoder) -> None:
    if not texts:
        return
    cache.execute("DELETE FROM vectors WHERE encoder NOT IN (?, ?)", tuple(_IDS.values()))
    batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
    encode = _encode_on_all_cores if len(texts) >= _FEWEST_FOR_PROCESSES else _encode_here
    with report_progress(f"Reading {len(texts):,} sentences for the first time", len(texts)) as advance:
        for batch, vectors in encode(batches, encoder):
            rows = [(_IDS[encoder], text, row.tobytes()) for text, row in zip(batch, vectors, strict=True)]
            cache.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            # After each batch, so that an interrupted first start goes on where it was.
            cache.commit()
            advance(len(batch))


_Batches = Sequence[Sequence[str]]
_Encoded = Iterator[tuple[Sequence[str], Vectors]]
_Encode = Callable[[_Batches, Encoder], _Encoded]


def _encode_here(batches: _Batches, encoder: Encoder) -> _Encoded:
    return (_encode_batch(batch, encoder) for batch in batches)


def _encode_on_all_cores(batches: _Batches, encoder: Encoder) -> _Encoded:
    processes = min(joblib.cpu_count(), _MOST_PROCESSES)
    # One thread per process: more would only fight over the cores.
    with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
        parallel = joblib.Parallel(n_jobs=processes, return_as="generator_unordered", batch_size=1)
        yield from parallel(joblib.delayed(_encode_batch)(batch, encoder) for batch in batches)
    # Idle processes would keep their encoders in memory while the model is trained.
    get_reusable_executor().shutdown(wait=True)


def _encode_batch(batch: Sequence[str], encoder: Encoder) -> tuple[Sequence[str], Vectors]:
    model = shared_encoder() if encoder == "sentences" else shared_question_encoder()
    return batch, model.encode(batch)
