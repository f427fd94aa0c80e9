"""From spheres in space to outlines on the canvas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Tuple

from tools.drawings.body import Part, Sphere
from tools.drawings.geometry import Vec, cosine, sine

Point = Tuple[float, float]
Box = Tuple[float, float, float, float]
FEW_CORNERS, MANY_CORNERS = 16, 60
FORWARD_COUNTS = 0.03


@dataclass(frozen=True)
class Camera:
    """Who looks: `turn` and `tilt` in degrees, canvas units per cm, and where the origin is on the canvas."""

    turn: float
    tilt: float
    scale: float = 1.0
    left: float = 0.0
    floor: float = 0.0

    def to_view(self, point: Vec) -> Vec:
        """Return a point in the viewer's coordinates: right, up and towards the viewer, in cm."""
        turn, tilt = self.turn, self.tilt
        depth = point.x * sine(turn) + point.z * cosine(turn)
        return Vec(
            point.x * cosine(turn) - point.z * sine(turn),
            point.y * cosine(tilt) - depth * sine(tilt),
            depth * cosine(tilt) + point.y * sine(tilt),
        )

    def project(self, point: Vec) -> Point:
        """Return where a point is on the canvas."""
        view = self.to_view(point)
        return self.left + view.x * self.scale, self.floor - view.y * self.scale

    def part_z_order(self, part: Part) -> float:
        """Return the drawing order of a part: far side first, near side last, arms over legs."""
        # Only thigh and upper arm count for a limb: a hand or a foot may reach across to the other side.
        groups = part.groups if part.name in ("trunk", "belly", "head") else part.groups[:1]
        return self.z_order([sphere.centre for group in groups for sphere in group]) + part.name.endswith("arm")

    def z_order(self, points: list[Vec]) -> float:
        """Return how near points are to the viewer on average; mainly the side of the body decides."""
        towards, forward = cosine(self.turn), FORWARD_COUNTS * sine(self.turn)
        return sum(point.z * towards + point.x * forward for point in points) / len(points)

    def circle(self, sphere: Sphere) -> list[Point]:
        """Return the outline of one sphere on the canvas."""
        x, y = self.project(sphere.centre)
        radius = sphere.radius * self.scale
        corners = min(max(round(radius), FEW_CORNERS), MANY_CORNERS)
        angles = [360 * corner / corners for corner in range(corners)]
        return [(x + radius * cosine(angle), y + radius * sine(angle)) for angle in angles]

    def outline(self, spheres: Iterable[Sphere]) -> list[Point]:
        """Return the convex outline around spheres."""
        return hull([point for sphere in spheres for point in self.circle(sphere)])

    def bounding_box(self, spheres: Iterable[Sphere]) -> Box:
        """Return the smallest box on the canvas around spheres: left, top, right, bottom."""
        return bounding_box([point for sphere in spheres for point in self.circle(sphere)])


def hull(points: list[Point]) -> list[Point]:
    """Return the convex hull, always in the same direction of rotation."""
    ordered = sorted(set(points))
    return _half_hull(ordered)[:-1] + _half_hull(ordered[::-1])[:-1]


def _half_hull(points: list[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(first: Point, second: Point, third: Point) -> float:
    return (second[0] - first[0]) * (third[1] - first[1]) - (second[1] - first[1]) * (third[0] - first[0])


def bounding_box(points: list[Point]) -> Box:
    """Return the smallest box around points: left, top, right, bottom."""
    across, down = [point[0] for point in points], [point[1] for point in points]
    return min(across), min(down), max(across), max(down)


def path_data(outline: list[Point]) -> str:
    """Return an outline as SVG path data."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in outline) + "Z"
