"""A mistake in the content names the file, the entry and the field."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.schema import read_content
from bot.yaml_files import ContentError


def _break(folder: Path, old: str, new: str) -> None:
    path = folder / "topics" / "walking.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_sound_content_is_read(small_content: Path) -> None:
    assert [statement.id for statement in read_content(small_content).statements()] == [
        "walking_minutes",
        "walking_shoes",
    ]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("de: Bequeme Schuhe helfen.", "dee: x", ["walking.yml", "walking_shoes", "text.de", "text.dee"]),
        ("sources: [a_study]", "sources: [nowhere]", ["walking_minutes", "sources", "nowhere"]),
        ("answer: [walking_minutes]", "answer: [gone]", ["walking.yml", "walking", "gone"]),
        ("related: [walking]", "related: [gone]", ["walking.yml", "related", "gone"]),
        ("id: walking_shoes", "id: walking_minutes", ["walking_minutes", "two statements"]),
        ("group: exercise", "group: sport", ["walking.yml", "walking", "group"]),
        ("next_review: 2027-11-22", "next_review: soon", ["walking.yml", "review.next_review"]),
        ("id: walking\n", "id: [\n", ["walking.yml", "not valid YAML"]),
    ],
)
def test_mistakes_are_named(small_content: Path, old: str, new: str, named: list[str]) -> None:
    _break(small_content, old, new)
    with pytest.raises(ContentError) as caught:
        read_content(small_content)
    for part in named:
        assert part in str(caught.value)


def test_a_source_without_publisher_is_named(small_content: Path) -> None:
    path = small_content / "sources" / "all.yml"
    path.write_text(path.read_text().replace("publisher: Somebody, ", ""))
    with pytest.raises(ContentError, match=r"all\.yml: entry 'a_study', field 'publisher'"):
        read_content(small_content)
