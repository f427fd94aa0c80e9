"""Encodes all texts of training data and knowledge base in one round, before either is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

from bot.knowledge.content_files import read_content
from bot.knowledge.load import paraphrases_of
from bot.paths import ROOT
from bot.reading.vector_cache import encode_many
from bot.server.training_inputs import model_path
from bot.yaml_files import read_yaml


def encode_new_texts() -> None:
    """Encode what loading the knowledge base and training will need; nothing when there is a model for the data.

    Only saves a second round with a progress bar of its own: both encode by themselves what is missing here.

    Raises:
        ContentError: the content is wrong.
    """
    if not model_path().exists():
        ways = [way.text for way in paraphrases_of(read_content())]
        encode_many([*ways, *training_texts(ROOT / "data" / "nlu")])


def training_texts(folder: Path) -> Iterator[str]:
    """Yield the examples of Rasa's training files. Rasa's own reader gives the same after 10 seconds."""
    for path in sorted(folder.rglob("*.yml")):
        for block in (read_yaml(path) or {}).get("nlu") or []:
            for line in str(block.get("examples") or "").splitlines():
                if line.strip().startswith("- "):
                    yield line.strip().removeprefix("- ").strip()
