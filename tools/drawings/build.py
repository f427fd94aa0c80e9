"""Draws the files that the bot serves."""

from __future__ import annotations

from pathlib import Path

from bot.languages import LANGUAGES, Language
from bot.pictures.urls import CHART
from tools.drawings.chart import effect_chart_svg
from tools.drawings.descriptions import drawn_exercises
from tools.drawings.exercise import exercise_svg
from tools.drawings.png import as_png


def svg_of(name: str, language: Language) -> str:
    """Return the drawing of an exercise, or the chart, with its text in the language.

    Raises:
        ContentError: its description is missing or wrong; the message names file and entry.
    """
    return effect_chart_svg(language) if name == CHART else exercise_svg(name, language)


def all_drawings() -> list[tuple[str, Language]]:
    """Return name and language of every drawing."""
    return [(name, language) for name in (CHART, *drawn_exercises()) for language in LANGUAGES]


def write_drawings(folder: Path) -> int:
    """Draw everything into a folder, delete old drawings that no longer exist, and return the number of files.

    Raises:
        ContentError: a description is wrong; nothing has been written.
    """
    files: dict[str, bytes] = {}
    for name, language in all_drawings():
        svg = svg_of(name, language)
        files[f"{name}.{language}.svg"] = svg.encode()
        files[f"{name}.{language}.png"] = as_png(svg)
    for path in [*folder.glob("*.svg"), *folder.glob("*.png")]:
        if path.name not in files:
            path.unlink()
    for file_name, content in files.items():
        (folder / file_name).write_bytes(content)
    return len(files)
