"""The models of a drawing's description. `poses/README.md` explains it to editors."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Literal, Optional, Tuple

from pydantic import BaseModel, Extra, Field, ValidationError, root_validator

from bot.knowledge.content_files import CONTENT
from bot.languages import Language
from bot.yaml_files import ContentError, read_yaml

POSES = Path(__file__).parent / "poses"

Point2D = Tuple[float, float]
Along = Tuple[float, float]
Spine = Tuple[float, float, float]
Point3D = Tuple[float, float, float]


class _Entry(BaseModel):
    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid
        allow_mutation = False


class Limb(_Entry):
    """An arm or a leg: either where wrist or ankle is (`to`), or where the two halves point (`along`)."""

    to: Optional[List[float]] = Field(None, min_items=2, max_items=3)
    along: Optional[Along] = None
    out: float = 0.0
    bend: Optional[Point3D] = None
    end: Optional[float] = None
    toes: Optional[float] = None

    @root_validator
    def _one_way(cls, values: Dict[str, Any]) -> Dict[str, Any]:
        if (values.get("to") is None) == (values.get("along") is None):
            raise ValueError("give either 'to' or 'along' for each limb")
        return values


class Prop(_Entry):
    """A prop: its kind and where it is; `poses/README.md` says which of its points that is."""

    kind: Literal["ball", "roller", "wall", "chair", "seat", "cushion", "kettlebell"]
    at: Point2D

    @property
    def behind(self) -> bool:
        """Return whether it is drawn behind the whole figure and not between the two hands."""
        return self.kind != "kettlebell"


class Arrow(_Entry):
    """An arrow from point to point; `bow` cm bulge to its left, `both` gives it two heads."""

    start: Point2D
    end: Point2D
    bow: float = 0.0
    both: bool = False


class Panel(_Entry):
    """One figure in one pose."""

    pelvis: Point2D
    spine: Spine
    sideways: Spine = (0, 0, 0)
    twist: Spine = (0, 0, 0)
    neck: float
    face: float
    left_arm: Limb
    right_arm: Limb
    left_leg: Limb
    right_leg: Limb
    props: List[Prop] = []
    arrows: List[Arrow] = []

    @root_validator(pre=True)
    def _both_sides(cls, values: Dict[str, Any]) -> Dict[str, Any]:
        given = dict(values)
        for limb in ("arm", "leg"):
            pair = given.pop(f"{limb}s", None)
            if pair is not None:
                given.setdefault(f"left_{limb}", pair)
                given.setdefault(f"right_{limb}", pair)
        return given


class View(_Entry):
    """The viewpoint: `turn` turns the face towards us, `tilt` looks from above, `seen_from` is the near side."""

    turn: float = 0.0
    tilt: float = 0.0
    seen_from: Literal["right", "left"] = "right"


class Texts(_Entry):
    """A text in both languages."""

    en: str = Field(min_length=20)
    de: str = Field(min_length=20)


class Drawing(_Entry):
    """All panels of one exercise, and their alt text."""

    alt: Texts
    pregnant: bool = False
    numbered: bool = True
    view: View = View()
    panels: List[Panel] = Field(min_items=1, max_items=3)


def drawn_exercises() -> list[str]:
    """Return the ids of all exercises that have poses."""
    return sorted(path.stem for path in POSES.glob("*.yml"))


def exercise_title(exercise_id: str, language: Language) -> str:
    """Return the title the exercise has in the knowledge base."""
    return str(read_yaml(CONTENT / "exercises" / f"{exercise_id}.yml")["title"][language])


def read_drawing(exercise_id: str) -> Drawing:
    """Return the description of the drawing of an exercise.

    Raises:
        ContentError: there is none, or it is malformed; the message names file and entry.
    """
    path = POSES / f"{exercise_id}.yml"
    content = read_yaml(path)
    try:
        return Drawing.parse_obj(content)
    except ValidationError as error:
        raise ContentError(f"{path}: {error}. See README.md in the same folder.") from error
