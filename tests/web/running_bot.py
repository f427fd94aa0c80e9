"""The real bot, started as `make run` starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Optional

import requests

from bot.paths import ROOT

_QUIET = {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3"}
_START_SECONDS = 240


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningBot:
    """One bot process on one port; it can be stopped and started again."""

    def __init__(self, log: Path, embedding: str) -> None:
        """Choose a port; `embedding` is the site that may show the chat."""
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = log
        self._embedding = embedding
        self._before = 0
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._output: Optional[IO[bytes]] = None

    def start(self) -> None:
        """Start and wait until it answers."""
        settings = {"HOST": "127.0.0.1", "PORT": str(self.port), "WEB_ORIGINS": self._embedding, "PUBLIC_URL": ""}
        self._output = self._log.open("ab")
        self._before = self._log.stat().st_size
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot.server.start"],
            cwd=ROOT,
            env={**os.environ, **_QUIET, **settings},
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(_START_SECONDS * 2):
            assert self._process is not None and self._process.poll() is None, self.output
            # The last line printed when the model is loaded; the port answers a little earlier.
            if b"Stop it with Ctrl+C" in self._log.read_bytes()[self._before :]:
                requests.get(f"{self.address}/chat", timeout=30).raise_for_status()
                return
            time.sleep(0.5)
        raise AssertionError(f"The bot did not start.\n{self.output}")

    def stop(self) -> None:
        """Stop and wait until it is gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
        if self._output is not None:
            self._output.close()
        self._process = self._output = None

    @property
    def output(self) -> str:
        """Everything it printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")
