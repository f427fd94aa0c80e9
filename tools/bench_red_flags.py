"""`make bench`: how long the rule detector takes for a message, beside the understanding as a whole."""

from __future__ import annotations

import statistics
import time
from typing import Any, Callable

from bot.red_flags.rules import shared_rules
from tests.runner import Runner
from tools.measure import read_test_split


def _milliseconds(call: Callable[[str], Any], text: str) -> float:
    start = time.perf_counter()
    call(text)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Print medians in milliseconds over the topic tests, both measured in turn, and their ratio."""
    runner = Runner()
    for language, rules in shared_rules().items():
        texts = [example.text for example in read_test_split(language)]
        looks, wholes = [], []
        for text in texts:
            wholes.append(_milliseconds(runner.parse, text))
            looks.append(_milliseconds(rules.detect, text))
        look, whole = statistics.median(looks), statistics.median(wholes)
        high = statistics.quantiles(looks, n=20)[-1]
        print(f"{language}: rules {look:.2f} ms (95 % below {high:.2f} ms), all {whole:.2f} ms: {look / whole:.0%}")


if __name__ == "__main__":
    main()
