"""Points and directions in space: x forward, y up, z towards the viewer (the right side of the body), in cm."""

from __future__ import annotations

from math import cos, radians, sin, sqrt
from typing import NamedTuple

DIGITS = 12


def cosine(degrees: float) -> float:
    """Return the cosine, rounded: the last bit differs between machines, and the drawings must not."""
    return round(cos(radians(degrees)), DIGITS)


def sine(degrees: float) -> float:
    """Return the sine, rounded like the cosine."""
    return round(sin(radians(degrees)), DIGITS)


class Vec(NamedTuple):
    """A point or a direction."""

    x: float
    y: float
    z: float = 0.0

    def plus(self, other: Vec, times: float = 1.0) -> Vec:
        """Return this point moved along a direction."""
        return Vec(self.x + times * other.x, self.y + times * other.y, self.z + times * other.z)

    def minus(self, other: Vec) -> Vec:
        """Return the way from the other point to this one."""
        return self.plus(other, -1)

    def dot(self, other: Vec) -> float:
        """Return the inner product."""
        return self.x * other.x + self.y * other.y + self.z * other.z

    def length(self) -> float:
        """Return the length of the way."""
        return sqrt(self.dot(self))

    def unit(self) -> Vec:
        """Return the direction with length 1."""
        return Vec(0, 0).plus(self, 1 / (self.length() or 1))

    def perpendicular_to(self, axis: Vec) -> Vec:
        """Return the direction of the part of this one that is at a right angle to the axis."""
        return self.plus(axis, -self.dot(axis)).unit()


class Frame(NamedTuple):
    """Where up, front and right of a body part point."""

    up: Vec
    front: Vec
    right: Vec

    def at(self, origin: Vec, up: float, front: float, right: float = 0.0) -> Vec:
        """Return the point so many cm up, in front and to the right of the origin."""
        return origin.plus(self.up, up).plus(self.front, front).plus(self.right, right)


def direction(angle: float, out: float = 0.0) -> Vec:
    """Return a direction: 0 is forward, 90 is up, -90 is down; `out` degrees of it point to the right."""
    return Vec(cosine(angle) * cosine(out), sine(angle) * cosine(out), sine(out))


def frame(angle: float, left: float = 0.0, twist: float = 0.0) -> Frame:
    """Return the frame of a part whose up points along the angle, leaning and twisted to the left by some degrees."""
    up, front, right = direction(angle), direction(angle - 90), Vec(0, 0, 1)
    up, right = (
        Vec(0, 0).plus(up, cosine(left)).plus(right, -sine(left)),
        Vec(0, 0).plus(right, cosine(left)).plus(up, sine(left)),
    )
    front, right = (
        Vec(0, 0).plus(front, cosine(twist)).plus(right, -sine(twist)),
        Vec(0, 0).plus(right, cosine(twist)).plus(front, sine(twist)),
    )
    return Frame(up, front, right)
