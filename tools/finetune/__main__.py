"""`make finetune`: learns the adapter of the encoder from the data; takes about an hour on two cores."""

from __future__ import annotations

import argparse
import hashlib
import logging
from datetime import date
from typing import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from bot.progress import report_progress
from bot.reading.adapter import FILE, read_adapter
from bot.reading.e5_weights import read_e5_weights
from bot.reading.encoder_files import kept_pieces
from bot.reading.judgement import CATEGORY, FINDING, NOTHING, REPORT, TOPIC, URGENCY
from bot.red_flags.urgency import URGENCIES
from tools.finetune.examples import Example, calibration_messages, message_example, training_examples
from tools.finetune.network import LowerLayers, UpperLayers
from tools.finetune.training import Trainer, append_to_log, lower_output, padded, pieces_of

_RECALLS = (0.90, 0.95)
_STEPS_PER_LINE = 200


def main() -> None:
    """Learn an adapter and write it with its log."""
    arguments = _arguments()
    logging.basicConfig(level=logging.ERROR)
    examples = training_examples()
    labels = _labels(examples)
    weights = read_e5_weights()
    kept = kept_pieces(weights)
    padding = kept.index(weights.padding)
    upper = UpperLayers(weights, labels)
    if arguments.go_on:
        upper.continue_from(read_adapter())
    lower = LowerLayers(weights, np.array(kept), padding)
    ids = pieces_of([example.text for example in examples])
    with report_progress(f"Reading {len(ids):,} examples", len(ids)) as advance:
        hidden = lower_output(lower, ids, padding, advance)
    targets = np.array([_target(example, labels) for example in examples], np.int32)
    counts = np.array([example.weight for example in examples], np.float32)
    trainer = Trainer(upper, hidden, targets, counts, arguments.rate, arguments.epochs)
    lines = [
        f"{date.today()}: {len(examples):,} examples, {sum(map(len, ids)):,} pieces, {trainer.steps:,} batches, "
        f"{arguments.epochs} epochs, rate {arguments.rate}" + (", going on from the last adapter" * arguments.go_on)
    ]
    losses: list[float] = []
    with report_progress("Learning", trainer.steps) as advance:
        for step, loss in enumerate(trainer.run(), 1):
            losses.append(loss)
            advance(1)
            if step % _STEPS_PER_LINE == 0:
                lines.append(f"batch {step:,}: loss {np.mean(losses[-_STEPS_PER_LINE:]):.3f}")
    lines += _on_calibration_messages(upper, lower, padding)
    upper.adapter().save()
    lines.append(f"{FILE.name}: SHA-256 {hashlib.sha256(FILE.read_bytes()).hexdigest()}")
    append_to_log(lines)
    print("\n".join(lines[-4:]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Adapt the encoder to the data.")
    parser.add_argument("--epochs", type=int, default=8, help="how often each example is seen")
    parser.add_argument("--rate", type=float, default=1e-3, help="the highest learning rate")
    parser.add_argument("--go-on", action="store_true", help="begin with the adapter that is there")
    return parser.parse_args()


def _labels(examples: Sequence[Example]) -> dict[str, Sequence[str]]:
    nothing = {example.finding for example in examples if example.finding.startswith(NOTHING)}
    reported = {str(example.category) for example in examples if example.finding == REPORT}
    topics = {example.topic for example in examples if example.topic}
    return {
        FINDING: [REPORT, *sorted(nothing)],
        CATEGORY: sorted(reported),
        URGENCY: list(URGENCIES),
        TOPIC: sorted(topics),
    }


def _target(example: Example, labels: dict[str, Sequence[str]]) -> list[int]:
    known = {FINDING: example.finding, CATEGORY: example.category, URGENCY: example.urgency, TOPIC: example.topic}
    return [names.index(str(known[head])) if known[head] in names else -1 for head, names in labels.items()]


def _on_calibration_messages(upper: UpperLayers, lower: LowerLayers, padding: int) -> list[str]:
    """Return how well reports are told from other messages of hands that taught nothing."""
    examples = [message_example(message, language) for message, language in calibration_messages()]
    hidden = lower_output(lower, pieces_of([example.text for example in examples]), padding, lambda _: None)
    found = np.array([_report_probability(upper, text) for text in hidden])
    reports = np.array([example.finding == REPORT for example in examples])
    alarms = [f"{_false_alarms(found, reports, recall):.1%} at {recall:.0%} recall" for recall in _RECALLS]
    return [
        f"{len(examples):,} messages of hands that taught nothing: AUC {roc_auc_score(reports, found):.4f}, "
        f"false alarms {', '.join(alarms)}"
    ]


def _report_probability(upper: UpperLayers, hidden: NDArray[np.float16]) -> float:
    values, there = padded([hidden])
    scores = np.array(upper.scores(values.astype(np.float32), there)[0][0])
    chances = np.exp(scores - scores.max())
    return float(chances[0] / chances.sum())


def _false_alarms(found: NDArray[np.float64], reports: NDArray[np.bool_], recall: float) -> float:
    return float((found[~reports] >= np.quantile(found[reports], 1 - recall)).mean())


if __name__ == "__main__":
    main()
