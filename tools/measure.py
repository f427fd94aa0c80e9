"""Measures the real bot on the test splits and the fact questions; used by tests and by `make report`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.knowledge.knowledge_base import KnowledgeBase
from bot.paths import ROOT
from bot.rasa.services import shared_knowledge_base
from bot.yaml_files import read_yaml
from tests.examples import Example, FactQuestion, read_examples, read_fact_questions
from tests.runner import Runner

# Intents whose name differs from their topic: Rasa reserves the name "restart", and one topic covers all about data.
_TOPIC_OF = {"start_over": "restart", "privacy_question": "delete_data"}


@dataclass
class Score:
    """Counts hits and lists the misses."""

    hits: int = 0
    total: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of hits (0 to 1)."""
        return self.hits / max(self.total, 1)

    def count(self, hit: bool, miss: str) -> None:
        """Count one case."""
        self.total += 1
        self.hits += hit
        if not hit:
            self.misses.append(miss)


@dataclass
class TopicScores:
    """How well messages of one language are understood; each score counts the correct answers."""

    at_once: Score = field(default_factory=Score)
    at_once_or_offered: Score = field(default_factory=Score)
    reports: Score = field(default_factory=Score)
    no_false_alarm: Score = field(default_factory=Score)
    right_language: Score = field(default_factory=Score)
    pairs: list[tuple[str, str]] = field(default_factory=list)


def read_test_split(language: str) -> list[Example]:
    """Return the project's test split."""
    folder = ROOT / "tests" / "nlu" / language
    return [example for path in sorted(folder.glob("*.yml")) for example in read_examples(path)]


def read_holdout_split(language: str) -> list[Example]:
    """Return the holdout split, on which hardly anything was tuned."""
    return read_examples(ROOT / "tests" / "nlu_holdout_2" / f"{language}.yml")


def measure_topics(runner: Runner, examples: list[Example], language: str) -> TopicScores:
    """Send every message as the first of a conversation, without a language hint."""
    scores = TopicScores()
    for number, example in enumerate(examples):
        answer = runner.say(f"measure-{language}-{id(examples)}-{number}", example.text)
        envelope = answer.envelope
        escalated = envelope["kind"] == "escalation"
        got = "report" if escalated and envelope["topic"] != "crisis" else str(envelope["topic"] or envelope["kind"])
        miss = f"{example.intent} -> {got}: {example.text}"
        scores.right_language.count(envelope["language"] == language, miss)
        if example.intent.startswith("report_"):
            scores.reports.count(escalated, miss)
            continue
        if example.intent != "crisis":
            scores.no_false_alarm.count(not escalated, miss)
        if example.intent == "symptom_denied":
            continue
        want = _TOPIC_OF.get(example.intent, example.intent)
        hit = got == want
        scores.at_once.count(hit, miss)
        scores.at_once_or_offered.count(hit or want in envelope["options"], miss)
        scores.pairs.append((want, got))
    return scores


def measure_facts(runner: Runner, language: str, one_in: int = 1) -> tuple[Score, Score]:
    """Ask for every statement; return how often the reply contains it, and how often it begins with it.

    Statements of exercises are left out: an exercise is shown as a whole, after the check for red flags.

    Args:
        runner: the bot.
        language: the language to ask in.
        one_in: ask for one in so many statements, always the same ones.
    """
    base = shared_knowledge_base()
    found, first = Score(), Score()
    for question in read_fact_questions(language)[::one_in]:
        if base.statements[question.statement].exercise:
            continue
        answer = runner.say(f"fact-{language}-{question.statement}", question.text, language)
        accepted = _accepted(question, base)
        told = answer.envelope["answer_ids"]
        escalated = answer.envelope["kind"] == "escalation" and _may_report(question)
        miss = f"{question.statement}: {question.text} -> {answer.envelope['kind']}: {answer.text[:80]!r}"
        found.count(escalated or bool(accepted & set(told)), miss)
        first.count(escalated or bool(accepted & set(told[:1])), miss)
    return found, first


def _accepted(question: FactQuestion, base: KnowledgeBase) -> set[str]:
    """Return the statements that answer a question: also those that say the same, or hold for the person who asks."""
    accepted = set(question.accepted)
    for entry in question.accepted:
        accepted |= {*base.statements[entry].same_as, *base.statements[entry].not_for.values()}
    return accepted | {entry for entry, other in base.statements.items() if accepted & set(other.same_as)}


def _may_report(question: FactQuestion) -> bool:
    reported = read_yaml(ROOT / "tests" / "facts" / "reported.yml")
    base = shared_knowledge_base()
    topic = base.topics.get(base.statements[question.statement].topic)
    return question.statement in reported["reported"] or (topic is not None and topic.group in reported["groups"])


def draw_confusion(pairs: list[tuple[str, str]], path: Path) -> None:
    """Save the confusion matrix as a picture."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from sklearn.metrics import confusion_matrix

    labels = sorted({label for pair in pairs for label in pair})
    matrix = confusion_matrix([want for want, _ in pairs], [got for _, got in pairs], labels=labels)
    figure, axes = plt.subplots(figsize=(16, 15))
    axes.imshow(matrix, cmap="Blues")
    axes.set_xticks(range(len(labels)), labels, rotation=90, fontsize=7)
    axes.set_yticks(range(len(labels)), labels, fontsize=7)
    for row, column in zip(*matrix.nonzero(), strict=True):
        colour = "white" if row == column else "black"
        axes.text(column, row, str(matrix[row, column]), ha="center", va="center", fontsize=6, color=colour)
    axes.set_xlabel("answered as")
    axes.set_ylabel("meant")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=90)
    plt.close(figure)
