"""Every exercise has a picture that can be seen, read aloud and trusted."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from xml.etree import ElementTree

import pytest
import resvg_py

from bot.knowledge.content_files import CONTENT
from bot.pictures import body as bodies
from bot.pictures.chart import effect_chart_alt, effect_chart_svg, read_chart
from bot.pictures.draw import known_pictures, picture_alt, picture_svg
from bot.pictures.png import effect_chart_png, picture_png
from bot.pictures.poses import Panel, read_picture
from bot.yaml_files import ContentError, read_yaml

EXERCISES = sorted(path.stem for path in (CONTENT / "exercises").glob("*.yml"))
LANGUAGES = ["en", "de"]
SVG = "{http://www.w3.org/2000/svg}"
STANDING = """
alt: {en: "A person stands on the floor.", de: "Eine Person steht am Boden."}
panels:
  - {pelvis: [0, 86.5], spine: [90, 90, 90], neck: 85, face: 0, arms: {along: [-90, -85]}, legs: {to: [0, 7], end: 0}}
"""


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Return width, height and the raw rows of an image."""
    width, height = struct.unpack(">II", png[16:24])
    position, data = 8, b""
    while position < len(png):
        (length,) = struct.unpack(">I", png[position : position + 4])
        if png[position + 4 : position + 8] == b"IDAT":
            data += png[position + 8 : position + 8 + length]
        position += length + 12
    return width, height, zlib.decompress(data)


def test_every_exercise_has_a_picture() -> None:
    assert known_pictures() == EXERCISES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_picture_is_accessible_and_self_contained(exercise_id: str, language: str) -> None:
    svg = picture_svg(exercise_id, language)
    root = ElementTree.fromstring(svg)
    title = read_yaml(CONTENT / "exercises" / f"{exercise_id}.yml")["title"][language]
    assert root.get("role") == "img" and root.get("viewBox")
    assert root.findtext(f"{SVG}title") == title
    assert root.findtext(f"{SVG}desc") == picture_alt(exercise_id, language)
    for foreign in ("href", "<script", "<text", "<image", "url("):
        assert foreign not in svg


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_alt_text_speaks_of_every_numbered_panel(exercise_id: str) -> None:
    picture = read_picture(exercise_id)
    for language in LANGUAGES:
        numbers = [str(n) for n in range(1, 4) if f"{n}: " in picture_alt(exercise_id, language)]
        assert len(numbers) == (len(picture.panels) if picture.numbered else 0)
    assert picture_alt(exercise_id, "en") != picture_alt(exercise_id, "de")


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_limbs_keep_their_length(exercise_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, bodies.Joints]] = []
    real = bodies._joints

    def spy(name: str, *rest: object) -> bodies.Joints:
        joints = real(name, *rest)  # type: ignore[arg-type]
        seen.append((name, joints))
        return joints

    monkeypatch.setattr(bodies, "_joints", spy)
    picture = read_picture(exercise_id)
    for panel in picture.panels:
        bodies.body(panel, picture.pregnant)
    for name, joints in seen:
        upper, lower = (bodies.THIGH, bodies.SHANK) if "leg" in name else (bodies.UPPER_ARM, bodies.FOREARM)
        assert joints.middle.minus(joints.root).length() == pytest.approx(upper, abs=0.1)
        assert joints.tip.minus(joints.middle).length() == pytest.approx(lower, abs=bodies.REACH_TOLERANCE)


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_neck_and_head_go_with_the_back(exercise_id: str) -> None:
    for panel in read_picture(exercise_id).panels:
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
    monkeypatch.setattr("bot.pictures.poses.POSES", tmp_path)
    monkeypatch.setattr("bot.pictures.draw.exercise_title", lambda *_: "Standing")
    picture_svg.cache_clear()
    if message == "none":
        assert picture_svg("standing", "en").startswith("<svg")
        return
    with pytest.raises(ContentError, match=r"standing\.yml") as error:
        picture_svg("standing", "en")
    assert message in str(error.value)


def test_a_missing_picture_is_named() -> None:
    with pytest.raises(ContentError, match="handstand"):
        picture_svg("handstand", "en")


@pytest.mark.parametrize("width", [360, 800])
def test_png_has_its_size_and_is_not_blank(width: int) -> None:
    for png in (picture_png("bridge", "en", width), effect_chart_png("de", width)):
        assert png.startswith(b"\x89PNG")
        seen_width, height, rows = pixels(png)
        assert seen_width == width and 100 < height < width * 1.5
        assert len(set(rows)) > 20


def test_png_is_what_the_renderer_makes_without_any_font_of_the_machine() -> None:
    plain = bytes(resvg_py.svg_to_bytes(svg_string=picture_svg("bridge", "en"), width=360, skip_system_fonts=True))
    assert plain == picture_png("bridge", "en", 360)
    wordless = bytes(resvg_py.svg_to_bytes(svg_string=effect_chart_svg("en"), width=360, skip_system_fonts=True))
    assert wordless != effect_chart_png("en", 360)


@pytest.mark.parametrize("language", LANGUAGES)
def test_chart_shows_the_figures_of_the_knowledge_base(language: str) -> None:
    chart = read_chart()
    topic = read_yaml(CONTENT / "topics" / f"{chart.topic}.yml")
    texts = {entry["id"]: entry["text"][language] for entry in topic["statements"] if entry["id"] in chart.statements}
    assert set(texts) == set(chart.statements)
    figures = texts["chronic_effect_size"]
    assert f" {chart.start} " in figures and f" {chart.fall} " in figures and f" {chart.worst} " in figures
    assert not any(character.isdigit() for character in texts["chronic_no_exercise"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_chart_is_accessible_and_says_the_figures(language: str) -> None:
    root = ElementTree.fromstring(effect_chart_svg(language))
    assert root.findtext(f"{SVG}desc") == effect_chart_alt(language)
    shown = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    for figure in ("50", "35", "15"):
        assert figure in shown and figure in effect_chart_alt(language)


def test_panel_takes_both_sides_at_once() -> None:
    panel = read_picture("bridge").panels[0]
    assert isinstance(panel, Panel) and panel.left_leg == panel.right_leg
