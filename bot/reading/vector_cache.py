"""Remembers sentence vectors on disk, so that after an edit only new sentences are encoded."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Callable, Optional, Sequence

import numpy as np

from bot.reading.encoder import DIMENSIONS, ENCODER_ID, Vectors, shared_encoder
from bot.server.settings import ROOT

FILE = ROOT / ".cache" / "vectors.db"
_BATCH = 64

Progress = Callable[[int, int], None]


def encode_many(texts: Sequence[str], progress: Optional[Progress] = None, file: Path = FILE) -> Vectors:
    """Return one row per text like `SentenceEncoder.encode`, from the file where possible.

    The file may be deleted at any time; it is only a cache.

    Args:
        texts: the texts.
        progress: called with (done, total) while new texts are encoded.
        file: the cache.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file, timeout=60)) as cache:
        cache.execute(
            "CREATE TABLE IF NOT EXISTS vectors (encoder TEXT, text TEXT, vector BLOB, PRIMARY KEY (encoder, text))"
        )
        known = dict(cache.execute("SELECT text, vector FROM vectors WHERE encoder = ?", (ENCODER_ID,)))
        new = [text for text in dict.fromkeys(texts) if text not in known]
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            rows = [
                (ENCODER_ID, text, row.tobytes())
                for text, row in zip(batch, shared_encoder().encode(batch), strict=True)
            ]
            cache.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            cache.commit()
            known.update((text, vector) for _, text, vector in rows)
            if progress:
                progress(min(start + _BATCH, len(new)), len(new))
    stored = b"".join(known[text] for text in texts)
    return np.frombuffer(stored, dtype=np.float32).reshape(len(texts), DIMENSIONS)


def show_progress(done: int, total: int) -> None:
    """Print one line that counts up."""
    print(f"\r  encoding sentences: {done} of {total}", end="" if done < total else "\n", flush=True)
