"""Errors in the content name the file, the entry and the field."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.content_files import read_content
from bot.yaml_files import ContentError


def _break(folder: Path, old: str, new: str) -> None:
    path = folder / "topics" / "walking.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_sound_content_is_read(small_content: Path) -> None:
    assert [statement.id for statement in read_content(small_content).statements] == [
        "walking_minutes",
        "walking_shoes",
    ]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("de: Bequeme Schuhe helfen.", "dee: x", ["walking.yml", "walking_shoes", "text.de", "text.dee"]),
        ("sources: [a_study]", "sources: [nowhere]", ["walking_minutes", "sources", "nowhere"]),
        ("answer: [walking_minutes]", "answer: [gone]", ["walking.yml", "walking", "gone"]),
        ("related: [walking]", "related: [gone]", ["walking.yml", "related", "gone", "correct the id"]),
        ("during_alarm: wait\n", "", ["walking.yml", "walking", "during_alarm", "is missing; add it"]),
        ("during_alarm: wait", "during_alarm: tell\nreassures: true", ["walking.yml", "during_alarm: wait"]),
        ("id: walking\n", "id: strolling\n", ["walking.yml", "strolling", "must be called strolling.yml"]),
        ("  - id: walking_shoes\n", "  - role: dose\n", ["walking / statement 2", "'id'", "is missing; add it"]),
        ("from_seed: false", "from_seed: false\n    role: dose", ["walking / walking_minutes", "'role'; remove it"]),
        ("from_seed: false", "from_seed: false\n    use: now", ["walking_minutes", "'use'", "'office_advice'"]),
        ("from_seed: false", "from_seed: false\n    exercise: bridge", ["walking_minutes", "'exercise'", "remove it"]),
        ("from_seed: false", "from_seed: false\n    colour: red", ["walking_minutes", "'colour'", "not known here"]),
        ("sources: [a_study]", "sources: [a_study]\n    sources: []", ["walking.yml", "duplicate key", "Line 14"]),
        ("id: walking_shoes", "id: walking_minutes", ["walking_minutes", "two statements"]),
        ("How long should I walk?", "How long", ["walking_minutes", "question", "ends with '?'"]),
        ("How long should I walk?", f"How long {'on ' * 20}?", ["walking_minutes", "question", "at most 56"]),
        ("How long should I walk?", "Which shoes are good?", ["walking_shoes", "'question'", "walking_minutes"]),
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


_EXERCISE = """\
id: bridge
series: general
title: {en: Bridge, de: Brücke}
names: {en: [bridge], de: [brücke]}
difficulty: easy
goal: [strengthen]
position: supine
equipment: []
dose: {repetitions: 12}
summary: {en: Lift., de: Heben.}
steps: {en: [Lift your hips.], de: [Heben Sie die Hüfte.]}
statements:
  - id: bridge_dose
    role: dose
    text: {en: Do it 12 times., de: Machen Sie sie 12 Mal.}
    question: {en: "How many bridges?", de: "Wie viele Brücken?"}
    paraphrases: {en: [how many bridges], de: [wie viele brücken]}
    sources: [a_study]
    from_seed: false
not_when: {en: If it hurts., de: Wenn es wehtut.}
sources: [a_study]
from_seed: false
review: {authored_by: A, checked_by: B, reviewed: 2026-11-22, next_review: 2027-11-22}
"""


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("", "", ["bridge.yml", "bridge", "series", "no topic 'exercise_specific'"]),
        ("    role: dose\n", "", ["bridge.yml", "bridge / bridge_dose", "needs a 'role'"]),
        ("role: dose", "role: dosis", ["bridge / bridge_dose", "role", "'technique'"]),
        ("series: general", "series: general\npregnancy_version: gone", ["exercise for pregnancy 'gone'"]),
        (
            "series: general",
            "series: pregnancy\npregnancy_version: gone",
            ["bridge.yml", "'pregnancy_version'; remove"],
        ),
        ("  - id: bridge_dose", "  - bridge_dose\n  - id: x", ["bridge.yml", "'statements'", "list of entries"]),
    ],
)
def test_mistakes_in_exercises_are_named(small_content: Path, old: str, new: str, named: list[str]) -> None:
    path = small_content / "exercises" / "bridge.yml"
    path.write_text(_EXERCISE.replace(old, new, 1), encoding="utf-8")
    if "pregnancy_version: gone" in new:
        _rename_topic_to_exercise_specific(small_content)
    with pytest.raises(ContentError) as caught:
        read_content(small_content)
    for part in named:
        assert part in str(caught.value)


def _rename_topic_to_exercise_specific(folder: Path) -> None:
    path = folder / "topics" / "walking.yml"
    text = path.read_text(encoding="utf-8").replace("id: walking\n", "id: exercise_specific\n")
    path.rename(path.with_name("exercise_specific.yml")).write_text(
        text.replace("related: [walking]", "related: [exercise_specific]"), encoding="utf-8"
    )


def test_questions_that_others_asked_are_further_paraphrases(small_content: Path) -> None:
    folder = small_content / "asked"
    folder.mkdir()
    (folder / "first.yml").write_text("asked: {walking_shoes: {de: [mit sandalen gehen]}}\n", encoding="utf-8")
    shoes = read_content(small_content).statements[1]
    assert shoes.paraphrases.de == ["welche schuhe", "mit sandalen gehen"]
    assert shoes.paraphrases.en == ["which shoes"]
    (folder / "first.yml").write_text("asked: {walking_boots: {de: [mit stiefeln]}}\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"first\.yml: entry 'walking_boots'"):
        read_content(small_content)
