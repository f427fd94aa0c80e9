"""Weighs what both detectors say of a message: one probability of a red flag, and what is best done at it.

Neither detector decides alone: the rules know what words can mean, the fine-tuned encoder whether they are meant. The
weights are fitted by `make finetune` to messages of people whose other messages taught neither of them. What to do
follows from what each mistake costs. Both are data in `weighing.yml`.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal, Mapping, Sequence

from pydantic import BaseModel, Extra

from bot.reading.judgement import Judgement
from bot.red_flags.rules import RuleResult
from bot.red_flags.urgency import Urgency
from bot.yaml_files import parse, read_yaml

FILE = Path(__file__).with_name("weighing.yml")
Choice = Literal["alarm", "ask", "nothing"]
# Keeps the logarithm of the odds finite.
_SMALLEST = 1e-4


@dataclass(frozen=True)
class Evidence:
    """What speaks for or against a red flag; the numbers are 0 or 1 except the first three.

    Attributes:
        encoder: the fine-tuned encoder's odds that the message is a report, as a logarithm.
        linear: those of the linear model that `make train` fits to `data/nlu`, for the sentence most like a report.
        second: those of the second model, `bot.red_flags.report_model`.
        emergency: the rules find an emergency.
        other: the rules find something less urgent.
        same_category: the rules find the category that the encoder holds likeliest.
        question: the rules find something that needs a question.
        ruled_out: the rules find something that is denied, past, imagined or about somebody else.
        hedged: nothing is mentioned as present, and something is denied, past or imagined.
    """

    encoder: float
    linear: float
    second: float
    emergency: float
    other: float
    same_category: float
    question: float
    ruled_out: float
    hedged: float


def evidence(judgement: Judgement, results: Sequence[RuleResult]) -> Evidence:
    """Return what both detectors say of a message.

    Args:
        judgement: what the models say.
        results: what the rules of each language say; empty when they failed.
    """
    found = [finding for result in results for finding in result.found]
    emergency = any(finding.urgency == "emergency" for finding in found)
    likeliest = max(judgement.categories, key=lambda category: judgement.categories[category])
    return Evidence(
        encoder=_log_odds(judgement.report),
        linear=_log_odds(judgement.linear),
        second=_log_odds(judgement.second),
        emergency=float(emergency),
        other=float(bool(found) and not emergency),
        same_category=float(any(finding.category == likeliest for finding in found)),
        question=float(any(result.asks for result in results)),
        ruled_out=float(any(result.ruled_out for result in results)),
        hedged=float(bool(results) and all(result.hedged for result in results)),
    )


def _log_odds(probability: float) -> float:
    chance = min(max(probability, _SMALLEST), 1 - _SMALLEST)
    return math.log(chance / (1 - chance))


class Costs(BaseModel):
    """What a mistake costs, compared with one question that was not needed."""

    false_alarm: dict[Urgency, float]
    missed: dict[Urgency, float]
    # The share of people with a red flag who do not say so when they are asked.
    lost_by_asking: float

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid
        allow_mutation = False


class Limits(BaseModel):
    """Further probabilities (0 to 1) that decide; `weighing.yml` explains them."""

    category_supported: float
    category_added: float
    category_agreed: float
    urgency_reached: float
    sentence_clear: float
    rules_emergency: float
    suicide: float
    age_alone: float
    age_asked: float
    models_alone: float
    models_emergency: float
    few_words: int

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid
        allow_mutation = False


@dataclass(frozen=True)
class Weighed:
    """What is most like a report, the message or a sentence of it, and the logarithm of its odds.

    Attributes:
        judgement: what the models say of it.
        evidence: what speaks for and against the message as a whole; the weights are fitted to this.
        score: the logarithm of the odds.
    """

    judgement: Judgement
    evidence: Evidence
    score: float

    @property
    def probability(self) -> float:
        """How probable a report is (0 to 1)."""
        return 1 / (1 + math.exp(-self.score))


class Weighing(BaseModel):
    """The content of `weighing.yml`."""

    intercept: float
    weights: dict[str, float]
    # By how much the odds of a single sentence count less than those of the message (natural logarithm).
    sentence_margin: float
    costs: Costs
    # From this probability the bot asks at least, if the rules find an emergency or something to ask about.
    floor: float
    limits: Limits

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid
        allow_mutation = False

    def weigh(self, judgement: Judgement, results: Sequence[RuleResult]) -> Weighed:
        """Return how probable it is that a message is a report, and by which judgement.

        A sentence that by itself is a report counts less than the message, which may say that it is long past; but it
        counts, because a sign must not get lost among friendly words. If the rules find an emergency, it counts fully.

        Args:
            judgement: what the models say of the message.
            results: what the rules of each language say; empty when they failed.
        """
        whole = evidence(judgement, results)
        by_message = Weighed(judgement, whole, self._score(whole))
        if judgement.clearest is None:
            return by_message
        clearest = replace(judgement.clearest, linear=judgement.linear)
        part = evidence(clearest, results)
        margin = 0.0 if part.emergency else self.sentence_margin
        by_sentence = Weighed(clearest, whole, self._score(part) - margin)
        return max(by_message, by_sentence, key=lambda weighed: weighed.score)

    def _score(self, found: Evidence) -> float:
        values: Mapping[str, float] = asdict(found)
        return self.intercept + sum(weight * values[name] for name, weight in self.weights.items())

    def best(self, probability: float, urgency: Urgency) -> Choice:
        """Return what is best done, at the lowest cost to be expected.

        Args:
            probability: how probable a red flag is.
            urgency: how urgent it would be.
        """
        missed = probability * self.costs.missed[urgency]
        prices: dict[Choice, float] = {
            "nothing": missed,
            "ask": 1 - probability + missed * self.costs.lost_by_asking,
            "alarm": (1 - probability) * self.costs.false_alarm[urgency],
        }
        return min(prices, key=lambda choice: prices[choice])


def read_weighing(path: Path = FILE) -> Weighing:
    """Return the weights and costs of a file.

    Raises:
        ContentError: the file is wrong; the message names the entry and what to do.
    """
    return parse(Weighing, read_yaml(path), path)


@lru_cache(maxsize=1)
def weighing() -> Weighing:
    """Return our weights and costs, read once."""
    return read_weighing()
