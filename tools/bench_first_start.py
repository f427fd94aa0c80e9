"""Measures how long the first start takes to encode: `python -m tools.bench_first_start [sentences]`."""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from bot.paths import ROOT
from bot.reading.vector_cache import encode_many
from bot.server.first_start import content_texts, training_texts


def main() -> None:
    """Encode a sample with an empty cache, and print the estimate for all sentences."""
    texts = list(dict.fromkeys([*content_texts(), *training_texts(ROOT / "data" / "nlu")]))
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    sample = random.Random(0).sample(texts, min(wanted, len(texts)))
    with tempfile.TemporaryDirectory() as folder:
        started, worked = time.monotonic(), _processor_seconds()
        encode_many(sample, Path(folder) / "vectors.db")
        elapsed, worked = time.monotonic() - started, _processor_seconds() - worked
    share = len(texts) / len(sample)
    print(f"{len(sample)} of {len(texts)} sentences: {elapsed:.1f} s, {worked:.1f} s of processor time.")
    print(f"All of them: about {elapsed * share:.0f} s, {worked * share:.0f} s of processor time.")


def _processor_seconds() -> float:
    """Return the processor time of this process and its finished children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


if __name__ == "__main__":
    main()
