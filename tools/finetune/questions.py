"""`make finetune-questions`: learns the question encoder from the paraphrases of the knowledge base.

Each statement, topic and exercise has a direction; a paraphrase shall point into its own, away from all others (softmax
over the cosines, as in face recognition: NormFace, Wang et al. 2017). The directions themselves are not kept: the bot
compares questions with the paraphrases themselves, so that content that is new needs no training.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import random
from datetime import date
from typing import Any, Callable, Iterator, Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from bot.knowledge.chat_messages import ChatMessage, read_chat_messages
from bot.knowledge.content_files import read_content
from bot.knowledge.load import known_questions
from bot.progress import report_progress
from bot.reading.adapter import read_adapter
from bot.reading.e5_weights import read_e5_weights
from bot.reading.encoder import normalised
from bot.reading.encoder_files import kept_pieces
from bot.reading.question_encoder import ADAPTER
from tools.finetune.follow_ups import (
    PARAPHRASES,
    FollowUpTrainer,
    texts_and_questions,
)
from tools.finetune.network import Hidden, LowerLayers, UpperLayers, dropped
from tools.finetune.training import append_to_log, lower_output, means_of, optimizer, padded, pieces_of, plan_of

# How steeply the softmax falls with the cosine.
_SHARPNESS = 16.0
_DROPOUT, _SMOOTHING = 0.1, 0.05
_DIRECTION_RATE = 1e-2
_LARGEST_GRADIENT = 1.0
_STEPS_PER_LINE = 200
_FOLLOW_UP_RATE = 5e-4


def main() -> None:
    """Learn the adapter and write it with its log."""
    arguments = _arguments()
    logging.basicConfig(level=logging.ERROR)
    follow_ups = read_chat_messages()
    content = read_content()
    asked = [(entry.encoded_as, (entry.kind, entry.target)) for entry in known_questions(content, follow_ups)]
    targets = {target: number for number, target in enumerate(dict.fromkeys(target for _, target in asked))}
    wanted = np.array([targets[target] for _, target in asked], np.int32)
    weights = read_e5_weights()
    kept = kept_pieces(weights)
    padding = kept.index(weights.padding)
    lower = LowerLayers(weights, np.array(kept), padding)

    def read(texts: Sequence[str]) -> list[Hidden]:
        ids = pieces_of([normalised(text) for text in texts])
        with report_progress(f"Reading {len(ids):,} questions", len(ids)) as advance:
            return lower_output(lower, ids, padding, advance)

    hidden = read([text for text, _ in asked])
    upper = UpperLayers(weights, {})
    if arguments.go_on:
        upper.continue_from(read_adapter(ADAPTER))
    trainer = _Trainer(upper, hidden, wanted, arguments.rate, arguments.epochs)
    lines = [
        f"{date.today()}: question encoder, {len(asked):,} questions of {len(targets):,} targets, "
        f"{trainer.steps:,} batches, {arguments.epochs} epochs, rate {arguments.rate}"
        + (", going on from the last adapter" * arguments.go_on)
    ]
    losses: list[float] = []
    with report_progress("Learning", trainer.steps) as advance:
        for step, loss in enumerate(trainer.run(), 1):
            losses.append(loss)
            advance(1)
            if step % _STEPS_PER_LINE == 0:
                lines.append(f"batch {step:,}: loss {np.mean(losses[-_STEPS_PER_LINE:]):.3f}")
    texts = [entry.text for entry in known_questions(content)]
    lines += _learn_follow_ups(upper, read, follow_ups, texts, arguments.follow_up_epochs)
    upper.adapter().save(ADAPTER)
    lines.append(f"{ADAPTER.name}: SHA-256 {hashlib.sha256(ADAPTER.read_bytes()).hexdigest()}")
    append_to_log(lines)
    print(lines[-1])


def _learn_follow_ups(
    upper: UpperLayers,
    read: Callable[[Sequence[str]], list[Hidden]],
    follow_ups: Sequence[ChatMessage],
    paraphrases: Sequence[str],
    epochs: int,
) -> list[str]:
    """Let the encoder learn to read a message after the one before it; return lines for the log."""
    kept = random.Random(0).sample(list(paraphrases), min(PARAPHRASES, len(paraphrases)))
    texts, questions = texts_and_questions(follow_ups, kept)
    trainer = FollowUpTrainer(upper, read(texts), read(questions), _FOLLOW_UP_RATE, epochs)
    with report_progress("Learning follow-ups", trainer.steps) as advance:
        losses = []
        for loss in trainer.run():
            losses.append(loss)
            advance(1)
    first, last = np.mean(losses[:_STEPS_PER_LINE]), np.mean(losses[-_STEPS_PER_LINE:])
    return [
        f"then {len(follow_ups):,} follow-ups, {trainer.steps:,} batches, {epochs} epochs, rate "
        f"{_FOLLOW_UP_RATE}: loss {first:.3f} at first, {last:.3f} at last"
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fine-tune the question encoder to the knowledge base.")
    parser.add_argument("--epochs", type=int, default=3, help="how often each question is seen")
    parser.add_argument("--follow-up-epochs", type=int, default=4, help="how often each follow-up is seen")
    parser.add_argument("--go-on", action="store_true", help="go on from the last adapter instead of the plain encoder")
    parser.add_argument("--rate", type=float, default=1e-3, help="the highest learning rate")
    return parser.parse_args()


class _Trainer:
    """Trains the upper layers, and a direction for each target."""

    def __init__(
        self, upper: UpperLayers, hidden: Sequence[Hidden], wanted: NDArray[np.int32], rate: float, epochs: int
    ) -> None:
        self._upper, self._hidden, self._wanted = upper, hidden, wanted
        plain = means_of(upper, hidden)
        self._centre = tf.constant(plain.mean(axis=0))
        self._directions = tf.Variable(_directions(plain - plain.mean(axis=0), wanted))
        self._plan = plan_of(hidden, epochs)
        self._layers_optimizer = optimizer(rate, upper.changes, self.steps)
        self._directions_optimizer = optimizer(_DIRECTION_RATE, [self._directions], self.steps, decay=0.0)

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
            cosines = units @ tf.math.l2_normalize(self._directions, 0)
            targets = cosines.shape[1]
            right = tf.one_hot(wanted, targets) * (1 - _SMOOTHING) + _SMOOTHING / targets
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(right, _SHARPNESS * cosines))
        changes = self._upper.changes
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, [*changes, self._directions]), _LARGEST_GRADIENT)
        self._layers_optimizer.apply_gradients(zip(gradients[:-1], changes, strict=True))
        self._directions_optimizer.apply_gradients([(gradients[-1], self._directions)])
        return loss


def _directions(vectors: NDArray[np.float32], owners: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return the mean of the unit vectors of each target, one column each."""
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    sums = np.zeros((owners.max() + 1, vectors.shape[1]), np.float32)
    np.add.at(sums, owners, units)
    return np.ascontiguousarray((sums / np.linalg.norm(sums, axis=1, keepdims=True)).T)


if __name__ == "__main__":
    main()
