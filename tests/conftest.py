"""Fixtures and options for all tests. Rasa, the encoders and the loaders are imported only where they are needed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Optional

import pytest

from bot.knowledge.content_files import Content, read_content

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

# With the real model these warnings are shown, not turned into errors: most come from inside Rasa and TensorFlow.
_SHOWN = [pytest.mark.filterwarnings(f"default::{name}") for name in ("UserWarning", "RuntimeWarning", "FutureWarning")]
_LANGUAGE_IN_NAME = re.compile(r"(en|de)(?![a-z])")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--language`."""
    parser.addoption("--language", choices=("en", "de"), help="leave out the tests of the other language")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests of the other language; keep tests that share answers of the model on one worker."""
    wanted = config.getoption("--language")
    other = [item for item in items if wanted and _language(item) not in (None, wanted)]
    if other:
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if item not in other]
    for item in items:
        if item.get_closest_marker("model"):
            for mark in _SHOWN:
                item.add_marker(mark)
            if not item.get_closest_marker("xdist_group"):
                item.add_marker(pytest.mark.xdist_group(f"{item.path.stem} {_language(item)}"))


def _language(item: pytest.Item) -> Optional[str]:
    """Return the language of a parametrised test, from its parameter `language` or the beginning of its id."""
    callspec = getattr(item, "callspec", None)
    if callspec is None:
        return None
    in_name = _LANGUAGE_IN_NAME.match(callspec.id)
    return str(callspec.params.get("language") or (in_name[1] if in_name else "")) or None


@pytest.fixture(scope="session")
def content() -> Content:
    """The content files, read once."""
    return read_content()


@pytest.fixture(scope="session")
def database() -> Engine:
    """The database of the settings, brought up to date."""
    from bot.knowledge.database import open_database
    from bot.knowledge.load import load
    from bot.settings import load_settings

    engine = open_database(load_settings().database_url)
    load(engine)
    return engine


@pytest.fixture(scope="session")
def runner(database: Engine) -> object:
    """The real bot, loaded once per process; `make test` trains it first."""
    from tests.runner import Runner

    return Runner()


@pytest.fixture
def small_content(tmp_path: Path) -> Path:
    """A content folder with one topic, two statements and one source, for tests to break."""
    folder = tmp_path / "content"
    for part in ("sources", "topics", "exercises"):
        (folder / part).mkdir(parents=True)
    (folder / "sources" / "all.yml").write_text(_SOURCE, encoding="utf-8")
    (folder / "topics" / "walking.yml").write_text(_TOPIC, encoding="utf-8")
    return folder


_SOURCE = """\
sources:
  - {id: a_study, title: Walking, publisher: Somebody, url: "https://example.org", language: en, published: 2024,
     updated: null, checked_on: 2026-11-22, trust: high, from_seed: false, country: int}
"""

_TOPIC = """\
id: walking
group: exercise
during_alarm: wait
title: {en: Walking, de: Gehen}
answer: [walking_minutes]
related: [walking]
review: {authored_by: A, checked_by: B, reviewed: 2026-11-22, next_review: 2027-11-22}
statements:
  - id: walking_minutes
    text: {en: Walk 30 minutes., de: Gehen Sie 30 Minuten.}
    question: {en: "How long should I walk?", de: "Wie lange soll ich gehen?"}
    paraphrases: {en: [how long should i walk], de: [wie lange gehen]}
    sources: [a_study]
    from_seed: false
  - id: walking_shoes
    text: {en: Comfortable shoes help., de: Bequeme Schuhe helfen.}
    question: {en: "Which shoes are good?", de: "Welche Schuhe sind gut?"}
    paraphrases: {en: [which shoes], de: [welche schuhe]}
    sources: [a_study]
    from_seed: false
general_questions: {en: [is walking good], de: [ist gehen gut]}
"""
