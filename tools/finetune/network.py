"""The encoder in TensorFlow: lower layers as they are, upper layers with changes that are learnt, and the heads.

TensorFlow comes with Rasa. The bot itself does not use it: what is learnt here goes into the encoder's own file.
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from bot.reading.adapter import Adapter, Head
from bot.reading.e5_weights import E5Weights

# The lower layers stay, so that their output is computed once and not in each epoch.
FIRST_LAYER = 6
# The width of the two factors of a change, and by how much their product counts (LoRA, Hu et al. 2021).
_RANK = 32
_SCALE = 2.0
_NEVER = -10_000.0
_HEAD_SPREAD = 0.02
_MATRICES = ("q", "k", "v", "ao", "fi", "fo")

Hidden = NDArray[np.float16]


class _Linear(tf.Module):
    """A linear layer whose matrix stays; a change is added to it if `chance` is given."""

    def __init__(self, weights: E5Weights, name: str, chance: Any = None) -> None:
        super().__init__()
        bias = weights.floats(f"{name}.b")
        matrix = weights.matrix(f"{name}.w", len(bias)).T
        self.bias, self.matrix = tf.constant(bias), tf.constant(matrix)
        self.right = self.left = None
        if chance is not None:
            inputs, outputs = matrix.shape
            first = chance.normal(0, inputs**-0.5, (inputs, _RANK)).astype(np.float32)
            self.right = tf.Variable(first, name=f"{name}.w/right")
            # Zeros, so that training begins with the plain encoder.
            self.left = tf.Variable(np.zeros((_RANK, outputs), np.float32), name=f"{name}.w/left")

    def __call__(self, values: Any) -> Any:
        matrix = self.matrix
        if self.left is not None:
            matrix = matrix + _SCALE * tf.matmul(self.right, self.left)
        flat = tf.matmul(tf.reshape(values, [-1, matrix.shape[0]]), matrix) + self.bias
        return tf.reshape(flat, tf.concat([tf.shape(values)[:-1], [matrix.shape[1]]], 0))


class _Normalisation(tf.Module):
    def __init__(self, weights: E5Weights, name: str) -> None:
        super().__init__()
        self.gain, self.shift = tf.constant(weights.floats(f"{name}.w")), tf.constant(weights.floats(f"{name}.b"))
        self.epsilon = weights.epsilon

    def __call__(self, values: Any) -> Any:
        mean, variance = tf.nn.moments(values, -1, keepdims=True)
        return (values - mean) * tf.math.rsqrt(variance + self.epsilon) * self.gain + self.shift


class _Layer(tf.Module):
    def __init__(self, weights: E5Weights, number: int, chance: Any = None) -> None:
        super().__init__()
        self.heads, self.size = weights.heads, weights.width // weights.heads
        self.linear = {part: _Linear(weights, f"l{number}.{part}", chance) for part in _MATRICES}
        self.after_attention = _Normalisation(weights, f"l{number}.aln")
        self.at_the_end = _Normalisation(weights, f"l{number}.oln")

    def __call__(self, hidden: Any, hidden_from: Any, dropout: float) -> Any:
        shape = tf.shape(hidden)

        def heads(part: str) -> Any:
            values = tf.reshape(self.linear[part](hidden), [shape[0], shape[1], self.heads, self.size])
            return tf.transpose(values, [0, 2, 1, 3])

        likeness = tf.matmul(heads("q"), heads("k"), transpose_b=True) * self.size**-0.5
        attended = tf.matmul(tf.nn.softmax(likeness + hidden_from), heads("v"))
        attended = tf.reshape(tf.transpose(attended, [0, 2, 1, 3]), [shape[0], shape[1], self.heads * self.size])
        hidden = self.after_attention(hidden + dropped(self.linear["ao"](attended), dropout))
        inner = self.linear["fo"](tf.nn.gelu(self.linear["fi"](hidden)))
        return self.at_the_end(hidden + dropped(inner, dropout))


def dropped(values: Any, share: float) -> Any:
    """Return the values, a share of them set to nothing."""
    return tf.nn.dropout(values, share) if share else values


def _mean(hidden: Any, there: Any) -> Any:
    counts = tf.cast(there, tf.float32)[:, :, None]
    return tf.reduce_sum(hidden * counts, 1) / tf.reduce_sum(counts, 1)


class LowerLayers(tf.Module):
    """From pieces of words to what the upper layers read."""

    def __init__(self, weights: E5Weights, kept: NDArray[np.int64], padding: int) -> None:
        """Take the weights; the other arguments are those of `bot.reading.encoder_graph.write_graph`."""
        super().__init__()
        self._words = tf.constant(weights.matrix("emb.word", weights.words)[kept])
        places = weights.floats("emb.pos").reshape(-1, weights.width) + weights.floats("emb.type")[: weights.width]
        self._places = tf.constant(places)
        self._normalisation = _Normalisation(weights, "emb.ln")
        self._layers = [_Layer(weights, number) for number in range(FIRST_LAYER)]
        self._padding = padding

    @tf.function(input_signature=[tf.TensorSpec([None, None], tf.int32)], autograph=False)
    def hidden(self, ids: Any) -> Any:
        """Return the output for a batch of texts."""
        hidden_from = _hidden_from(ids != self._padding)
        hidden = self._normalisation(tf.gather(self._words, ids) + self._places[: tf.shape(ids)[1]])
        for layer in self._layers:
            hidden = layer(hidden, hidden_from, 0.0)
        return tf.cast(hidden, tf.float16)


def _hidden_from(there: Any) -> Any:
    return tf.where(there, 0.0, _NEVER)[:, None, None, :]


class UpperLayers(tf.Module):
    """The layers that learn, and the heads."""

    def __init__(self, weights: E5Weights, labels: dict[str, Sequence[str]], seed: int = 0) -> None:
        """Begin with the plain encoder and heads that know nothing."""
        super().__init__()
        chance = np.random.default_rng(seed)
        self.layers = [_Layer(weights, number, chance) for number in range(FIRST_LAYER, weights.layers)]
        self.labels = labels
        self.heads = [
            (
                tf.Variable(chance.normal(0, _HEAD_SPREAD, (2 * weights.width, len(names))).astype(np.float32)),
                tf.Variable(np.zeros(len(names), np.float32)),
            )
            for names in labels.values()
        ]

    @property
    def changes(self) -> list[Any]:
        """Return the variables of the layers."""
        return [variable for layer in self.layers for variable in layer.trainable_variables]

    @property
    def head_variables(self) -> list[Any]:
        """Return the variables of the heads."""
        return [variable for head in self.heads for variable in head]

    def scores(self, hidden: Any, there: Any, dropout: float = 0.0) -> list[Any]:
        """Return what each head gives each text, before the softmax."""
        hidden = self._through(hidden, there, dropout)
        maximum = tf.reduce_max(tf.where(there[:, :, None], hidden, _NEVER), 1)
        features = dropped(tf.concat([_mean(hidden, there), maximum], 1), dropout)
        return [features @ weights + bias for weights, bias in self.heads]

    def means(self, hidden: Any, there: Any, dropout: float = 0.0) -> Any:
        """Return the mean over the pieces of each text: its vector, apart from the length."""
        return _mean(self._through(hidden, there, dropout), there)

    def _through(self, hidden: Any, there: Any, dropout: float) -> Any:
        hidden_from = _hidden_from(there)
        for layer in self.layers:
            hidden = layer(hidden, hidden_from, dropout)
        return hidden

    def adapter(self) -> Adapter:
        """Return what was learnt, as the bot reads it."""
        found = {variable.name.split(":")[0]: variable.numpy() for variable in self.changes}
        changes = {
            name: (_SCALE * found[f"{name}/left"].T, found[f"{name}/right"].T)
            for name in sorted({key.rpartition("/")[0] for key in found})
        }
        heads = {
            name: Head(tuple(labels), weights.numpy(), bias.numpy())
            for (name, labels), (weights, bias) in zip(self.labels.items(), self.heads, strict=True)
        }
        return Adapter(FIRST_LAYER, changes, heads)

    def continue_from(self, adapter: Adapter) -> None:
        """Begin with what was learnt earlier; labels that are new begin with nothing."""
        for variable in self.changes:
            name, _, side = variable.name.split(":")[0].rpartition("/")
            left, right = adapter.changes[name]
            variable.assign(left.T / _SCALE if side == "left" else right.T)
        for (name, labels), (weights, bias) in zip(self.labels.items(), self.heads, strict=True):
            known = adapter.heads[name]
            new_weights, new_bias = weights.numpy(), bias.numpy()
            for column, label in enumerate(labels):
                if label in known.labels:
                    new_weights[:, column] = known.weights[:, known.labels.index(label)]
                    new_bias[column] = known.bias[known.labels.index(label)]
            weights.assign(new_weights)
            bias.assign(new_bias)
