"""`make report`: measures understanding and facts, prints the figures and keeps them in reports/."""

from __future__ import annotations

from bot.paths import ROOT
from tests.runner import Runner
from tools.measure import Score, draw_confusion, measure_facts, measure_topics, read_holdout_split, read_test_split

FOLDER = ROOT / "reports"


def main() -> None:
    """Measure and write `reports/understanding.md` and the confusion matrices."""
    runner = Runner()
    lines = ["| what | language | right | of | share |", "|---|---|---|---|---|"]
    misses: list[str] = []
    for language in ("en", "de"):
        for name, examples in (
            ("test split", read_test_split(language)),
            ("holdout split", read_holdout_split(language)),
        ):
            scores = measure_topics(runner, examples, language)
            draw_confusion(scores.pairs, FOLDER / f"confusion-{name.replace(' ', '-')}-{language}.png")
            for what, score in (
                ("topic at once", scores.at_once),
                ("topic at once or offered", scores.at_once_or_offered),
                ("reported red flags escalated", scores.reports),
                ("no false alarm", scores.no_false_alarm),
                ("answered in the right language", scores.right_language),
            ):
                _add(lines, misses, f"{name}: {what}", language, score)
        found, first = measure_facts(runner, language)
        _add(lines, misses, "facts: contained in the first reply", language, found)
        _add(lines, misses, "facts: at the start of the reply", language, first)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "understanding.md").write_text("\n".join([*lines, "", *misses]) + "\n", encoding="utf-8")
    print("\n".join(lines))
    print(f"Misses and confusion matrices: {FOLDER}")


def _add(lines: list[str], misses: list[str], what: str, language: str, score: Score) -> None:
    if score.total:
        lines.append(f"| {what} | {language} | {score.hits} | {score.total} | {score.share:.1%} |")
        misses += [f"- {what}, {language}: {miss}" for miss in score.misses]


if __name__ == "__main__":
    main()
