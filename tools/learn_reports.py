"""Learns the second opinion on red flags from `data/messages`; a part of `make finetune`, takes some minutes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bot.reading.judgement import REPORT
from bot.reading.text_classifier import train_text_classifier
from bot.reading.vector_cache import encode_many
from bot.red_flags.labelled_messages import LabelledMessage, messages_of_hands
from bot.red_flags.report_model import FILE

# Longer messages are slow to encode, and say their sign in as many words: one in so many teaches.
_LONG, _ONE_LONG_IN = 40, 5


def main() -> None:
    """Learn from the hands that teach, and write the model."""
    messages = [message for message, _ in messages_of_hands(training=True) if not message.asked]
    long = [message for message in messages if len(message.text.split()) > _LONG]
    messages = [message for message in messages if len(message.text.split()) <= _LONG] + long[::_ONE_LONG_IN]
    texts = [message.text for message in messages]
    model = train_text_classifier(texts, encode_many(texts), [_label(m) for m in messages], [1.0] * len(messages))
    # Half the precision is enough, and a quarter of the size.
    replace(model, weights=model.weights.astype(np.float16)).save(FILE)
    print(f"{len(messages):,} messages: {FILE.name} is rewritten ({FILE.stat().st_size / 1e6:.1f} MB).")


def _label(message: LabelledMessage) -> str:
    """Return a report, or why it is none: each has its own way of being told."""
    return REPORT if message.is_report else message.assertion or message.kind


if __name__ == "__main__":
    main()
