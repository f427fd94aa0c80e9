"""What fine-tuning made of the encoder: small changes of its upper layers, and heads that read messages by them.

The file is written by `make finetune` and lies in the repository; `docs/finetuning.md` says how it was made. A change
is the product of two narrow matrices (LoRA, Hu et al. 2021), so that the file stays small.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping

import numpy as np

from bot.reading.e5_weights import Changes, Floats

FILE = Path(__file__).with_name("adapter.npz")


@dataclass(frozen=True)
class Head:
    """One question to the encoder: a linear layer over the mean and the maximum of all pieces of a text.

    Attributes:
        labels: the answers.
        weights: one row per value, one column per label.
        bias: one value per label.
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats


@dataclass(frozen=True)
class Adapter:
    """The changes and the heads.

    Attributes:
        first_layer: the first of the layers that are changed; the others are shared with the plain encoder.
        changes: by the name of a weight matrix: two factors, whose product is added to it (one row per output).
        heads: by name.
    """

    first_layer: int
    changes: Changes
    heads: Mapping[str, Head]

    def save(self, file: Path = FILE) -> None:
        """Write the adapter, at half precision."""
        arrays: dict[str, Floats] = {}
        for name, (left, right) in self.changes.items():
            arrays |= {f"{name}/left": left, f"{name}/right": right}
        for name, head in self.heads.items():
            arrays |= {f"{name}/weights": head.weights, f"{name}/bias": head.bias}
        meta = {"first_layer": self.first_layer, "labels": {name: head.labels for name, head in self.heads.items()}}
        # No pickled objects, and no time stamp that would change the file's hash.
        np.savez(file, meta=np.array(json.dumps(meta)), **{k: v.astype(np.float16) for k, v in arrays.items()})


def read_adapter(file: Path = FILE) -> Adapter:
    """Read the adapter."""
    with np.load(file, allow_pickle=False) as stored:
        meta = json.loads(str(stored["meta"]))
        arrays = {name: stored[name].astype(np.float32) for name in stored.files if name != "meta"}
    heads = {
        name: Head(tuple(labels), arrays.pop(f"{name}/weights"), arrays.pop(f"{name}/bias"))
        for name, labels in meta["labels"].items()
    }
    matrices = {name.partition("/")[0] for name in arrays}
    changes = {name: (arrays[f"{name}/left"], arrays[f"{name}/right"]) for name in sorted(matrices)}
    return Adapter(meta["first_layer"], changes, heads)
