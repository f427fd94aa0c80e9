"""YAML files are read as YAML 1.2, and errors name the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.yaml_files import ContentError, read_yaml


def _file(folder: Path, text: str) -> Path:
    path = folder / "some.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_yes_on_and_off_stay_strings(tmp_path: Path) -> None:
    path = _file(tmp_path, "words: [no, yes, on, off, y, n, No, NEIN]\nyes: no\ntime: 12:30\n")
    assert read_yaml(path) == {
        "words": ["no", "yes", "on", "off", "y", "n", "No", "NEIN"],
        "yes": "no",
        "time": "12:30",
    }


def test_other_values_are_typed(tmp_path: Path) -> None:
    path = _file(tmp_path, "a: true\nb: null\nc: 3\nd: 0.5\ne:\n")
    assert read_yaml(path) == {"a": True, "b": None, "c": 3, "d": 0.5, "e": None}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a: 1\nb: 2\na: 3\n", r"some\.yml: not valid YAML\. Line 3, column 1: found duplicate key \"a\""),
        ("a: [\n", r"some\.yml: not valid YAML\. Line 2"),
        ("a: *gone\n", r"some\.yml: not valid YAML\. Line 1, column 4: found undefined alias"),
    ],
)
def test_mistakes_name_their_place(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ContentError, match=named):
        read_yaml(_file(tmp_path, text))


def test_a_missing_file_and_a_wrong_encoding_are_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"gone\.yml: the file is missing"):
        read_yaml(tmp_path / "gone.yml")
    path = tmp_path / "latin.yml"
    path.write_bytes("a: Rücken".encode("latin-1"))
    with pytest.raises(ContentError, match=r"latin\.yml: .* save it as UTF-8"):
        read_yaml(path)
