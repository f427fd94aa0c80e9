"""The real bot, started as `make run` starts it, with an emulated Telegram."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Iterator

import requests

from bot.paths import ROOT
from tests.telegram.botapi import TOKEN
from tests.telegram.emulator import Emulator

ID_KEY = "a key for tests of more than enough length"


@dataclass
class RunningBot:
    """A bot process and the Telegram it talks to."""

    telegram: Emulator
    process: subprocess.Popen[str]
    port: int
    log: IO[str]

    @property
    def address(self) -> str:
        """The address of the web server, up to its channels."""
        return f"http://127.0.0.1:{self.port}/webhooks"

    def output(self) -> str:
        """Return everything that the process has printed so far."""
        self.log.seek(0)
        return self.log.read()

    def stop(self) -> None:
        """Stop the process as Ctrl+C does."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)


@contextmanager
def running_bot(webhook: bool = False, token: str = TOKEN, down: bool = False) -> Iterator[RunningBot]:
    """Start the bot and wait until its web server answers; with `down`, Telegram does not answer at first."""
    telegram = Emulator()
    telegram.start()
    telegram.down = down
    port = _free_port()
    environment = {
        **os.environ,
        **{"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "NO_PROXY": "127.0.0.1"},
        **{"HOST": "127.0.0.1", "PORT": str(port), "TELEGRAM_TOKEN": token, "TELEGRAM_API_URL": telegram.url},
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/webhooks/telegram/webhook" if webhook else "",
        "TELEGRAM_ID_KEY": ID_KEY,
    }
    with tempfile.TemporaryFile("w+") as log:
        command = [str(ROOT / ".venv" / "bin" / "python"), "-m", "bot.server.start"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, text=True)
        running = RunningBot(telegram, process, port, log)
        try:
            _wait_for(running)
            yield running
        finally:
            running.stop()
            telegram.stop()


def _wait_for(running: RunningBot) -> None:
    for _ in range(600):
        try:
            requests.get(running.address + "/rest/", timeout=5)
            return
        except requests.ConnectionError:
            assert running.process.poll() is None, running.output()
            time.sleep(0.3)
    raise AssertionError(f"the bot did not start: {running.output()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
