"""`make transcripts`: plays all dialogues of tests/dialogues and writes them to one HTML page."""

from __future__ import annotations

from html import escape
from typing import Any

from bot.paths import ROOT
from bot.yaml_files import read_yaml
from tests.runner import Answer, Runner

_PAGE = ROOT / "reports" / "transcripts.html"
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d2b2b;background:#fff}
.you{margin:.5rem 0 .5rem 20%;background:#e2efe9;border-radius:.6rem;padding:.5rem .8rem}
.bot{margin:.5rem 20% .5rem 0;background:#f3f3ef;border-radius:.6rem;padding:.5rem .8rem;white-space:pre-wrap}
.facts,.buttons{font-size:.8rem;color:#4a5757}h3{margin-top:2.5rem}
"""


def main() -> None:
    """Play the dialogues and write the page."""
    runner = Runner()
    parts = []
    for path in sorted((ROOT / "tests" / "dialogues").glob("*/*.yml")):
        parts.append(f"<h2>{path.parent.name}: {escape(path.stem.replace('_', ' '))}</h2>")
        for dialogue in read_yaml(path)["dialogues"]:
            parts.append(_dialogue(runner, dialogue, path.parent.name))
    _PAGE.parent.mkdir(exist_ok=True)
    _PAGE.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Dialogues</title><style>{_STYLE}</style>'
        f"<h1>All dialogues of the tests, as the bot plays them now</h1>{''.join(parts)}</html>",
        encoding="utf-8",
    )
    print(f"Written: {_PAGE.relative_to(ROOT)}")


def _dialogue(runner: Runner, dialogue: dict[str, Any], language: str) -> str:
    lines = [f"<h3>{escape(dialogue['name'])}</h3>"]
    for turn in dialogue["turns"]:
        said = str(turn["press"] if "press" in turn else turn["user"])
        answer = runner.say(f"transcript-{language}-{dialogue['name']}", said, dialogue.get("hint"))
        lines.append(f'<p class="you">{escape(said)}</p>{_answer(answer)}')
    return "".join(lines)


def _answer(answer: Answer) -> str:
    envelope = answer.envelope
    facts = " · ".join(str(envelope[key]) for key in ("kind", "topic", "language", "urgency") if envelope[key])
    titles = [button["title"] for message in answer.messages for button in message.get("buttons", [])]
    pictures = [message["image"] for message in answer.messages if "image" in message]
    below = " | ".join([*(f"[{title}]" for title in titles), *(f"(picture {name})" for name in pictures)])
    return (
        f'<div class="bot" lang="{envelope["language"]}">{escape(answer.text)}</div>'
        f'<p class="facts">{escape(facts)}</p><p class="buttons">{escape(below)}</p>'
    )


if __name__ == "__main__":
    main()
