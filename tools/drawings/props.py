"""The props around the figure, made of spheres like the body."""

from __future__ import annotations

from itertools import pairwise
from typing import Callable

from tools.drawings.body import Sphere
from tools.drawings.descriptions import Prop
from tools.drawings.geometry import Vec, cosine, sine

BALL_RADIUS, ROLLER_RADIUS, ROLLER_LENGTH = 25.0, 7.5, 40.0
CHAIR_DEPTH, CHAIR_WIDTH, CHAIR_BACK = 42.0, 40.0, 45.0
CUSHION_LENGTH, CUSHION_SLOPE, CUSHION_HEIGHT = 60.0, 46.0, 19.0
WALL_HEIGHT, WALL_DEPTH = 75.0, 25.0
HANDLE_ANGLES = [22.5 * step for step in range(9)]

Groups = list[list[Sphere]]


def prop_pieces(prop: Prop) -> list[Groups]:
    """Return the pieces of a prop, back to front; the groups of a piece share one outline."""
    return _DRAWN[prop.kind](*prop.at)


def prop_spheres(prop: Prop) -> list[Sphere]:
    """Return all spheres of a prop."""
    return [sphere for piece in prop_pieces(prop) for group in piece for sphere in group]


def _ball(x: float, y: float) -> list[Groups]:
    return [[[Sphere(Vec(x, y), BALL_RADIUS)]]]


def _roller(x: float, y: float) -> list[Groups]:
    far, near = (Sphere(Vec(x, y, sign * ROLLER_LENGTH / 2), ROLLER_RADIUS) for sign in (-1, 1))
    return [[[far, near]], [[near]]]


def _wall(x: float, y: float) -> list[Groups]:
    corners = [(height, side) for height in (y + 1, y + WALL_HEIGHT) for side in (-WALL_DEPTH, WALL_DEPTH)]
    return [[[Sphere(Vec(x, height, side), 2.0) for height, side in corners]]]


def _chair(x: float, y: float, back_way: int = 1) -> list[Groups]:
    front, back, half = x + 2 * back_way, x + (CHAIR_DEPTH - 2) * back_way, CHAIR_WIDTH / 2 - 2
    seat = [Sphere(Vec(across, y - 2, side), 2.0) for across in (front, back) for side in (-half, half)]
    legs = [
        _bar(Vec(across, 1.5, side), Vec(across, y - 3, side)) for across in (front, back) for side in (-half, half)
    ]
    posts = [_bar(Vec(back, y, side), Vec(back + 4 * back_way, y + CHAIR_BACK, side)) for side in (-half, half)]
    return [[*legs, seat, *posts, [posts[0][1], posts[1][1]]]]


def _seat(x: float, y: float) -> list[Groups]:
    return _chair(x, y, back_way=-1)


def _cushion(x: float, y: float) -> list[Groups]:
    top = CUSHION_HEIGHT - 3
    corners = [(0.0, 1.5), (CUSHION_SLOPE, top), (CUSHION_LENGTH, top), (CUSHION_LENGTH, 3.0)]
    return [[[Sphere(Vec(x - back, y + up, side), min(up, 3.0)) for back, up in corners for side in (-20, 20)]]]


def _bar(low: Vec, high: Vec) -> list[Sphere]:
    return [Sphere(low, 1.5), Sphere(high, 1.5)]


def _kettlebell(x: float, y: float) -> list[Groups]:
    ring = [Vec(x + 5.5 * cosine(angle), y - 8 + 8 * sine(angle)) for angle in HANDLE_ANGLES]
    handle = [[Sphere(one, 1.3), Sphere(two, 1.3)] for one, two in pairwise(ring)]
    return [[*handle, [Sphere(Vec(x, y - 15), 9.0), Sphere(Vec(x, y - 18), 7.5)]]]


_DRAWN: dict[str, Callable[[float, float], list[Groups]]] = {
    "ball": _ball,
    "roller": _roller,
    "wall": _wall,
    "chair": _chair,
    "seat": _seat,
    "cushion": _cushion,
    "kettlebell": _kettlebell,
}
