"""`make bench`: measures how long the rules take for a message, compared with the whole pipeline."""

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
    """Print the medians over the test split in milliseconds, and their ratio."""
    runner = Runner()
    for language, rules in shared_rules().items():
        texts = [example.text for example in read_test_split(language)]
        rule_times, parse_times = [], []
        for text in texts:
            parse_times.append(_milliseconds(runner.parse, text))
            rule_times.append(_milliseconds(rules.detect, text))
        by_rules, whole = statistics.median(rule_times), statistics.median(parse_times)
        high = statistics.quantiles(rule_times, n=20)[-1]
        share = by_rules / whole
        print(f"{language}: rules {by_rules:.2f} ms (95 % below {high:.2f} ms), all {whole:.2f} ms: {share:.0%}")


if __name__ == "__main__":
    main()
