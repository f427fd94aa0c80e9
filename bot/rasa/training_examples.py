"""Reads the metadata of training examples in `data/nlu`."""

from __future__ import annotations

from typing import Any, Dict

from rasa.shared.nlu.training_data.message import Message


def example_metadata(example: Message) -> Dict[str, Any]:
    """Return the `metadata` of the block that a training example is in."""
    metadata: Dict[str, Any] = example.get("metadata") or {}
    return dict(metadata.get("intent") or {})


def example_weight(example: Message) -> float:
    """Return how much a training example counts (1 is normal)."""
    return float(example_metadata(example).get("weight", 1.0))
