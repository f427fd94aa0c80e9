"""The body: constant lengths, and where its parts are in a pose."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from typing import NamedTuple, Optional

from tools.drawings.descriptions import Limb, Panel
from tools.drawings.geometry import Frame, Vec, direction, frame

SPINE, NECK = 52.0, 8.5
UPPER_ARM, FOREARM, HAND = 29.0, 25.0, 16.0
THIGH, SHANK = 41.0, 39.0
SHOULDER_SIDE, HIP_SIDE = 16.0, 9.0
# Along the trunk, 0 at the hips and 1 at the neck: half its depth, and how far its sides are from the middle.
TRUNK = ((0.0, 10.5, 6.5), (0.17, 9.9, 5.5), (0.36, 9.2, 4.0), (0.55, 9.6, 4.5), (0.74, 9.8, 5.5), (0.94, 7.0, 8.5))
SLICES, STEPS = 12, 24
SHOULDER_AT = 0.9
# From this share a lower leg counts as pointing sideways, and its foot turns out with it.
SIDEWAYS = 0.5
REACH_TOLERANCE = 0.5
FLOOR_TOLERANCE = 1.5
# How far knee and elbow can stretch past straight and bend, in degrees.
KNEE, ELBOW = (-5.0, 155.0), (-8.0, 150.0)


class PoseError(ValueError):
    """A body cannot take this pose; the message says which part and what to change."""


class Sphere(NamedTuple):
    """The element of all figures and props: centre and radius in cm."""

    centre: Vec
    radius: float


class Part(NamedTuple):
    """A part of the body as groups of spheres; each group is drawn as its convex outline."""

    name: str
    groups: list[list[Sphere]]


class Joints(NamedTuple):
    """Beginning, middle and end of a limb, and where its end points."""

    root: Vec
    middle: Vec
    tip: Vec


def body(panel: Panel, pregnant: bool) -> list[Part]:
    """Return all parts of a figure.

    Raises:
        PoseError: the pose is impossible.
    """
    trunk = _trunk(panel, pregnant)
    parts = [trunk, _head(panel, pregnant)]
    if pregnant:
        parts.append(Part("belly", [[_belly(panel)]]))
    for side, sign in (("left", -1), ("right", 1)):
        parts.append(_arm(panel, side, sign))
        parts.append(_leg(panel, side, sign))
    _check_floor(parts)
    return parts


def _interpolate(values: tuple[float, float, float], share: float) -> float:
    low, middle, high = values
    return low + (middle - low) * share * 2 if share < 0.5 else middle + (high - middle) * (share * 2 - 1)


def spine_at(panel: Panel, share: float) -> tuple[Vec, Frame]:
    """Return point and frame at a share of the way up the spine."""
    point, step = Vec(*panel.pelvis), share / STEPS
    for number in range(STEPS):
        point = point.plus(_spine_frame(panel, (number + 0.5) * step).up, SPINE * step)
    return point, _spine_frame(panel, share)


def _spine_frame(panel: Panel, share: float) -> Frame:
    return frame(
        _interpolate(panel.spine, share), _interpolate(panel.sideways, share), _interpolate(panel.twist, share)
    )


def _trunk(panel: Panel, pregnant: bool) -> Part:
    slices = [_slice(panel, TRUNK[-1][0] * step / SLICES) for step in range(SLICES + 1)]
    groups = [low + high for low, high in pairwise(slices)]
    hips, axes = spine_at(panel, 0)
    groups.append(slices[0] + [Sphere(axes.at(hips, -2.5, -3.5, sign * 7), 8.5) for sign in (-1, 1)])
    if pregnant:
        groups.append([*slices[1], *slices[8], _belly(panel)])
    return Part("trunk", groups)


def _belly(panel: Panel) -> Sphere:
    point, axes = spine_at(panel, 0.32)
    return Sphere(axes.at(point, 0, 8.0), 13.0)


def _slice(panel: Panel, share: float) -> list[Sphere]:
    point, axes = spine_at(panel, share)
    low, high = next((one, two) for one, two in pairwise(TRUNK) if share <= two[0])
    way = (share - low[0]) / (high[0] - low[0])
    radius, side = (low[i] + way * (high[i] - low[i]) for i in (1, 2))
    return [Sphere(axes.at(point, 0, 0, sign * side), radius) for sign in (-1, 1)]


def _skull(panel: Panel) -> tuple[Vec, Vec, Frame]:
    left, twist = panel.sideways[2], panel.twist[2]
    top = spine_at(panel, 1)[0].plus(frame(panel.neck, left, twist).up, NECK)
    axes = frame(panel.face + 90, left, twist)
    return top, axes.at(top, 7, 2), axes


def _head(panel: Panel, pregnant: bool) -> Part:
    below, _ = spine_at(panel, SHOULDER_AT)
    top, skull, axes = _skull(panel)
    face = [Sphere(skull, 9.0), Sphere(axes.at(skull, -6, 4.5), 4.2)]
    tip = Sphere(axes.at(skull, -2.2, 9.9), 1.4)
    nose = [Sphere(axes.at(skull, 0.5, 7), 2.0), Sphere(axes.at(skull, -3, 7), 2.0), tip]
    back = [Sphere(axes.at(skull, 0.5, -2.2), 8.6), Sphere(skull, 9.0)]
    bun = [[Sphere(axes.at(skull, 9.5, -4.5), 3.8)]] if pregnant else []
    neck = [[Sphere(below, 6.5), Sphere(top, 4.8)], [Sphere(top, 4.8), Sphere(skull, 4.8)]]
    return Part("head", [*neck, back, face, nose, *bun])


def eyes(panel: Panel) -> tuple[Vec, list[Vec]]:
    """Return the middle of the head and the two eyes."""
    _, skull, axes = _skull(panel)
    return skull, [axes.at(skull, 1.2, 6, sign * 4.0) for sign in (-1, 1)]


def _arm(panel: Panel, side: str, sign: int) -> Part:
    name, limb = f"{side}_arm", panel.left_arm if side == "left" else panel.right_arm
    point, axes = spine_at(panel, SHOULDER_AT)
    joints = _joints(name, limb, axes.at(point, 0, 0, sign * SHOULDER_SIDE), (UPPER_ARM, FOREARM), sign)
    fingers = joints.tip.minus(joints.middle).unit() if limb.end is None else direction(limb.end)
    palm, tip = joints.tip.plus(fingers, 6), joints.tip.plus(fingers, HAND - 1.7)
    shoulder, elbow = Sphere(joints.root, 5.2), Sphere(joints.middle, 3.9)
    wrist, hand = Sphere(joints.tip, 2.7), Sphere(palm, 3.0)
    return Part(name, [[shoulder, elbow], [elbow, wrist], [wrist, hand], [hand, Sphere(tip, 1.7)]])


def _leg(panel: Panel, side: str, sign: int) -> Part:
    name, limb = f"{side}_leg", panel.left_leg if side == "left" else panel.right_leg
    point, axes = spine_at(panel, 0)
    joints = _joints(name, limb, axes.at(point, 0, 0, sign * HIP_SIDE), (THIGH, SHANK), sign)
    shank = joints.tip.minus(joints.middle)
    calf = Sphere(joints.middle.plus(shank, 0.28), 5.0)
    hip, knee, ankle = Sphere(joints.root, 8.8), Sphere(joints.middle, 5.3), Sphere(joints.tip, 3.3)
    return Part(name, [[hip, knee], [knee, calf], [calf, ankle], *_foot(joints, limb, ankle)])


def _foot(joints: Joints, limb: Limb, ankle: Sphere) -> list[list[Sphere]]:
    toes = _toe_direction(joints) if limb.end is None else direction(limb.end)
    shank = joints.tip.minus(joints.middle).unit()
    sole = shank.perpendicular_to(toes) if abs(shank.z) > SIDEWAYS else Vec(toes.y, -toes.x).perpendicular_to(toes)
    heel = Sphere(ankle.centre.plus(toes, -3.5).plus(sole, 4), 3.0)
    ball = Sphere(ankle.centre.plus(toes, 10).plus(sole, 5), 2.0)
    tip = ball.centre.plus(toes if limb.toes is None else direction(limb.toes), 6)
    return [[ankle, heel, ball], [ball, Sphere(tip, 1.8)]]


def _toe_direction(joints: Joints) -> Vec:
    shank = joints.tip.minus(joints.middle)
    return Vec(-shank.y, shank.x, 0).perpendicular_to(shank.unit())


def _joints(name: str, limb: Limb, root: Vec, lengths: tuple[float, float], sign: int) -> Joints:
    if limb.along is not None:
        return _along(name, limb.along, limb.out * sign, root, lengths)
    target = limb.to or [0.0, 0.0]
    side = sign * target[2] if len(target) == 3 else root.z
    return _reach(name, root, Vec(target[0], target[1], side), lengths, _pole(limb, sign))


def _pole(limb: Limb, sign: int) -> Optional[Vec]:
    return None if limb.bend is None else Vec(limb.bend[0], limb.bend[1], sign * limb.bend[2])


def _along(name: str, angles: tuple[float, float], out: float, root: Vec, lengths: tuple[float, float]) -> Joints:
    upper, lower = angles
    is_leg = name.endswith("leg")
    bend = ((upper - lower) if is_leg else (lower - upper) + 0.0) % 360
    bend = bend - 360 if bend > 180 else bend
    least, most = KNEE if is_leg else ELBOW
    if not least <= bend <= most:
        joint = "knee" if is_leg else "elbow"
        raise PoseError(
            f"{name}: the {joint} would bend by {bend:.0f} degrees; change 'along' ({least:.0f} to {most:.0f})."
        )
    middle = root.plus(direction(upper, out), lengths[0])
    return Joints(root, middle, middle.plus(direction(lower, out), lengths[1]))


def _reach(name: str, root: Vec, target: Vec, lengths: tuple[float, float], pole: Optional[Vec]) -> Joints:
    first, second = lengths
    way = target.minus(root)
    distance = way.length()
    if not abs(first - second) < distance <= first + second + REACH_TOLERANCE:
        raise PoseError(
            f"{name}: 'to' is {distance:.0f} cm from the joint, the limb reaches {abs(first - second):.0f} to "
            f"{first + second:.0f} cm; move 'to', 'pelvis' or 'spine'."
        )
    axis = way.unit()
    if pole is None:
        pole = Vec(-axis.y, axis.x, 0) if name.endswith("leg") else Vec(axis.y, -axis.x, 0)
    share = (first**2 - second**2 + distance**2) / (2 * distance)
    height = sqrt(max(first**2 - share**2, 0))
    return Joints(root, root.plus(axis, share).plus(pole.perpendicular_to(axis), height), target)


def _check_floor(parts: list[Part]) -> None:
    lowest = {part.name: min(b.centre.y - b.radius for group in part.groups for b in group) for part in parts}
    for name, height in lowest.items():
        if height < -FLOOR_TOLERANCE:
            raise PoseError(f"{name}: goes {-height:.1f} cm through the floor; raise it.")
    if min(lowest.values()) > FLOOR_TOLERANCE:
        raise PoseError(f"pelvis: the figure floats {min(lowest.values()):.1f} cm above the floor; lower it.")
