"""Fixtures: empty databases, and vectors without an encoder."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Iterator, Sequence

import numpy as np
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from bot.knowledge.database import open_database
from bot.reading.encoder import DIMENSIONS, Vectors
from bot.reading.question_encoder import QUESTION_DIMENSIONS

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@pytest.fixture
def quick_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replaces the encoders by meaningless vectors."""

    def encode(texts: Sequence[str], encoder: str = "sentences") -> Vectors:
        seeds = [int.from_bytes(hashlib.sha256(entry.encode()).digest()[:4], "big") for entry in texts]
        width = DIMENSIONS if encoder == "sentences" else QUESTION_DIMENSIONS
        rows = [np.random.default_rng(seed).standard_normal(width) for seed in seeds]
        return np.array(rows, dtype=np.float32)

    monkeypatch.setattr("bot.knowledge.load.encode_many", encode)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of each kind; PostgreSQL only where one runs."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'folder' / 'knowledge.db'}"
        return
    # A new database: the one we connect to may have tables with the same names.
    name = f"rueckenwind_test_{os.getpid()}"
    server = create_engine(POSTGRES, future=True, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError as error:
        pytest.skip(f"no PostgreSQL at {server.url!r}: {error.orig}")
    yield str(server.url.set(database=name))
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def engine(url: str, quick_vectors: None) -> Iterator[Engine]:
    """An empty database."""
    opened = open_database(url)
    yield opened
    opened.dispose()
