"""A second opinion on whether a message reports a red flag, independent of the fine-tuned encoder.

A linear model over ready-made sentence vectors, letter and word sequences, learnt from the same messages of
`data/messages`. Alone it is worse than the encoder, but it errs on other messages, so that both together are clearly
better (`docs/finetuning.md`). The file is written by `make finetune` and lies in the repository.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.reading.encoder import Vectors
from bot.reading.judgement import REPORT
from bot.reading.text_classifier import TextClassifier

FILE = Path(__file__).with_name("report_model.skops")


def report_chances(texts: Sequence[str], vectors: Vectors) -> NDArray[np.float64]:
    """Return how probable it is that each text reports a red flag (0 to 1).

    Args:
        texts: the texts.
        vectors: their sentence vectors, one row each.
    """
    model = report_model()
    return model.probabilities(texts, vectors)[:, model.labels.index(REPORT)]


@lru_cache(maxsize=1)
def report_model() -> TextClassifier:
    """Return the model, read once.

    Raises:
        ModelFileError: the file names a type that no such model holds.
    """
    stored = TextClassifier.load(FILE)
    return replace(stored, weights=stored.weights.astype(np.float32))
