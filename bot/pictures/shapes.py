"""From round bits in space to outlines on paper."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, radians, sin
from typing import Iterable, Tuple

from bot.pictures.body import Blob, Part
from bot.pictures.vectors import Vec

Point = Tuple[float, float]
Box = Tuple[float, float, float, float]
CORNERS = 24


@dataclass(frozen=True)
class Camera:
    """Who looks: `turn` and `tilt` in degrees, paper units per cm, and where the origin is on paper."""

    turn: float
    tilt: float
    scale: float = 1.0
    left: float = 0.0
    floor: float = 0.0

    def seen(self, point: Vec) -> Vec:
        """Return a point as the viewer has it: right, up and towards the viewer, in cm."""
        turn, tilt = radians(self.turn), radians(self.tilt)
        depth = point.x * sin(turn) + point.z * cos(turn)
        return Vec(
            point.x * cos(turn) - point.z * sin(turn),
            point.y * cos(tilt) - depth * sin(tilt),
            depth * cos(tilt) + point.y * sin(tilt),
        )

    def paper(self, point: Vec) -> Point:
        """Return where a point is on paper."""
        seen = self.seen(point)
        return self.left + seen.x * self.scale, self.floor - seen.y * self.scale

    def depth(self, part: Part) -> float:
        """Return how near to the viewer a part is on average."""
        depths = [self.seen(blob.centre).z for group in part.groups for blob in group]
        return sum(depths) / len(depths)

    def circle(self, blob: Blob) -> list[Point]:
        """Return the outline of one blob on paper."""
        x, y = self.paper(blob.centre)
        radius = blob.radius * self.scale
        angles = [2 * pi * corner / CORNERS for corner in range(CORNERS)]
        return [(x + radius * cos(angle), y + radius * sin(angle)) for angle in angles]

    def outline(self, blobs: Iterable[Blob]) -> list[Point]:
        """Return the convex outline around blobs."""
        return hull([point for blob in blobs for point in self.circle(blob)])

    def box(self, blobs: Iterable[Blob]) -> Box:
        """Return the smallest box on paper around blobs: left, top, right, bottom."""
        return surrounding([point for blob in blobs for point in self.circle(blob)])


def hull(points: list[Point]) -> list[Point]:
    """Return the convex hull, always in the same sense of rotation."""
    ordered = sorted(set(points))
    return _half(ordered)[:-1] + _half(ordered[::-1])[:-1]


def _half(points: list[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(first: Point, second: Point, third: Point) -> float:
    return (second[0] - first[0]) * (third[1] - first[1]) - (second[1] - first[1]) * (third[0] - first[0])


def surrounding(points: list[Point]) -> Box:
    """Return the smallest box around points: left, top, right, bottom."""
    across, down = [point[0] for point in points], [point[1] for point in points]
    return min(across), min(down), max(across), max(down)


def path(outline: list[Point]) -> str:
    """Return an outline as SVG path data."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in outline) + "Z"
