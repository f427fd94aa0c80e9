"""An exercise as SVG, readable on light and dark pages and without any font."""

from __future__ import annotations

from typing import NamedTuple

from bot.languages import Language
from bot.yaml_files import ContentError
from tools.drawings.body import Part, PoseError, Sphere, body, eyes
from tools.drawings.descriptions import POSES, Arrow, Drawing, Panel, Prop, View, exercise_title, read_drawing
from tools.drawings.geometry import Vec, cosine, sine
from tools.drawings.layout import WIDTH, Layout, Placement, arrange
from tools.drawings.projection import Box, Camera, Point, path_data
from tools.drawings.props import prop_pieces, prop_spheres
from tools.drawings.svg import ACCENT, BADGE, CARD, FAR, MAIN, MAT, PROP, PROP_EDGE, TRUNK, document

HALO, ARROW_WIDTH, HEAD_LENGTH, HEAD_ANGLE = 3.0, 6.0, 17.0, 32.0
# From this turn both sides of the body are visible side by side, and neither is the far one.
FRONT_VIEW = 60.0
NUMERALS = {
    1: "M-6 -6L2 -12L2 12",
    2: "M-7 -6C-7 -15 8 -15 7 -5C6 1 -5 5 -8 12L8 12",
    3: "M-6 -9C-2 -15 8 -13 7 -6C6 -1 0 -1 -2 -1C0 -1 8 0 8 6C8 14 -4 14 -7 8",
}


class Scene(NamedTuple):
    """One panel with the parts of its figure and the mat."""

    panel: Panel
    parts: list[Part]
    mat: list[Sphere]


def exercise_svg(exercise_id: str, language: Language) -> str:
    """Return the drawing of an exercise with title and description in the language.

    Raises:
        ContentError: the exercise has no poses, or one is impossible; the message names file and panel.
    """
    drawing = read_drawing(exercise_id)
    scenes = [_scene(exercise_id, number, panel, drawing) for number, panel in enumerate(drawing.panels, 1)]
    layout = arrange([_box(scene, _camera(drawing.view)) for scene in scenes])
    elements = [
        element
        for number, (scene, placement) in enumerate(zip(scenes, layout.placements, strict=True), 1)
        for element in [*_draw(scene, drawing.view, layout, placement), *_numeral(number, placement, drawing.numbered)]
    ]
    texts = exercise_title(exercise_id, language), getattr(drawing.alt, language)
    return document(exercise_id, language, texts, (WIDTH, layout.height), elements)


def _scene(exercise_id: str, number: int, panel: Panel, drawing: Drawing) -> Scene:
    try:
        parts = body(panel, drawing.pregnant)
    except PoseError as error:
        raise ContentError(f"{POSES / exercise_id}.yml: panel {number}: {error}") from error
    props = [sphere for prop in panel.props for sphere in prop_spheres(prop)]
    return Scene(panel, parts, _mat(_spheres(parts) + props))


def _spheres(parts: list[Part]) -> list[Sphere]:
    return [sphere for part in parts for group in part.groups for sphere in group]


def _mat(spheres: list[Sphere]) -> list[Sphere]:
    left, right = min(b.centre.x for b in spheres) - 12, max(b.centre.x for b in spheres) + 12
    near, far = max(b.centre.z for b in spheres) + 8, min(b.centre.z for b in spheres) - 8
    return [Sphere(Vec(x, -1.5, z), 1.5) for x in (left, right) for z in (near, far)]


def _camera(view: View, scale: float = 1.0, left: float = 0.0, floor: float = 0.0) -> Camera:
    return Camera(view.turn + (180 if view.seen_from == "left" else 0), view.tilt, scale, left, floor)


def _box(scene: Scene, camera: Camera) -> Box:
    props = [sphere for prop in scene.panel.props for sphere in prop_spheres(prop)]
    arrows = [Sphere(Vec(*end), 4) for arrow in scene.panel.arrows for end in (arrow.start, arrow.end, _peak(arrow))]
    return camera.bounding_box([*_spheres(scene.parts), *scene.mat, *props, *arrows])


def _draw(scene: Scene, view: View, layout: Layout, placement: Placement) -> list[str]:
    camera = _camera(view, layout.scale, placement.left, placement.floor)
    elements = [f'<path d="{path_data(camera.outline(scene.mat))}" fill="{MAT}"/>']
    elements += [_prop(prop, camera) for prop in scene.panel.props if prop.behind]
    # From the side the belly is part of the outline of the trunk; from the front it would not be seen.
    parts = [part for part in scene.parts if part.name != "belly" or abs(view.turn) >= FRONT_VIEW]
    layers = [(camera.part_z_order(part), _part(part, scene.panel, camera, view)) for part in parts]
    layers += [(camera.z_order([Vec(*p.at)]), _prop(p, camera)) for p in scene.panel.props if not p.behind]
    elements += [element for _, element in sorted(layers, key=lambda layer: layer[0])]
    return [*elements, *(_arrow(arrow, camera) for arrow in scene.panel.arrows)]


def _prop(prop: Prop, camera: Camera) -> str:
    return "".join(_shape(piece, camera, PROP, PROP_EDGE) for piece in prop_pieces(prop))


def _part(part: Part, panel: Panel, camera: Camera, view: View) -> str:
    shape = _shape(part.groups, camera, _colour(part, view), CARD)
    return shape + "".join(_eyes(panel, camera)) if part.name == "head" else shape


def _colour(part: Part, view: View) -> str:
    if part.name in ("trunk", "belly"):
        return TRUNK
    far = "left" if view.seen_from == "right" else "right"
    return FAR if part.name.startswith(far) and abs(view.turn) < FRONT_VIEW else MAIN


def _shape(groups: list[list[Sphere]], camera: Camera, fill: str, edge: str) -> str:
    data = "".join(path_data(camera.outline(group)) for group in groups)
    return f'<path d="{data}" fill="{fill}" stroke="{edge}" stroke-width="{2 * HALO}" paint-order="stroke"/>'


def _eyes(panel: Panel, camera: Camera) -> list[str]:
    middle, both = eyes(panel)
    seen = [eye for eye in both if camera.to_view(eye).z > camera.to_view(middle).z + 1]
    return [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{1.3 * camera.scale:.1f}" fill="{CARD}"/>'
        for x, y in map(camera.project, seen)
    ]


def _peak(arrow: Arrow) -> Point:
    start, end = Vec(*arrow.start), Vec(*arrow.end)
    way = end.minus(start)
    peak = start.plus(way, 0.5).plus(Vec(-way.y, way.x).unit(), arrow.bow)
    return peak.x, peak.y


def _arrow(arrow: Arrow, camera: Camera) -> str:
    start, end = camera.project(Vec(*arrow.start)), camera.project(Vec(*arrow.end))
    peak = camera.project(Vec(*_peak(arrow)))
    # A quadratic curve passes its control point at half the distance, so the control point is twice as far out.
    control = (2 * peak[0] - (start[0] + end[0]) / 2, 2 * peak[1] - (start[1] + end[1]) / 2)
    data = f"M{start[0]:.1f} {start[1]:.1f}Q{control[0]:.1f} {control[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    data += _head(control, end) + (_head(control, start) if arrow.both else "")
    lines = [(CARD, ARROW_WIDTH + 2 * HALO), (ACCENT, ARROW_WIDTH)]
    shape = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    return "".join(f'<path d="{data}" {shape} stroke="{colour}" stroke-width="{width}"/>' for colour, width in lines)


def _head(control: Point, tip: Point) -> str:
    end = Vec(*tip)
    back = Vec(*control).minus(end).unit()
    foot, wing = end.plus(back, HEAD_LENGTH * cosine(HEAD_ANGLE)), HEAD_LENGTH * sine(HEAD_ANGLE)
    one, two = (foot.plus(Vec(-back.y, back.x), side * wing) for side in (1, -1))
    return f"M{one.x:.1f} {one.y:.1f}L{end.x:.1f} {end.y:.1f}L{two.x:.1f} {two.y:.1f}"


def _numeral(number: int, placement: Placement, shown: bool) -> list[str]:
    if not shown:
        return []
    x, y = placement.numeral
    line = f'stroke="{MAIN}" stroke-width="4" stroke-linecap="round" stroke-linejoin="round" fill="none"'
    return [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="22" fill="{BADGE}"/>',
        f'<path transform="translate({x:.1f} {y:.1f})" d="{NUMERALS[number]}" {line}/>',
    ]
