"""Encodes all texts of the training data in one run, before training."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

from bot.knowledge.content_files import read_content
from bot.knowledge.training_questions import training_questions
from bot.paths import ROOT
from bot.reading.labels import LABELS, read_labelled
from bot.reading.vector_cache import encode_many
from bot.red_flags.labelled_messages import messages_of_hands
from bot.server.training_inputs import model_path
from bot.yaml_files import read_yaml


def encode_new_texts() -> None:
    """Encode what training will need; do nothing if there is a model for the data.

    This only avoids a second run with its own progress bar: training encodes whatever is missing.

    Raises:
        ContentError: the content is wrong.
    """
    if not model_path().exists():
        messages = [
            message.taught_text
            for message, _ in messages_of_hands(training=True)
            if message.taught_text and message.intended_topic
        ]
        labelled = [entry.text for labels in LABELS for entry in read_labelled(labels)]
        encode_many([*content_texts(), *training_texts(ROOT / "data" / "nlu"), *messages, *labelled])


def content_texts() -> Iterator[str]:
    """Yield the questions of the content that teach topics."""
    for entry in training_questions(read_content()):
        yield from (*entry.questions.en, *entry.questions.de)


def training_texts(folder: Path) -> Iterator[str]:
    """Yield the examples of Rasa's training files. Rasa's own reader does the same, but takes 10 seconds."""
    for path in sorted(folder.rglob("*.yml")):
        for block in (read_yaml(path) or {}).get("nlu") or []:
            for line in str(block.get("examples") or "").splitlines():
                if line.strip().startswith("- "):
                    yield line.strip().removeprefix("- ").strip()
