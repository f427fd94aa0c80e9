"""A model is retrained if, and only if, one of its inputs has changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bot.paths import ROOT
from bot.server import training_inputs
from bot.server.first_start import training_texts
from bot.server.train import remove_old_models
from bot.server.training_inputs import component_modules, training_fingerprint


@pytest.fixture
def root(tmp_path: Path, small_content: Path) -> Path:
    """A project with one component, the module it imports and one it does not."""
    root = tmp_path / "project"
    shutil.copytree(small_content, root / "bot" / "knowledge" / "content")
    for name, text in {
        "config.yml": "pipeline:\n  - name: bot.rasa.component.Component\n",
        "domain.yml": "intents: [walking]\n",
        "data/nlu/en.yml": "nlu:\n- intent: walking\n  examples: |\n    - walking\n    - going for a walk\n",
        "bot/rasa/component.py": "def train(self, training_data):\n    from bot import words\n",
        "bot/words.py": "WORDS = 1\n",
        "bot/channel.py": "PORT = 1\n",
        "bot/dialogue/texts/conversation.yml": "greeting: Hello\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("file", "old", "new", "trains"),
    [
        ("config.yml", "Component\n", "Component\n    folds: 3\n", True),
        ("domain.yml", "walking", "running", True),
        ("data/nlu/en.yml", "- walking", "- strolling", True),
        ("bot/rasa/component.py", "train", "learn", True),
        ("bot/words.py", "1", "2", True),
        ("bot/knowledge/content/topics/walking.yml", "how long should i walk", "how long to walk", True),
        ("bot/knowledge/content/topics/walking.yml", "Walk 30 minutes.", "Walk 40 minutes.", False),
        ("bot/dialogue/texts/conversation.yml", "Hello", "Hi", False),
        ("bot/channel.py", "1", "2", False),
    ],
)
def test_what_makes_a_new_model(root: Path, file: str, old: str, new: str, trains: bool) -> None:
    before = training_fingerprint(root)
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), encoding="utf-8")
    assert (training_fingerprint(root) != before) == trains


def test_a_new_version_of_a_package_makes_a_new_model(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = training_fingerprint(root)
    monkeypatch.setattr(training_inputs, "version", lambda package: "0")
    assert training_fingerprint(root) != before


def test_modules_of_training_components_count() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in component_modules()}
    assert {"bot/rasa/importer.py", "bot/reading/text_classifier.py", "bot/red_flags/scores.py"} <= names


def test_training_texts_are_the_examples(root: Path) -> None:
    assert list(training_texts(root / "data" / "nlu")) == ["walking", "going for a walk"]


def test_the_newest_two_models_are_kept(tmp_path: Path) -> None:
    for age, name in enumerate(("rueckenwind-c", "rueckenwind-a", "rueckenwind-b", "mine")):
        path = tmp_path / f"{name}.tar.gz"
        path.touch()
        os.utime(path, (1000 - age, 1000 - age))
    remove_old_models(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{n}.tar.gz" for n in ("rueckenwind-c", "rueckenwind-a", "mine")
    }
