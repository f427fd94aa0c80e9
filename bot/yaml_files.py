"""Reads YAML files; an error names the file, the place and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_Model = TypeVar("_Model", bound=BaseModel)
# Replaces messages of pydantic that are too terse for editors who do not program.
_ADVICE = {
    "value_error.missing": "is missing; add it",
    "value_error.extra": "is not known here; check the spelling or remove it",
    "type_error.none.not_allowed": "is empty; fill it in or remove the entry",
}


class ContentError(ValueError):
    """A content file is wrong. The message names file, entry and field, and is meant for editors."""


def read_yaml(path: Path) -> Any:
    """Return the parsed content of a YAML 1.2 file: no, yes, on and off are strings, keys are unique.

    Raises:
        ContentError: the file is missing, is not UTF-8 or is not valid YAML.
    """
    try:
        # The C parser only splits the text; Python then types the words by the rules of YAML 1.2.
        return YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ContentError(f"{path}: the file is missing.") from error
    except UnicodeDecodeError as error:
        raise ContentError(f"{path}: the file is not UTF-8 text; save it as UTF-8.") from error
    except YAMLError as error:
        raise ContentError(f"{path}: not valid YAML. {_place(error)}") from error


def parse(model: type[_Model], entry: Any, path: Path, within: str = "") -> _Model:
    """Return an entry of a content file as a checked model.

    Args:
        model: the model that the entry has to fit.
        entry: the entry in the file.
        path: the file.
        within: the id of the entry this one is part of.

    Raises:
        ContentError: names the file, the entry and each field that is wrong.
    """
    if not isinstance(entry, dict):
        raise ContentError(f"{path}: expected an entry with named fields, found {type(entry).__name__}.")
    try:
        return model.parse_obj(entry)
    except ValidationError as error:
        raise ContentError("\n".join(_readable(problem, entry, path, within) for problem in error.errors())) from error


def _place(error: YAMLError) -> str:
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    return f"Line {mark.line + 1}, column {mark.column + 1}: {problem}." if mark and problem else str(error)


def _readable(problem: Mapping[str, Any], entry: dict[str, Any], path: Path, within: str) -> str:
    names, value = [within, str(entry.get("id") or "")], entry
    field: list[str] = []
    for part in problem["loc"]:
        value = value[part] if isinstance(value, (dict, list)) and _has(value, part) else {}
        if isinstance(part, int) and isinstance(value, dict) and "id" in value:
            names, field = [*names, str(value["id"])], []
        else:
            field.append(str(part))
    place = f"entry {' / '.join(filter(None, names))!r}, " if any(names) else ""
    where = ".".join(part for part in field if part != "__root__") or "(whole entry)"
    return f"{path}: {place}field {where!r}: {_ADVICE.get(problem['type'], problem['msg'])}"


def _has(value: Any, part: Any) -> bool:
    return part in value if isinstance(value, dict) else isinstance(part, int) and part < len(value)
