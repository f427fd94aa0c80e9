"""Poses and figures become drawings that can be trusted, or a message that says what to change."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
import resvg_py

from bot.knowledge.content_files import CONTENT
from bot.languages import LANGUAGES, Language
from bot.yaml_files import ContentError, read_yaml
from tools.drawings import body as bodies
from tools.drawings.build import write_drawings
from tools.drawings.chart import effect_chart_svg, read_chart
from tools.drawings.descriptions import Panel, drawn_exercises, read_drawing
from tools.drawings.exercise import exercise_svg
from tools.drawings.png import as_png

EXERCISES = drawn_exercises()
SVG = "{http://www.w3.org/2000/svg}"
STANDING = """
alt: {en: "A person stands on the floor.", de: "Eine Person steht am Boden."}
panels:
  - {pelvis: [0, 86.5], spine: [90, 90, 90], neck: 85, face: 0, arms: {along: [-90, -85]}, legs: {to: [0, 7], end: 0}}
"""


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_alt_text_mentions_every_numbered_panel(exercise_id: str) -> None:
    drawing = read_drawing(exercise_id)
    for language in LANGUAGES:
        numbers = [str(n) for n in range(1, 4) if f"{n}: " in getattr(drawing.alt, language)]
        assert len(numbers) == (len(drawing.panels) if drawing.numbered else 0)


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_limbs_keep_their_length(exercise_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, bodies.Joints]] = []
    real = bodies._joints

    def spy(name: str, *rest: object) -> bodies.Joints:
        joints = real(name, *rest)  # type: ignore[arg-type]
        seen.append((name, joints))
        return joints

    monkeypatch.setattr(bodies, "_joints", spy)
    drawing = read_drawing(exercise_id)
    for panel in drawing.panels:
        bodies.body(panel, drawing.pregnant)
    for name, joints in seen:
        upper, lower = (bodies.THIGH, bodies.SHANK) if "leg" in name else (bodies.UPPER_ARM, bodies.FOREARM)
        assert joints.middle.minus(joints.root).length() == pytest.approx(upper, abs=0.1)
        assert joints.tip.minus(joints.middle).length() == pytest.approx(lower, abs=bodies.REACH_TOLERANCE)


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_neck_and_head_follow_the_back(exercise_id: str) -> None:
    for panel in read_drawing(exercise_id).panels:
        assert abs(panel.neck - panel.spine[2]) <= 45
        assert -135 <= panel.face - panel.neck <= -50


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("legs: {to: [0, 7], end: 0}", "legs: {to: [80, 7]}|left_leg: 'to' is"),
        ("legs: {to: [0, 7], end: 0}", "legs: {along: [-90, -60]}|the knee would bend"),
        ("legs: {to: [0, 7], end: 0}", "legs: {}|give either 'to' or 'along'"),
        ("arms: {along: [-90, -85]}", "arms: {along: [-90, -120]}|the elbow would bend"),
        ("pelvis: [0, 86.5]", "pelvis: [0, 70]|none"),
        ("legs: {to: [0, 7], end: 0}", "legs: {to: [0, 12], end: 0}|floats"),
        ("legs: {to: [0, 7], end: 0}", "legs: {to: [0, 7], end: -60}|through the floor"),
        ("neck: 85", "nek: 85|extra fields not permitted"),
    ],
)
def test_an_impossible_pose_says_what_to_change(
    wrong: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead, message = words.split("|")
    (tmp_path / "standing.yml").write_text(STANDING.replace(wrong, instead), encoding="utf-8")
    monkeypatch.setattr("tools.drawings.descriptions.POSES", tmp_path)
    monkeypatch.setattr("tools.drawings.exercise.exercise_title", lambda *_: "Standing")
    if message == "none":
        assert exercise_svg("standing", "en").startswith("<svg")
        return
    with pytest.raises(ContentError, match=r"standing\.yml") as error:
        exercise_svg("standing", "en")
    assert message in str(error.value)


def test_an_exercise_without_poses_is_named() -> None:
    with pytest.raises(ContentError, match="handstand"):
        exercise_svg("handstand", "en")


def test_png_needs_no_font_of_the_machine() -> None:
    exercise, chart = exercise_svg("bridge", "en"), effect_chart_svg("en")
    assert as_png(exercise) == bytes(resvg_py.svg_to_bytes(svg_string=exercise, width=800, skip_system_fonts=True))
    assert as_png(chart) != bytes(resvg_py.svg_to_bytes(svg_string=chart, width=800, skip_system_fonts=True))


def test_what_is_no_longer_drawn_is_deleted_and_other_files_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.drawings.build.drawn_exercises", lambda: ["bridge"])
    for name in ("handstand.en.svg", "handstand.en.png", "urls.py"):
        (tmp_path / name).touch()
    assert write_drawings(tmp_path) == 8
    kept = {path.name for path in tmp_path.iterdir()}
    assert "urls.py" in kept and "bridge.de.png" in kept and len(kept) == 9


@pytest.mark.parametrize("language", LANGUAGES)
def test_chart_shows_the_figures_of_the_knowledge_base(language: Language) -> None:
    chart = read_chart()
    topic = read_yaml(CONTENT / "topics" / f"{chart.topic}.yml")
    texts = {entry["id"]: entry["text"][language] for entry in topic["statements"] if entry["id"] in chart.statements}
    assert set(texts) == set(chart.statements)
    figures = texts["chronic_effect_size"]
    assert f" {chart.start} " in figures and f" {chart.fall} " in figures and f" {chart.worst} " in figures
    assert not any(character.isdigit() for character in texts["chronic_no_exercise"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_chart_is_accessible_and_states_the_figures(language: Language) -> None:
    root = ElementTree.fromstring(effect_chart_svg(language))
    assert root.findtext(f"{SVG}desc") == read_chart().texts["alt"][language]
    shown = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    for figure in ("50", "35", "15"):
        assert figure in shown and figure in read_chart().texts["alt"][language]


def test_panel_takes_both_sides_at_once() -> None:
    panel = read_drawing("bridge").panels[0]
    assert isinstance(panel, Panel) and panel.left_leg == panel.right_leg
