"""The encoder as an ONNX graph of 8-bit integers: texts in, a vector of length 1 and the heads' answers for each out.

Whole numbers are three to five times as fast as the package's own engine. The values of each piece of a word get a
scale of their own: one scale for a whole text, as usual, lets a few large values blur all others (figures:
`docs/understanding.md`). So a vector does not depend on what else is encoded at the same time either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from bot.reading.adapter import Adapter
from bot.reading.e5_weights import E5Weights, Floats
from bot.reading.encoder_files import INPUT, VECTORS

_OPSET = 17
_IR_VERSION = 8
# 7 of 8 bits: processors without instructions for neural networks add two products in 16 bits, and 8 could overflow.
_LARGEST_WEIGHT = 63
_LARGEST_VALUE = 127
# What stands for 0 among the values, whose whole numbers have no sign.
_ZERO = 128
_SMALLEST = 1e-9
_NEVER = -10_000.0


def write_graph(weights: E5Weights, adapter: Adapter, kept: NDArray[np.int64], padding: int, file: Path) -> None:
    """Write the model. Its upper layers are there twice: plain for the vectors, changed for the adapter's heads.

    Args:
        weights: the weights.
        adapter: the changes and the heads.
        kept: the pieces whose word vectors are kept; the input is indices into this list, one row per text.
        padding: the index that fills up the rows of shorter texts.
        file: where to write.
    """
    graph = _Graph()
    padded = graph.add("Equal", [INPUT, graph.constant(np.array(padding))])
    # Added to the likeness of two pieces before the softmax: nothing attends to padding.
    hidden_from = graph.add("Where", [padded, graph.number(_NEVER), graph.number(0.0)])
    hidden_from = graph.add("Unsqueeze", [hidden_from, graph.shape(1, 2)])
    shared = _embeddings(graph, weights, kept)
    shared = _layers(graph, weights, range(adapter.first_layer), shared, hidden_from)
    upper = range(adapter.first_layer, weights.layers)
    plain = _Pooled(graph, _layers(graph, weights, upper, shared, hidden_from), padded)
    # The sum points where the mean does.
    length = graph.add("ReduceL2", [plain.total], axes=[1], keepdims=1)
    graph.add("Div", [plain.total, length], output=VECTORS)
    changed = replace(weights, changes=adapter.changes)
    _heads(graph, adapter, _Pooled(graph, _layers(graph, changed, upper, shared, hidden_from), padded))
    onnx.save(graph.model([VECTORS, *adapter.heads]), str(file))


class _Graph:
    """Collects nodes and constants; every value has a name, made up where it does not matter."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def add(self, kind: str, inputs: list[str], output: str = "", **attributes: Any) -> str:
        """Add a node with one output and return the output's name."""
        return self.add_several(kind, inputs, [output or f"{kind}_{len(self._nodes)}"], **attributes)[0]

    def add_several(self, kind: str, inputs: list[str], outputs: list[str], **attributes: Any) -> list[str]:
        self._nodes.append(helper.make_node(kind, inputs, outputs, **attributes))
        return outputs

    def constant(self, values: NDArray[Any]) -> str:
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def number(self, value: float) -> str:
        return self.constant(np.array(value, np.float32))

    def shape(self, *sizes: int) -> str:
        return self.constant(np.array(sizes, np.int64))

    def model(self, names: list[str]) -> Any:
        inputs = [helper.make_tensor_value_info(INPUT, TensorProto.INT64, ["texts", "pieces"])]
        outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["texts", None]) for name in names]
        graph = helper.make_graph(self._nodes, "e5", inputs, outputs, self._constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
        onnx.checker.check_model(model)
        return model


def _whole_weights(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return a matrix in whole numbers, and the scale of each of its rows."""
    scales = np.maximum(np.abs(matrix).max(axis=1, keepdims=True) / _LARGEST_WEIGHT, _SMALLEST)
    return np.round(matrix / scales).astype(np.int8), scales.astype(np.float32)


@dataclass(frozen=True)
class _WholeValues:
    """Names of values in whole numbers, and of the scale of each piece of a word."""

    numbers: str
    scales: str


def _whole_values(graph: _Graph, values: str) -> _WholeValues:
    largest = graph.add("ReduceMax", [graph.add("Abs", [values])], axes=[-1], keepdims=1)
    scales = graph.add("Mul", [largest, graph.number(1 / _LARGEST_VALUE)])
    rounded = graph.add("Round", [graph.add("Div", [values, scales])])
    shifted = graph.add("Add", [rounded, graph.number(_ZERO)])
    return _WholeValues(graph.add("Cast", [shifted], to=TensorProto.UINT8), scales)


def _embeddings(graph: _Graph, weights: E5Weights, kept: NDArray[np.int64]) -> str:
    width = weights.width
    rows, scales = _whole_weights(weights.matrix("emb.word", weights.words)[kept])
    words = graph.add("Gather", [graph.constant(rows), INPUT])
    words = graph.add("Cast", [words], to=TensorProto.FLOAT)
    words = graph.add("Mul", [words, graph.add("Gather", [graph.constant(scales), INPUT])])
    places = weights.floats("emb.pos").reshape(-1, width) + weights.floats("emb.type")[:width]
    count = graph.add("Shape", [INPUT], start=1)
    used = graph.add("Slice", [graph.constant(places), graph.shape(0), count])
    return _normalised(graph, weights, "emb.ln", graph.add("Add", [words, used]))


def _layers(graph: _Graph, weights: E5Weights, which: range, hidden: str, hidden_from: str) -> str:
    for layer in which:
        hidden = _layer(graph, weights, f"l{layer}", hidden, hidden_from)
    return hidden


def _layer(graph: _Graph, weights: E5Weights, layer: str, hidden: str, hidden_from: str) -> str:
    attended = _attention(graph, weights, layer, hidden, hidden_from)
    attended = _linear(graph, weights, f"{layer}.ao", _whole_values(graph, attended))
    hidden = _normalised(graph, weights, f"{layer}.aln", graph.add("Add", [hidden, attended]))
    inner = _gelu(graph, _linear(graph, weights, f"{layer}.fi", _whole_values(graph, hidden)))
    inner = _linear(graph, weights, f"{layer}.fo", _whole_values(graph, inner))
    return _normalised(graph, weights, f"{layer}.oln", graph.add("Add", [hidden, inner]))


def _attention(graph: _Graph, weights: E5Weights, layer: str, hidden: str, hidden_from: str) -> str:
    size = weights.width // weights.heads
    whole = _whole_values(graph, hidden)

    def heads(part: str, order: list[int]) -> str:
        values = _linear(graph, weights, f"{layer}.{part}", whole)
        values = graph.add("Reshape", [values, graph.shape(0, 0, weights.heads, size)])
        return graph.add("Transpose", [values], perm=order)

    likeness = graph.add("MatMul", [heads("q", [0, 2, 1, 3]), heads("k", [0, 2, 3, 1])])
    likeness = graph.add("Mul", [likeness, graph.number(size**-0.5)])
    likeness = graph.add("Add", [likeness, hidden_from])
    attended = graph.add("MatMul", [graph.add("Softmax", [likeness], axis=-1), heads("v", [0, 2, 1, 3])])
    attended = graph.add("Transpose", [attended], perm=[0, 2, 1, 3])
    return graph.add("Reshape", [attended, graph.shape(0, 0, weights.width)])


def _linear(graph: _Graph, weights: E5Weights, name: str, values: _WholeValues) -> str:
    bias = weights.floats(f"{name}.b")
    rows, scales = _whole_weights(weights.matrix(f"{name}.w", len(bias)))
    zero = graph.constant(np.array(_ZERO, np.uint8))
    product = graph.add("MatMulInteger", [values.numbers, graph.constant(rows.T), zero])
    product = graph.add("Cast", [product], to=TensorProto.FLOAT)
    product = graph.add("Mul", [product, values.scales])
    product = graph.add("Mul", [product, graph.constant(scales.reshape(-1))])
    return graph.add("Add", [product, graph.constant(bias)])


def _gelu(graph: _Graph, values: str) -> str:
    bell = graph.add("Erf", [graph.add("Div", [values, graph.number(2**0.5)])])
    doubled = graph.add("Mul", [values, graph.add("Add", [bell, graph.number(1.0)])])
    return graph.add("Mul", [doubled, graph.number(0.5)])


def _normalised(graph: _Graph, weights: E5Weights, name: str, values: str) -> str:
    gain, shift = (graph.constant(weights.floats(f"{name}.{part}")) for part in ("w", "b"))
    return graph.add("LayerNormalization", [values, gain, shift], axis=-1, epsilon=weights.epsilon)


class _Pooled:
    """Names of the sum, the mean and the maximum over the pieces of each text, padding aside."""

    def __init__(self, graph: _Graph, hidden: str, padded: str) -> None:
        counts = graph.add("Where", [padded, graph.number(0.0), graph.number(1.0)])
        counts = graph.add("Unsqueeze", [counts, graph.shape(2)])
        self.total = graph.add("ReduceSum", [graph.add("Mul", [hidden, counts]), graph.shape(1)], keepdims=0)
        self.mean = graph.add("Div", [self.total, graph.add("ReduceSum", [counts, graph.shape(1)], keepdims=0)])
        absent = graph.add("Unsqueeze", [padded, graph.shape(2)])
        there = graph.add("Where", [absent, graph.number(_NEVER), hidden])
        self.maximum = graph.add("ReduceMax", [there], axes=[1], keepdims=0)


def _heads(graph: _Graph, adapter: Adapter, pooled: _Pooled) -> None:
    features = graph.add("Concat", [pooled.mean, pooled.maximum], axis=1)
    for name, head in adapter.heads.items():
        scores = graph.add("MatMul", [features, graph.constant(head.weights)])
        scores = graph.add("Add", [scores, graph.constant(head.bias)])
        graph.add("Softmax", [scores], output=name, axis=1)
