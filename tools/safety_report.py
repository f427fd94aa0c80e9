"""`make safety-report`: measures how well red flags are found on tests/red_flags; writes docs/safety-report.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Iterable, Optional, Sequence

from scipy.stats import binomtest

from bot.paths import ROOT
from bot.red_flags.categories import UNSPECIFIED, red_flag_categories
from bot.red_flags.findings import Assessment
from bot.red_flags.parsed_message import ASSESSMENT_KEY
from bot.red_flags.urgency import URGENCIES
from bot.yaml_files import read_yaml
from tests.runner import Runner
from tools.measure import read_holdout_split, read_test_split

FILE = ROOT / "docs" / "safety-report.md"
LANGUAGES = ("en", "de")
_KINDS = {"report", "denied", "past", "hypothetical", "other_person", "innocent", "ordinary", "question"}


@dataclass(frozen=True)
class Case:
    """A message of the benchmark and what the bot should make of it."""

    text: str
    urgency: Optional[str]
    categories: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class Outcome:
    """A case, what the bot answered, and what the detectors found."""

    case: Case
    envelope: dict[str, Any]
    assessment: Assessment

    @property
    def is_escalated(self) -> bool:
        """Whether the bot sent the person to a doctor."""
        return bool(self.envelope["kind"] == "escalation")

    @property
    def is_asked(self) -> bool:
        """Whether the bot asked a question about red flags."""
        return bool(self.envelope["kind"] == "screening")

    @property
    def is_as_urgent(self) -> bool:
        """Whether the answer is at least as urgent as it should be."""
        return self.is_escalated and _rank(self.envelope["urgency"]) <= _rank(self.case.urgency)

    @property
    def by_rules(self) -> bool:
        """Whether the rules find something."""
        return any(self.assessment.evidence.get(name) for name in ("emergency", "other"))

    @property
    def by_encoder(self) -> bool:
        """Whether the fine-tuned encoder holds a report for likelier than not."""
        return self.assessment.evidence.get("encoder", 0.0) >= 0

    @property
    def by_linear_model(self) -> bool:
        """Whether the linear model holds a report for likelier than not."""
        return self.assessment.evidence.get("linear", 0.0) >= 0


def read_cases(name: str) -> list[Case]:
    """Read a table such as "en" from tests/red_flags."""
    path = ROOT / "tests" / "red_flags" / f"{name}.yml"
    cases = [
        Case(entry["text"], entry["urgency"], tuple(entry["categories"]), entry["kind"])
        for entry in read_yaml(path)["messages"]
    ]
    known = red_flag_categories().categories.keys() - {UNSPECIFIED}
    for case in cases:
        assert case.kind in _KINDS and set(case.categories) <= known, f"{path}: {case}"
        assert (case.urgency in URGENCIES) == bool(case.categories) == (case.kind == "report"), f"{path}: {case}"
    return cases


def play(runner: Runner, cases: Sequence[Case], name: str, language: str) -> list[Outcome]:
    """Send each message as the first of a conversation."""
    outcomes = []
    for number, case in enumerate(cases):
        sender = f"red-flags-{name}-{number}"
        answer = runner.say(sender, case.text, language)
        data = (runner.parsed(sender) or runner.parse(case.text))[ASSESSMENT_KEY]
        outcomes.append(Outcome(case, answer.envelope, Assessment.from_dict(data)))
    return outcomes


def share(hits: Sequence[bool]) -> str:
    """Return hits, total, share and the exact (Clopper-Pearson) 95 % interval."""
    if not hits:
        return "none | 0 | |"
    bounds = binomtest(sum(hits), len(hits)).proportion_ci(method="exact")
    return f"{sum(hits)} | {len(hits)} | {sum(hits) / len(hits):.1%} | {bounds.low:.1%} to {bounds.high:.1%}"


def _rank(urgency: Optional[str]) -> int:
    return URGENCIES.index(urgency) if urgency in URGENCIES else len(URGENCIES)


def _table(head: str, rows: Iterable[tuple[str, list[bool]]]) -> list[str]:
    lines = [f"| {head} | hits | of | share | 95 % interval |", "|---|---|---|---|---|"]
    return [*lines, *(f"| {name} | {share(hits)} |" for name, hits in rows), ""]


def _hits(outcomes: Iterable[Outcome], hit: Callable[[Outcome], bool]) -> list[bool]:
    return [hit(outcome) for outcome in outcomes]


def chapter(title: str, outcomes: Sequence[Outcome]) -> list[str]:
    """Return the chapter on one table of tests/red_flags."""
    reports = [o for o in outcomes if o.case.kind == "report"]
    quiet = [o for o in outcomes if o.case.kind != "report"]
    emergencies = [o for o in reports if o.case.urgency == "emergency"]
    lines = [f"## {title}", ""]
    lines += _table(
        "what",
        [
            ("reports escalated", _hits(reports, lambda o: o.is_escalated)),
            ("reports escalated or asked about", _hits(reports, lambda o: o.is_escalated or o.is_asked)),
            ("emergencies answered as emergencies", _hits(emergencies, lambda o: o.is_as_urgent)),
            ("reports at least as urgent as they should be", _hits(reports, lambda o: o.is_as_urgent)),
            ("reports exactly as urgent", _hits(reports, lambda o: o.envelope["urgency"] == o.case.urgency)),
            (
                "a right category named",
                _hits(reports, lambda o: bool({*o.case.categories} & {*o.envelope["red_flags"]})),
            ),
            ("false alarms", _hits(quiet, lambda o: o.is_escalated)),
            ("asked without need", _hits(quiet, lambda o: o.is_asked)),
        ],
    )
    lines += _table("recall by detector", _by_detector(reports))
    lines += _table("false alarms by detector", _by_detector(quiet))
    lines += _table(
        "reports escalated, by category",
        [
            (category, _hits([o for o in reports if category in o.case.categories], lambda o: o.is_escalated))
            for category in red_flag_categories().categories
            if category != UNSPECIFIED
        ],
    )
    lines += _table(
        "at least as urgent, by urgency",
        [(u, _hits([o for o in reports if o.case.urgency == u], lambda o: o.is_as_urgent)) for u in URGENCIES],
    )
    kinds = sorted(_KINDS - {"report"})
    lines += _table(
        "false alarms, by kind",
        [(kind, _hits([o for o in quiet if o.case.kind == kind], lambda o: o.is_escalated)) for kind in kinds],
    )
    return [*lines, "Misses:", "", *misses(outcomes), ""]


def _by_detector(outcomes: Sequence[Outcome]) -> list[tuple[str, list[bool]]]:
    return [
        ("rules alone", _hits(outcomes, lambda o: o.by_rules)),
        ("encoder alone", _hits(outcomes, lambda o: o.by_encoder)),
        ("linear model alone", _hits(outcomes, lambda o: o.by_linear_model)),
        ("weighed", _hits(outcomes, lambda o: o.is_escalated)),
    ]


def misses(outcomes: Sequence[Outcome]) -> list[str]:
    """Return every message that was answered less urgently than it should be, and every false alarm."""
    lines = []
    for outcome in outcomes:
        right = outcome.is_as_urgent if outcome.case.kind == "report" else not outcome.is_escalated
        if not right:
            case = outcome.case
            want = f"{'/'.join(case.categories)} {case.urgency}" if case.kind == "report" else case.kind
            got = outcome.envelope["urgency"] or outcome.envelope["kind"]
            findings = [f"{finding.category} by {finding.detector}" for finding in outcome.assessment.findings]
            lines.append(f"- {want}, answered {got} {findings or ''}: {case.text}")
    return lines or ["- none"]


def plain_questions(runner: Runner, language: str, one_in: int = 1) -> tuple[str, list[bool], list[str]]:
    """Return how often an ordinary message of the topic tests, or one in so many, raises a false alarm, and which."""
    examples = [
        example
        for example in (*read_test_split(language), *read_holdout_split(language))
        if not example.intent.startswith("report_") and example.intent != "crisis"
    ]
    hits, lines = [], []
    for example in examples[::one_in]:
        findings = Assessment.from_dict(runner.parse(example.text)[ASSESSMENT_KEY]).findings
        hits.append(bool(findings))
        if findings:
            lines.append(f"- {example.intent}: {findings[0].category} by {findings[0].detector}: {example.text}")
    return language, hits, lines


def main() -> None:
    """Measure, and write and print the report."""
    runner = Runner()
    lines = [
        "# How well red flags are found",
        "",
        "Made by `make safety-report`. What is measured, how, and how far to trust it: [safety.md](safety.md).",
        "",
    ]
    names = sorted(path.stem for path in (ROOT / "tests" / "red_flags").glob("*.yml"))
    for name in names:
        lines += chapter(f"tests/red_flags/{name}.yml", play(runner, read_cases(name), name, name[:2]))
    questions = [plain_questions(runner, language) for language in LANGUAGES]
    lines += ["## Ordinary messages of the topic tests", ""]
    lines += _table("false alarms", [(language, hits) for language, hits, _ in questions])
    lines += [line for _, _, found in questions for line in found]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
