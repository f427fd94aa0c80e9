"""Every exercise has a picture with alt text that matches its poses."""

from __future__ import annotations

import struct
from xml.etree import ElementTree

import pytest

from bot.knowledge.content_files import CONTENT
from bot.languages import LANGUAGES, Language
from bot.pictures.urls import CHART, FOLDER, alt_text, picture_file, picture_url
from bot.yaml_files import read_yaml
from tools.drawings.build import all_drawings, svg_of
from tools.drawings.png import WIDTH, as_png

EXERCISES = sorted(path.stem for path in (CONTENT / "exercises").glob("*.yml"))
SVG = "{http://www.w3.org/2000/svg}"


def test_every_exercise_and_the_chart_have_files_and_there_are_no_others() -> None:
    names = [f"{name}.{language}" for name in (CHART, *EXERCISES) for language in LANGUAGES]
    expected = {f"{name}.{kind}" for name in names for kind in ("svg", "png")}
    assert {path.name for path in FOLDER.iterdir() if path.suffix in (".svg", ".png")} == expected


@pytest.mark.parametrize(("name", "language"), all_drawings())
def test_the_files_match_the_poses(name: str, language: Language) -> None:
    svg, file = svg_of(name, language), FOLDER / f"{name}.{language}.svg"
    # Compared outside the assertion, because pytest would take minutes to show how two long texts differ.
    current = file.read_text(encoding="utf-8") == svg and file.with_suffix(".png").read_bytes() == as_png(svg)
    assert current, "Run `make drawings`, and change only the descriptions in tools/drawings/ by hand."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_picture_is_accessible_and_self_contained(exercise_id: str, language: Language) -> None:
    file = picture_file(picture_url(exercise_id, language))
    assert file
    svg = file.read_text(encoding="utf-8")
    root = ElementTree.fromstring(svg)
    title = read_yaml(CONTENT / "exercises" / f"{exercise_id}.yml")["title"][language]
    assert root.get("role") == "img" and root.get("viewBox")
    assert root.findtext(f"{SVG}title") == title
    assert len(alt_text(file)) > 20
    for external in ("href", "<script", "<text", "<image", "url("):
        assert external not in svg


@pytest.mark.parametrize("name", [CHART, *EXERCISES])
def test_alt_text_is_in_the_language(name: str) -> None:
    english, german = (alt_text(FOLDER / f"{name}.{language}.png") for language in LANGUAGES)
    assert english and german and english != german


@pytest.mark.parametrize(("name", "language"), all_drawings())
def test_png_fits_a_phone(name: str, language: Language) -> None:
    png = (FOLDER / f"{name}.{language}.png").read_bytes()
    width, height = struct.unpack(">II", png[16:24])
    assert width == WIDTH and 100 < height < width * 1.5
    assert len(png) < 100_000


@pytest.mark.parametrize(
    "url",
    [
        *("/pictures/handstand.en.svg", "/pictures/bridge.fr.svg", "/pictures/bridge.en.gif", "/pictures/urls.py"),
        *("/pictures/../pictures/bridge.en.svg", "pictures/bridge.en.svg", "https://example.org/bridge.en.svg"),
    ],
)
def test_no_other_file_is_a_picture(url: str) -> None:
    assert picture_file(url) is None
