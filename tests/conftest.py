"""Fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from bot.knowledge.content_files import Content, read_content
from bot.knowledge.database import open_database
from bot.knowledge.load import load
from bot.server.settings import load_settings


@pytest.fixture(scope="session")
def content() -> Content:
    """The content files, read once."""
    return read_content()


@pytest.fixture(scope="session")
def database() -> Engine:
    """The database of the settings, brought up to date."""
    engine = open_database(load_settings().database_url)
    load(engine)
    return engine


@pytest.fixture(scope="session")
def runner(database: Engine) -> object:
    """The real bot; trains first if there is no model for the present data."""
    from tests.runner import Runner

    return Runner()


@pytest.fixture
def small_content(tmp_path: Path) -> Path:
    """A content folder with one topic, one statement and one source, to be broken by a test."""
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
    paraphrases: {en: [how long should i walk], de: [wie lange gehen]}
    sources: [a_study]
    from_seed: false
  - id: walking_shoes
    text: {en: Comfortable shoes help., de: Bequeme Schuhe helfen.}
    paraphrases: {en: [which shoes], de: [welche schuhe]}
    sources: [a_study]
    from_seed: false
general_questions: {en: [is walking good], de: [ist gehen gut]}
"""
