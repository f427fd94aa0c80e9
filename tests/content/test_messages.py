"""The messages by many hands: each line is valid, none is there twice, and none is copied from a test."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.knowledge.content_files import read_content
from bot.paths import ROOT
from bot.red_flags.categories import UNSPECIFIED, red_flag_categories
from bot.red_flags.labelled_messages import REPORTS, LabelledMessage, read_messages
from bot.red_flags.scores import CRISIS
from bot.yaml_files import ContentError

TRAINING, DEVELOPMENT = ROOT / "data/messages", ROOT / "tests/messages"
# Everybody says "hallo" and "danke"; only longer messages can be copied.
_MOST_COMMON_WORDS = 6
_FEW_WORDS = 3


@pytest.fixture(scope="module")
def messages() -> dict[Path, list[LabelledMessage]]:
    """All messages, by file."""
    return {file: read_messages(file) for folder in (TRAINING, DEVELOPMENT) for file in sorted(folder.rglob("*.jsonl"))}


def test_both_languages_have_the_same_hands_and_no_hand_wrote_for_both_purposes() -> None:
    hands = {
        (folder, language): {file.stem for file in (folder / language).glob("*.jsonl")}
        for folder in (TRAINING, DEVELOPMENT)
        for language in ("en", "de")
    }
    assert hands[TRAINING, "en"] == hands[TRAINING, "de"] and hands[DEVELOPMENT, "en"] == hands[DEVELOPMENT, "de"]
    assert not hands[TRAINING, "en"] & hands[DEVELOPMENT, "en"]


def test_categories_are_known(messages: dict[Path, list[LabelledMessage]]) -> None:
    known = red_flag_categories().categories.keys() - {UNSPECIFIED} | {CRISIS}
    assert {m.category for several in messages.values() for m in several if m.category} == known


def test_no_longer_message_is_there_twice_or_in_a_test(messages: dict[Path, list[LabelledMessage]]) -> None:
    texts = Counter(_plain(m.text) for several in messages.values() for m in several)
    tested = {_plain(line) for file in (ROOT / "tests").rglob("*.yml") for line in file.read_text("utf-8").splitlines()}
    copied = [text for text, count in texts.items() if count > 1 or text in tested]
    assert not [text for text in copied if len(text.split()) > _MOST_COMMON_WORDS]


def test_no_follow_up_stands_in_a_test() -> None:
    tested = {_plain(line) for file in (ROOT / "tests").rglob("*.yml") for line in file.read_text("utf-8").splitlines()}
    tested |= {
        _plain(json.loads(line)["text"])
        for file in (ROOT / "tests").rglob("*.jsonl")
        for line in file.read_text("utf-8").splitlines()
    }
    lines = [
        line for file in (ROOT / "data/follow_ups").rglob("*.jsonl") for line in file.read_text("utf-8").splitlines()
    ]
    learnt = {_plain(json.loads(line)[key]) for line in lines for key in ("before", "text", "means")}
    assert not [text for text in learnt & tested if len(text.split()) > _FEW_WORDS]


def test_answers_of_follow_ups_and_asked_questions_are_statements() -> None:
    known = {statement.id for statement in read_content().statements}
    for file in [*(ROOT / "data/follow_ups").rglob("*.jsonl"), *(ROOT / "tests/asked").glob("*.jsonl")]:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            unknown = set(json.loads(line).get("answers", [])) - known
            assert not unknown, f"{file}, line {number}: there is no statement {unknown}; correct the id or remove it"


def test_there_are_reports_and_tempting_messages_of_every_length(messages: dict[Path, list[LabelledMessage]]) -> None:
    every = [m for file, several in messages.items() if TRAINING in file.parents for m in several]
    for wanted in (True, False):
        chosen = [len(m.text.split()) for m in every if m.kind == "sign" and (m.assertion in REPORTS) == wanted]
        assert min(sum(words <= 8 for words in chosen), sum(words > 60 for words in chosen)) >= 50


def _plain(text: str) -> str:
    return text.lower().strip(" -'\"")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"text": "a", "form": "chat", "person": "b", "kind": "joke"}', "kind"),
        ('{"text": "a", "form": "chat", "person": "b", "kind": "talk", "part_sign": "c"}', "is no part of the text"),
        ('{"text": "a", "form": "chat", "person": "b", "kind": "sign"}', "all three"),
        ("text: a", "line 1"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    (tmp_path / "hand.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ContentError, match=complaint):
        read_messages(tmp_path / "hand.jsonl")
