"""Where the panels of a drawing go: side by side if that keeps the figures large, else one below the other."""

from __future__ import annotations

from typing import NamedTuple

from tools.drawings.projection import Box

WIDTH, MAX_HEIGHT = 800.0, 760.0
MARGIN, GAP, HEADER = 28.0, 36.0, 52.0
MAX_SCALE = 3.3


class Placement(NamedTuple):
    """Where one panel goes: the origin of the figure and the middle of the numeral."""

    left: float
    floor: float
    numeral: tuple[float, float]


class Layout(NamedTuple):
    """How large everything is, and where each panel goes."""

    scale: float
    height: float
    placements: list[Placement]


def arrange(boxes: list[Box]) -> Layout:
    """Return the arrangement with the larger figures, for boxes in cm around the origin of each panel."""
    return max(_side_by_side(boxes), _stacked(boxes), key=lambda layout: layout.scale)


def _side_by_side(boxes: list[Box]) -> Layout:
    room = WIDTH - 2 * MARGIN - GAP * (len(boxes) - 1)
    above, below = -min(box[1] for box in boxes), max(box[3] for box in boxes)
    widths = [box[2] - box[0] for box in boxes]
    scale = min(MAX_SCALE, room / sum(widths), (MAX_HEIGHT - 2 * MARGIN - HEADER) / (above + below))
    spare = (room - scale * sum(widths)) / (len(boxes) + 1)
    placements, left = [], MARGIN + spare
    for box, width in zip(boxes, widths, strict=True):
        middle = (left + scale * width / 2, MARGIN + HEADER / 2 - 6)
        placements.append(Placement(left - scale * box[0], MARGIN + HEADER + scale * above, middle))
        left += scale * width + GAP + spare
    return Layout(scale, 2 * MARGIN + HEADER + scale * (above + below), placements)


def _stacked(boxes: list[Box]) -> Layout:
    room = WIDTH - 2 * MARGIN - HEADER
    heights = [box[3] - box[1] for box in boxes]
    tall = MAX_HEIGHT - 2 * MARGIN - GAP * (len(boxes) - 1)
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    scale = min(MAX_SCALE, room / (right - left), tall / sum(heights))
    placements, top = [], MARGIN
    origin = MARGIN + HEADER + (room - scale * (right - left)) / 2 - scale * left
    for box, height in zip(boxes, heights, strict=True):
        placements.append(Placement(origin, top - scale * box[1], (MARGIN + HEADER / 2 - 6, top + scale * height / 2)))
        top += scale * height + GAP
    return Layout(scale, top - GAP + MARGIN, placements)
