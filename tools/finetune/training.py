"""The training loop: batches of texts of about the same length, AdamW, a learning rate that falls to nothing."""

from __future__ import annotations

import random
from typing import Any, Callable, Iterator, Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from bot.paths import ROOT
from bot.reading.encoder import shared_encoder
from tools.finetune.network import Hidden, LowerLayers, UpperLayers

# Pieces of words in a batch: in training, and where nothing is learnt.
_BATCH, _LARGE_BATCH, _LARGEST_BATCH = 1536, 2048, 4096
# Texts are sorted by length among so many.
_SORTED_TOGETHER = 4000
_DROPOUT, _SMOOTHING = 0.1, 0.05
_WARM_UP = 0.05
_HEAD_RATE = 2e-3
_DECAY = 0.01
_LARGEST_GRADIENT = 1.0
# How much each head counts in what is learnt.
_HEAD_WEIGHTS = {"finding": 1.5, "category": 0.5, "urgency": 0.5, "topic": 0.7}

# Longer texts are cut off in training.
_MOST_PIECES = 288
LOG = ROOT / "docs" / "finetuning.log"

Ids = Sequence[Sequence[int]]
Progress = Callable[[int], None]


def pieces_of(texts: Sequence[str]) -> Ids:
    """Return the pieces of words of each text."""
    encoder = shared_encoder()
    return [encoder.pieces([text])[0][:_MOST_PIECES].tolist() for text in texts]


def append_to_log(lines: Sequence[str]) -> None:
    """Add a training to the log in docs/."""
    with LOG.open("a", encoding="utf-8") as log:
        log.write("\n".join(lines) + "\n\n")


def lower_output(lower: LowerLayers, ids: Ids, padding: int, advance: Progress) -> list[Hidden]:
    """Return what the upper layers read, for each text one row per piece."""
    found: list[Hidden] = [np.empty((0, 0), np.float16)] * len(ids)
    for batch in batches(sorted(range(len(ids)), key=lambda row: len(ids[row])), ids, _LARGE_BATCH):
        longest = max(len(ids[row]) for row in batch)
        padded = np.array([[*ids[row], *[padding] * (longest - len(ids[row]))] for row in batch], np.int32)
        for row, hidden in zip(batch, lower.hidden(padded).numpy(), strict=True):
            found[row] = hidden[: len(ids[row])]
        advance(len(batch))
    return found


def means_of(upper: UpperLayers, hidden: Sequence[Hidden]) -> NDArray[np.float32]:
    """Return the vector of each text by the layers as they are, apart from the length."""
    means = np.empty((len(hidden), hidden[0].shape[1]), np.float32)
    for batch in batches(sorted(range(len(hidden)), key=lambda row: len(hidden[row])), hidden, _LARGEST_BATCH):
        values, there = padded([hidden[row] for row in batch])
        means[batch] = upper.means(tf.cast(values, tf.float32), there).numpy()
    return means


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
        self._plan = plan_of(hidden, epochs)
        self._layers_optimizer = optimizer(rate, upper.changes, self.steps)
        self._heads_optimizer = optimizer(_HEAD_RATE, upper.head_variables, self.steps)

    @property
    def steps(self) -> int:
        """Return the number of batches."""
        return len(self._plan)

    def run(self) -> Iterator[float]:
        """Train; yield the loss of each batch."""
        for batch in self._plan:
            values, there = padded([self._hidden[row] for row in batch])
            yield float(self._step(values, there, self._targets[batch], self._weights[batch]))

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


def plan_of(hidden: Sequence[Hidden], epochs: int) -> list[list[int]]:
    """Return the batches of a training: each text once in each epoch, among others of about its length."""
    return [batch for epoch in range(epochs) for batch in _epoch(hidden, epoch)]


def _epoch(hidden: Sequence[Hidden], seed: int) -> list[list[int]]:
    chance = random.Random(seed)
    rows = list(range(len(hidden)))
    chance.shuffle(rows)
    epoch: list[list[int]] = []
    for start in range(0, len(rows), _SORTED_TOGETHER):
        part = sorted(rows[start : start + _SORTED_TOGETHER], key=lambda row: len(hidden[row]))
        epoch += batches(part, hidden, _BATCH)
    chance.shuffle(epoch)
    return epoch


def optimizer(
    rate: float, variables: Sequence[Any], steps: int, decay: float = _DECAY
) -> tf.keras.optimizers.Optimizer:
    """Return an optimiser whose rate rises at first and then falls to nothing."""
    falling = tf.keras.optimizers.schedules.PolynomialDecay(rate, steps, end_learning_rate=0.0)
    made = tf.keras.optimizers.AdamW(_warmed_up(falling, steps), decay, jit_compile=False)
    made.build(variables)
    return made


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


def batches(rows: Sequence[int], texts: Sequence[Any], size: int) -> Iterator[list[int]]:
    """Yield the rows in batches of at most so many pieces, padding included."""
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
