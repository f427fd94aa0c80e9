"""What the models make of a text: whether it reports a red flag, of which category, and the topic."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, takewhile
from typing import Mapping, Optional, Sequence

from bot.reading.adapter import read_adapter
from bot.reading.encoder import MAX_CHARACTERS_OF_MESSAGE, shared_encoder

# The heads of the adapter.
FINDING, CATEGORY, URGENCY, TOPIC = "finding", "category", "urgency", "topic"
# The label of a finding that is there now; all others begin with the second word ("none denied").
REPORT = "report"
NOTHING = "none "


@dataclass(frozen=True)
class Judgement:
    """What the models say of one text, as probabilities (0 to 1).

    Attributes:
        report: whether it says that somebody has a red flag now.
        categories: which one, if so.
        urgencies: how urgent it is, if so.
        topics: what it is about.
        linear: whether the sentence of it that is most like a report reports a red flag, by the linear model that
            `make train` fits to `data/nlu`.
        second: whether it reports a red flag, by the model of `bot.red_flags.report_model`.
        clearest: what the encoder says of that sentence of it which by itself is most like a report.
    """

    report: float
    categories: Mapping[str, float]
    urgencies: Mapping[str, float]
    topics: Mapping[str, float]
    linear: float = 0.0
    second: float = 0.0
    clearest: Optional[Judgement] = None


def judge(texts: Sequence[str]) -> list[Judgement]:
    """Return what the fine-tuned encoder makes of each text."""
    # Of a message that is one sentence, both are asked for.
    distinct = list(dict.fromkeys(texts))
    answers = shared_encoder().answers(distinct)
    labels = head_labels()
    named = [
        [dict(zip(labels[head], map(float, row), strict=True)) for row in answers[head]]
        for head in (FINDING, CATEGORY, URGENCY, TOPIC)
    ]
    judgements = {
        text: Judgement(finding[REPORT], category, urgency, topic)
        for text, finding, category, urgency, topic in zip(distinct, *named, strict=True)
    }
    return [judgements[text] for text in texts]


def judge_message(text: str) -> Judgement:
    """Return what the encoder makes of a message of any length: of a very long one, the window most like a report."""
    return max(judge(_windows(text)), key=lambda judgement: judgement.report)


def _windows(text: str) -> list[str]:
    words = text.split()
    windows: list[str] = []
    while words:
        count = _fitting(words)
        windows.append(" ".join(words[:count]))
        # Windows overlap, so that no sentence is split in all of them.
        words = words[max(1, count * 3 // 4) :] if count < len(words) else []
    return windows or [text]


def _fitting(words: Sequence[str]) -> int:
    """Return how many of the words fit into what the encoder reads at once; at least one."""
    lengths = accumulate(len(word) + 1 for word in words)
    return max(1, sum(1 for _ in takewhile(lambda length: length <= MAX_CHARACTERS_OF_MESSAGE, lengths)))


@lru_cache(maxsize=1)
def head_labels() -> dict[str, tuple[str, ...]]:
    """Return the labels of each head."""
    return {name: head.labels for name, head in read_adapter().heads.items()}
