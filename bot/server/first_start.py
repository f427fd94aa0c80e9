"""Encodes all texts of the training data and the knowledge base in one run, before either is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

from bot.knowledge.content_files import read_content
from bot.knowledge.load import paraphrases_of
from bot.paths import ROOT
from bot.reading.labels import LABELS, read_labelled
from bot.reading.vector_cache import encode_many
from bot.red_flags.labelled_messages import messages_of_hands
from bot.server.training_inputs import model_path
from bot.yaml_files import read_yaml


def encode_new_texts() -> None:
    """Encode what loading the knowledge base and training will need; do nothing if there is a model for the data.

    This only avoids a second run with its own progress bar: loading and training encode whatever is missing.

    Raises:
        ContentError: the content is wrong.
    """
    if not model_path().exists():
        paraphrases = [paraphrase.text for paraphrase in paraphrases_of(read_content())]
        messages = [
            message.taught_text
            for message, _ in messages_of_hands(training=True)
            if message.taught_text and message.intended_topic
        ]
        labelled = [entry.text for labels in LABELS for entry in read_labelled(labels)]
        encode_many([*paraphrases, *training_texts(ROOT / "data" / "nlu"), *messages, *labelled])


def training_texts(folder: Path) -> Iterator[str]:
    """Yield the examples of Rasa's training files. Rasa's own reader does the same, but takes 10 seconds."""
    for path in sorted(folder.rglob("*.yml")):
        for block in (read_yaml(path) or {}).get("nlu") or []:
            for line in str(block.get("examples") or "").splitlines():
                if line.strip().startswith("- "):
                    yield line.strip().removeprefix("- ").strip()
