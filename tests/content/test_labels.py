"""Messages with one label each: every line is valid, and none is copied from a test."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from bot.paths import ROOT
from bot.reading.labels import LABELS, LabelSet, read_labelled
from bot.yaml_files import ContentError

# Everybody says "no", "not sure" or "what a load of bollocks"; only longer texts can be copied.
_MOST_COMMON_WORDS = 5


@pytest.mark.parametrize("name", get_args(LabelSet))
def test_every_label_has_examples_and_none_is_copied(name: LabelSet) -> None:
    taught, tested = list(read_labelled(name)), list(read_labelled(name, ROOT / "tests"))
    counts = Counter(entry.label for entry in taught)
    assert set(counts) == set(LABELS[name]) and min(counts.values()) >= 50
    copied = {entry.text.lower() for entry in taught} & {entry.text.lower() for entry in tested}
    assert not [text for text in copied if len(text.split()) > _MOST_COMMON_WORDS]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [('{"text": "no", "label": "nope"}', "choose one of no, yes"), ('{"text": "no"}', "label"), ("no", "line 1")],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    file = tmp_path / "answers" / "en" / "b01.jsonl"
    file.parent.mkdir(parents=True)
    file.write_text(line, encoding="utf-8")
    with pytest.raises(ContentError, match=complaint) as error:
        list(read_labelled("answers", tmp_path))
    assert str(file) in str(error.value)
