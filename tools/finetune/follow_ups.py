"""The second half of `make finetune-questions`: the question encoder learns to read a message after the one before it.

The vector of a message together with what was asked before shall be that of the same question written out
(`data/follow_ups`); the encoder as it was is the teacher, so that questions that stand alone keep their vectors
(ConvDR, Yu et al. 2021).
"""

from __future__ import annotations

from typing import Any, Iterator, Sequence

import numpy as np
import tensorflow as tf

from bot.knowledge.chat_messages import ChatMessage
from bot.reading.question_encoder import in_context
from tools.finetune.network import Hidden, UpperLayers, dropped
from tools.finetune.training import means_of, optimizer, padded, plan_of

# How many questions that stand alone are learnt again, so that their vectors stay.
PARAPHRASES = 3000
_DROPOUT = 0.1
# How much nearness to its own question counts, and being nearer to it than to the others of the batch.
_OWN, _AMONG_OTHERS, _SHARPNESS = 4.0, 0.5, 16.0
# Questions as near as this are the same one.
_SAME = 0.9
_LARGEST_GRADIENT = 1.0


def answered(follow_ups: Sequence[ChatMessage]) -> list[ChatMessage]:
    """Return those whose answer is known."""
    return [entry for entry in follow_ups if entry.answers]


def texts_and_questions(follow_ups: Sequence[ChatMessage], questions: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what the encoder reads, and for each the question whose vector it shall have."""
    written_out = [entry.means for entry in follow_ups]
    read = [in_context(entry.text, entry.before) for entry in follow_ups]
    return [*read, *written_out, *questions], [*written_out, *written_out, *questions]


class FollowUpTrainer:
    """Trains the upper layers with themselves, as they were, as the teacher."""

    def __init__(
        self, upper: UpperLayers, hidden: Sequence[Hidden], wanted: Sequence[Hidden], rate: float, epochs: int
    ) -> None:
        """Let the teacher read all questions.

        Args:
            upper: the layers, after the first half of the training.
            hidden: the output of the lower layers for what is read.
            wanted: the same for the question that each shall be read as.
            rate: the highest learning rate.
            epochs: how often each text is seen.
        """
        self._upper, self._hidden = upper, hidden
        means = means_of(upper, wanted)
        self._centre = tf.constant(means.mean(axis=0))
        moved = means - means.mean(axis=0)
        self._wanted = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        self._plan = plan_of(hidden, epochs)
        self._optimizer = optimizer(rate, upper.changes, self.steps)

    @property
    def steps(self) -> int:
        """Return the number of batches."""
        return len(self._plan)

    def run(self) -> Iterator[float]:
        """Train; yield the loss of each batch."""
        for batch in self._plan:
            values, there = padded([self._hidden[row] for row in batch])
            yield float(self._step(values, there, self._wanted[batch]))

    @tf.function(reduce_retracing=True, autograph=False)
    def _step(self, values: Any, there: Any, wanted: Any) -> Any:
        with tf.GradientTape() as tape:
            means = self._upper.means(tf.cast(values, tf.float32), there, _DROPOUT) - self._centre
            units = tf.math.l2_normalize(dropped(means, _DROPOUT), 1)
            own = tf.reduce_mean(1 - tf.reduce_sum(units * wanted, 1))
            cosines = _SHARPNESS * tf.matmul(units, wanted, transpose_b=True)
            rows = tf.shape(cosines)[0]
            same = (tf.matmul(wanted, wanted, transpose_b=True) > _SAME) & ~tf.eye(rows, dtype=tf.bool)
            cosines = tf.where(same, -1e4, cosines)
            among = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.range(rows), logits=cosines)
            loss = _OWN * own + _AMONG_OTHERS * tf.reduce_mean(among)
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, self._upper.changes), _LARGEST_GRADIENT)
        self._optimizer.apply_gradients(zip(gradients, self._upper.changes, strict=True))
        return loss
