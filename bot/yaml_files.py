"""Reading our YAML so that a mistake names the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContentError(ValueError):
    """A content file is wrong. The message names file, entry and field, and is meant for editors."""


def read_yaml(path: Path) -> Any:
    """Return the parsed content of a YAML file.

    Raises:
        ContentError: the file is missing, is not UTF-8 or is not valid YAML.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except FileNotFoundError as error:
        raise ContentError(f"{path}: the file is missing.") from error
    except UnicodeDecodeError as error:
        raise ContentError(f"{path}: the file is not UTF-8 text; save it as UTF-8.") from error
    except yaml.YAMLError as error:
        raise ContentError(f"{path}: not valid YAML. {error}") from error
