"""`make message-report`: measures reading on the development set of other hands; writes docs/message-report.md."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterable, Optional, Sequence

import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import roc_curve

from bot.dialogue.turn import UNDERSTANDING
from bot.knowledge.content_files import topic_names
from bot.paths import ROOT
from bot.progress import report_progress
from bot.red_flags.findings import Assessment
from bot.red_flags.labelled_messages import REPORTS, LabelledMessage, read_messages
from bot.red_flags.parsed_message import ASSESSMENT_KEY
from bot.red_flags.scores import CRISIS
from bot.red_flags.urgency import Urgency, most_urgent
from tests.runner import Runner
from tools.safety_report import share

MESSAGES = ROOT / "tests" / "messages"
FILE = ROOT / "docs" / "message-report.md"
CURVE = ROOT / "docs" / "red-flag-curve.svg"
_LENGTHS = {"up to 20 words": (0, 20), "21 to 60 words": (21, 60), "more than 60 words": (61, 10_000)}


@dataclass(frozen=True)
class Read:
    """A message and what the bot made of it."""

    message: LabelledMessage
    language: str
    assessment: Assessment
    ranking: Sequence[str]
    intent: str

    @property
    def is_report(self) -> bool:
        """Whether the message reports a red flag."""
        return self.message.assertion in REPORTS

    @property
    def alarm(self) -> Optional[Urgency]:
        """How urgently the bot would send the person to a doctor; None for no alarm."""
        return most_urgent([finding.urgency for finding in self.assessment.findings])

    @property
    def is_asked(self) -> bool:
        """Whether the bot would ask a question about red flags."""
        return self.alarm is None and bool(self.assessment.asks)

    @property
    def categories(self) -> set[str]:
        """The categories of the alarm."""
        return {finding.category for finding in self.assessment.findings}

    @property
    def words(self) -> int:
        """The length of the message."""
        return len(self.message.text.split())


def read_all(runner: Runner) -> list[Read]:
    """Let the bot read every message of the development set that stands alone and that two readers read alike."""
    messages = [
        (message, file.parent.name)
        for file in sorted(MESSAGES.glob("*/*.jsonl"))
        for message in read_messages(file)
        if not message.asked and not message.ambiguous
    ]
    with report_progress(f"Reading {len(messages):,} messages", len(messages)) as advance:
        return [_read(runner, message, language, advance) for message, language in messages]


def _read(runner: Runner, message: LabelledMessage, language: str, advance: Callable[[int], None]) -> Read:
    parsed = runner.parse(message.text)
    advance(1)
    data: dict[str, Any] = parsed.get(ASSESSMENT_KEY) or Assessment().as_dict()
    ranking = [topic for topic, _ in (parsed.get(UNDERSTANDING) or {}).get("ranking", [])]
    return Read(message, language, Assessment.from_dict(data), ranking, str((parsed.get("intent") or {}).get("name")))


def chapter(language: str, every: Sequence[Read]) -> list[str]:
    """Return the chapter on one language."""
    reports = [read for read in every if read.is_report]
    others = [read for read in every if not read.is_report]
    emergencies = [read for read in reports if read.message.urgency == "emergency"]
    crises = [read for read in reports if read.message.category == CRISIS]
    questions = [read for read in every if read.message.topic in topic_names()]
    return [
        f"## {language}",
        "",
        *_table(
            "red flags",
            [
                ("reports alarmed", [bool(read.alarm) for read in reports]),
                ("reports alarmed or asked about", [bool(read.alarm or read.is_asked) for read in reports]),
                ("of the alarms, with the right category", _right_category(reports)),
                ("emergencies alarmed as emergencies", [read.alarm == "emergency" for read in emergencies]),
                ("emergencies alarmed or asked about", [bool(read.alarm or read.is_asked) for read in emergencies]),
                ("suicidal thoughts alarmed", [CRISIS in read.categories for read in crises]),
                ("false alarms", [bool(read.alarm) for read in others]),
                ("sent to 112 without need", [read.alarm == "emergency" for read in others]),
                ("suicidal thoughts invented", [CRISIS in read.categories for read in others]),
                ("asked without need", [read.is_asked for read in others]),
            ],
        ),
        *_table("by length: reports alarmed", _by_length(reports)),
        *_table("by length: false alarms", _by_length(others)),
        *_table("by kind: false alarms", _by_kind(others)),
        *_table(
            "topics",
            [
                (
                    "questions with content: topic first",
                    [read.ranking[:1] == [read.message.topic] for read in questions],
                ),
                ("the same, among three", [read.message.topic in read.ranking[:3] for read in questions]),
                ("the same, longer than 60 words: first", _first([r for r in questions if r.words > 60])),
                ("not ours: taken as such", [r.ranking[:1] == ["oos"] for r in every if r.message.kind == "not_ours"]),
                ("questions with content taken as not ours", [read.ranking[:1] == ["oos"] for read in questions]),
            ],
        ),
    ]


def _right_category(reports: Sequence[Read]) -> list[bool]:
    return [read.message.category in read.categories for read in reports if read.alarm]


def _first(questions: Sequence[Read]) -> list[bool]:
    return [read.ranking[:1] == [read.message.topic] for read in questions]


def _by_length(several: Sequence[Read]) -> list[tuple[str, list[bool]]]:
    return [
        (name, [bool(read.alarm) for read in several if low <= read.words <= high])
        for name, (low, high) in _LENGTHS.items()
    ]


def _by_kind(several: Sequence[Read]) -> list[tuple[str, list[bool]]]:
    def kind(read: Read) -> str:
        return read.message.assertion or read.message.kind

    return [
        (name, [bool(read.alarm) for read in several if kind(read) == name]) for name in sorted({*map(kind, several)})
    ]


def _table(head: str, rows: Iterable[tuple[str, list[bool]]]) -> list[str]:
    lines = [f"| {head} | hits | of | share | 95 % interval |", "|---|---|---|---|---|"]
    return [*lines, *(f"| {name} | {share(hits)} |" for name, hits in rows), ""]


def draw_curve(every: Sequence[Read], file: Path = CURVE) -> None:
    """Draw how many reports are found at how many false alarms, by length, and where the thresholds stand."""
    figure, axes = plt.subplots(figsize=(7, 5))
    for name, (low, high) in {"all": (0, 10_000), **_LENGTHS}.items():
        some = [read for read in every if low <= read.words <= high]
        false_alarms, recall, _ = roc_curve(
            [read.is_report for read in some], [read.assessment.probability for read in some]
        )
        axes.plot(100 * false_alarms, 100 * recall, label=f"{name} ({len(some):,} messages)")
    reports = [read for read in every if read.is_report]
    others = [read for read in every if not read.is_report]
    alarmed = [100 * float(np.mean([bool(read.alarm) for read in some])) for some in (others, reports)]
    axes.plot(*alarmed, "o", color="black", label="alarms as shipped")
    axes.set(xlabel="false alarms, %", ylabel="reports found, %", xlim=(0, 40), ylim=(60, 100))
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    figure.savefig(file, metadata={"Date": None})


def main() -> None:
    """Measure, and write and print the report."""
    every = read_all(Runner())
    draw_curve(every)
    lines = [
        "# How messages of other hands are read",
        "",
        "Made by `make message-report` from `tests/messages`: messages that answer a question of the bot are left out,",
        "and those that two readers did not read alike.",
        "![Reports found and false alarms](red-flag-curve.svg)",
        "",
        "What is in them: [data/messages/README.md](../data/messages/README.md). Intervals are exact.",
        "",
    ]
    for language in ("en", "de"):
        lines += chapter(language, [read for read in every if read.language == language])
    FILE.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
