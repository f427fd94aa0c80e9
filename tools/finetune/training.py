"""The training loop: batches of texts of about the same length, AdamW, a learning rate that falls to nothing."""

from __future__ import annotations

import random
from typing import Any, Callable, Iterator, Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from tools.finetune.network import Hidden, LowerLayers, UpperLayers

# Pieces of words in a batch: in training, and where nothing is learnt.
_BATCH, _LARGE_BATCH = 1536, 2048
# Texts are sorted by length among so many.
_SORTED_TOGETHER = 4000
_DROPOUT, _SMOOTHING = 0.1, 0.05
_WARM_UP = 0.05
_HEAD_RATE = 2e-3
_DECAY = 0.01
_LARGEST_GRADIENT = 1.0
# How much each head counts in what is learnt.
_HEAD_WEIGHTS = {"finding": 1.5, "category": 0.5, "urgency": 0.5, "topic": 0.7}

Ids = Sequence[Sequence[int]]
Progress = Callable[[int], None]


def lower_output(lower: LowerLayers, ids: Ids, padding: int, advance: Progress) -> list[Hidden]:
    """Return what the upper layers read, for each text one row per piece."""
    found: list[Hidden] = [np.empty((0, 0), np.float16)] * len(ids)
    for batch in _batches(sorted(range(len(ids)), key=lambda row: len(ids[row])), ids, _LARGE_BATCH):
        longest = max(len(ids[row]) for row in batch)
        padded = np.array([[*ids[row], *[padding] * (longest - len(ids[row]))] for row in batch], np.int32)
        for row, hidden in zip(batch, lower.hidden(padded).numpy(), strict=True):
            found[row] = hidden[: len(ids[row])]
        advance(len(batch))
    return found


class Trainer:
    """Trains the upper layers."""

    def __init__(
        self,
        upper: UpperLayers,
        hidden: Sequence[Hidden],
        targets: NDArray[np.int32],
        weights: NDArray[np.float32],
        rate: float,
        epochs: int,
    ) -> None:
        """Prepare the training.

        Args:
            upper: the layers and heads.
            hidden: the output of the lower layers for each text.
            targets: one row per text, one column per head: the number of the right label, -1 where it is not known.
            weights: how much each text counts.
            rate: the highest learning rate of the layers.
            epochs: how often each text is seen.
        """
        self._upper, self._hidden, self._targets, self._weights = upper, hidden, targets, weights
        self._sizes = [len(labels) for labels in upper.labels.values()]
        self._counts = [_HEAD_WEIGHTS[name] for name in upper.labels]
        self._plan = [batch for epoch in range(epochs) for batch in self._epoch(epoch)]
        self._layers_optimizer = self._optimizer(rate, upper.changes)
        self._heads_optimizer = self._optimizer(_HEAD_RATE, upper.head_variables)

    @property
    def steps(self) -> int:
        """Return the number of batches."""
        return len(self._plan)

    def run(self) -> Iterator[float]:
        """Train; yield the loss of each batch."""
        for batch in self._plan:
            values, there = padded([self._hidden[row] for row in batch])
            yield float(self._step(values, there, self._targets[batch], self._weights[batch]))

    def _epoch(self, seed: int) -> list[list[int]]:
        chance = random.Random(seed)
        rows = list(range(len(self._hidden)))
        chance.shuffle(rows)
        batches: list[list[int]] = []
        for start in range(0, len(rows), _SORTED_TOGETHER):
            part = sorted(rows[start : start + _SORTED_TOGETHER], key=lambda row: len(self._hidden[row]))
            batches += _batches(part, self._hidden, _BATCH)
        chance.shuffle(batches)
        return batches

    def _optimizer(self, rate: float, variables: Sequence[Any]) -> tf.keras.optimizers.Optimizer:
        falling = tf.keras.optimizers.schedules.PolynomialDecay(rate, len(self._plan), end_learning_rate=0.0)
        optimizer = tf.keras.optimizers.AdamW(_warmed_up(falling, len(self._plan)), _DECAY, jit_compile=False)
        optimizer.build(variables)
        return optimizer

    @tf.function(reduce_retracing=True, autograph=False)
    def _step(self, values: Any, there: Any, targets: Any, weights: Any) -> Any:
        with tf.GradientTape() as tape:
            scores = self._upper.scores(tf.cast(values, tf.float32), there, _DROPOUT)
            losses = tf.add_n(
                [
                    count * _loss(targets[:, head], scores[head], self._sizes[head])
                    for head, count in enumerate(self._counts)
                ]
            )
            loss = tf.reduce_sum(losses * weights) / tf.reduce_sum(weights)
        changes, heads = self._upper.changes, self._upper.head_variables
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, changes + heads), _LARGEST_GRADIENT)
        self._layers_optimizer.apply_gradients(zip(gradients[: len(changes)], changes, strict=True))
        self._heads_optimizer.apply_gradients(zip(gradients[len(changes) :], heads, strict=True))
        return loss


def padded(hidden: Sequence[Hidden]) -> tuple[Hidden, NDArray[np.bool_]]:
    """Return texts in one array, filled up to the longest, and which pieces are there."""
    values = np.zeros((len(hidden), max(map(len, hidden)), hidden[0].shape[1]), np.float16)
    there = np.zeros(values.shape[:2], bool)
    for row, text in enumerate(hidden):
        values[row, : len(text)], there[row, : len(text)] = text, True
    return values, there


def _loss(targets: Any, scores: Any, labels: int) -> Any:
    known = tf.cast(targets >= 0, tf.float32)
    wanted = tf.one_hot(tf.maximum(targets, 0), labels) * (1 - _SMOOTHING) + _SMOOTHING / labels
    return tf.nn.softmax_cross_entropy_with_logits(wanted, scores) * known


def _batches(rows: Sequence[int], texts: Sequence[Any], size: int) -> Iterator[list[int]]:
    batch: list[int] = []
    longest = 0
    for row in rows:
        longest = max(longest, len(texts[row]))
        if batch and longest * (len(batch) + 1) > size:
            yield batch
            batch, longest = [], len(texts[row])
        batch.append(row)
    if batch:
        yield batch


class _WarmedUp(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, schedule: tf.keras.optimizers.schedules.LearningRateSchedule, steps: float) -> None:
        self._schedule, self._steps = schedule, steps

    def __call__(self, step: Any) -> Any:
        return self._schedule(step) * tf.minimum(1.0, (tf.cast(step, tf.float32) + 1) / self._steps)


def _warmed_up(schedule: tf.keras.optimizers.schedules.LearningRateSchedule, steps: int) -> _WarmedUp:
    return _WarmedUp(schedule, max(1.0, _WARM_UP * steps))
