"""How much exercise helps, as a chart with the figures of the knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List
from xml.sax.saxutils import escape

from pydantic import BaseModel, Extra, ValidationError

from bot.languages import Language
from bot.pictures.urls import CHART
from bot.yaml_files import ContentError, read_yaml
from tools.drawings.svg import ACCENT, CARD, MAIN, QUIET, document

FILE = Path(__file__).parent / "effect_chart.yml"
# A small canvas, so that the text stays large on a phone.
WIDTH, HEIGHT = 480.0, 460.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 282.0, 98.0, 338.0
BEFORE, AFTER, EDGE, LINE = 92.0, 266.0, 22.0, 23.0
HEADING_SIZE, VALUE_SIZE, TEXT_SIZE, SMALL_SIZE = 22, 26, 18, 15
# For no exercise the sources give no figure, only "hardly": the line falls too little to read a figure off it.
HARDLY = 1.0


class Chart(BaseModel):
    """The figures of the chart, the statements they come from, and its texts."""

    topic: str
    statements: List[str]
    start: int
    fall: int
    worst: int
    texts: Dict[str, Dict[str, Any]]

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid

    @property
    def end(self) -> int:
        """Return the average pain after exercise."""
        return self.start - self.fall


def read_chart(path: Path = FILE) -> Chart:
    """Return the data of the chart.

    Raises:
        ContentError: the file is missing or malformed.
    """
    try:
        return Chart.parse_obj(read_yaml(path))
    except ValidationError as error:
        raise ContentError(f"{path}: {error}") from error


def effect_chart_svg(language: Language) -> str:
    """Return the chart with and without exercise, with its text in the language."""
    chart = read_chart()
    words = {name: texts[language] for name, texts in chart.texts.items()}
    elements = [*_axis(chart), *_lines(chart), *_values(chart), *_labels(chart, words)]
    return document(CHART, language, (words["title"], words["alt"]), (WIDTH, HEIGHT), elements)


def _height(chart: Chart, pain: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * pain / chart.worst


def _axis(chart: Chart) -> list[str]:
    ends = [(pain, _height(chart, pain)) for pain in (0, chart.worst)]
    return [
        *(f'<path d="M{LEFT:.0f} {y:.1f}H{RIGHT:.0f}" stroke="{QUIET}" stroke-width="1"/>' for _, y in ends),
        *(_text(LEFT - 8, y + 5, str(pain), SMALL_SIZE, QUIET, "end") for pain, y in ends),
    ]


def _lines(chart: Chart) -> list[str]:
    start, end = _height(chart, chart.start), _height(chart, chart.end)
    same = _height(chart, chart.start - HARDLY)
    line, square = 'stroke-width="5" stroke-linecap="round"', 'width="15" height="15" stroke-width="4"'
    return [
        f'<path d="M{BEFORE} {start:.1f}L{AFTER} {same:.1f}" {line} stroke="{ACCENT}" stroke-dasharray="1 10"/>',
        f'<path d="M{BEFORE} {start:.1f}L{AFTER} {end:.1f}" {line} stroke="{MAIN}"/>',
        f'<rect x="{AFTER - 7.5}" y="{same - 7.5:.1f}" {square} fill="{CARD}" stroke="{ACCENT}"/>',
        *(f'<circle cx="{x}" cy="{y:.1f}" r="9" fill="{MAIN}"/>' for x, y in ((BEFORE, start), (AFTER, end))),
    ]


def _values(chart: Chart) -> list[str]:
    return [
        _text(BEFORE, _height(chart, chart.start) - 18, str(chart.start), VALUE_SIZE, MAIN, "middle"),
        _text(AFTER, _height(chart, chart.end) + 48, str(chart.end), VALUE_SIZE, MAIN, "middle"),
    ]


def _labels(chart: Chart, words: dict[str, Any]) -> list[str]:
    without, with_it = _height(chart, chart.start) - 20, _height(chart, chart.end) + 6
    fallen = [line.format(fall=chart.fall) for line in words["with"]]
    below, right = BOTTOM + 24, AFTER + 22
    return [
        *_block(EDGE, 38, words["heading"][:1], HEADING_SIZE, MAIN),
        *_block(EDGE, 64, words["heading"][1:], SMALL_SIZE, QUIET),
        *_block(right, without, words["without"], TEXT_SIZE, ACCENT),
        *_block(right, with_it, fallen, TEXT_SIZE, MAIN),
        _text(right, TOP + 5, words["worst"], SMALL_SIZE, QUIET),
        _text(right, BOTTOM + 5, words["none"], SMALL_SIZE, QUIET),
        _text(BEFORE, below, words["before"], SMALL_SIZE, QUIET, "middle"),
        _text(AFTER, below, words["after"], SMALL_SIZE, QUIET, "middle"),
        *_block(EDGE, below + 44, words["note"], SMALL_SIZE, MAIN),
    ]


def _block(x: float, y: float, lines: list[str], size: int, colour: str) -> list[str]:
    return [_text(x, y + LINE * row, line, size, colour) for row, line in enumerate(lines)]


def _text(x: float, y: float, words: str, size: int, colour: str, anchor: str = "start") -> str:
    font = f'font-family="system-ui, sans-serif" font-size="{size}" text-anchor="{anchor}"'
    return f'<text x="{x:.0f}" y="{y:.1f}" {font} fill="{colour}">{escape(words)}</text>'
