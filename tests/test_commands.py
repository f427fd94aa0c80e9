"""The commands that people type work: Rasa's own, `make help`, and `make run` as one process."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from pathlib import Path
from typing import Iterator

import pytest
import requests

from bot.paths import ROOT
from bot.server.training_inputs import model_path
from tests.runner import Runner

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("commands")]

BIN = ROOT / ".venv" / "bin"
# Rasa expects its own responses for retrieval intents, which our actions answer, and lists these intents twice.
_KNOWN_WARNINGS = ("utter_ask", "duplicated intents", "DeprecationWarning")
# The tests must not use a token in .env.
_QUIET = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "TELEGRAM_TOKEN": ""}


def _run(*command: str, seconds: int = 600, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**_QUIET, **environment}, capture_output=True, text=True, timeout=seconds, check=False
    )


def _succeeds(*command: str) -> None:
    result = _run(*command)
    assert result.returncode == 0, (result.stdout + result.stderr)[-4000:]


def test_rasa_data_validate() -> None:
    result = _run(str(BIN / "rasa"), "data", "validate", PYTHONWARNINGS="default::UserWarning")
    assert result.returncode == 0, (result.stdout + result.stderr)[-4000:]
    warnings = [line for line in (result.stdout + result.stderr).splitlines() if "Warning: " in line]
    assert not [line for line in warnings if not any(known in line for known in _KNOWN_WARNINGS)]


def test_rasa_test_core_end_to_end(runner: Runner) -> None:
    _succeeds(
        *(str(BIN / "rasa"), "test", "core", "--model", str(model_path()), "--stories", "tests/stories"),
        *("--e2e", "--fail-on-prediction-errors", "--out", "results/stories"),
    )


def test_rasa_plays_the_stories_of_the_training_data(runner: Runner) -> None:
    _succeeds(
        *(str(BIN / "rasa"), "test", "core", "--model", str(model_path()), "--stories", "data/stories"),
        *("--fail-on-prediction-errors", "--out", "results/training-stories"),
    )


def test_rasa_draws_the_stories(tmp_path: Path) -> None:
    drawing = tmp_path / "stories.html"
    _succeeds(str(BIN / "rasa"), "visualize", "--out", str(drawing))
    assert "action_suggest_exercises" in drawing.read_text(encoding="utf-8")


def test_make_help_lists_every_target() -> None:
    targets = {
        line.split(":")[0] for line in (ROOT / "Makefile").read_text().splitlines() if ": " in line and "##" in line
    }
    shown = _run("make", "help").stdout
    assert {"run", "check", "test", "install", "load", "train"} <= targets
    assert all(f"{target} " in shown for target in targets)


@pytest.fixture(scope="module")
def server(runner: Runner) -> Iterator[str]:
    """`make run` on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [str(BIN / "python"), "-m", "bot.server.start"],
        cwd=ROOT,
        env={**_QUIET, "HOST": "127.0.0.1", "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}/webhooks/rest/"
    for _ in range(180):
        try:
            requests.get(address, timeout=5)
            break
        except requests.ConnectionError:
            assert process.poll() is None, process.stdout.read() if process.stdout else ""
            time.sleep(1)
    yield address + "webhook"
    process.terminate()
    output, _ = process.communicate(timeout=60)
    # A second start does not train again and gives the address; people's messages are not in the log.
    assert "Training the model" not in output
    assert f"http://127.0.0.1:{port}/webhooks/rest/webhook" in output
    assert "a very private sentence" not in output


def test_rest_answers_in_both_languages_with_sources(server: str) -> None:
    for text, language in (("how long may i take ibuprofen", "en"), ("wie lange darf ich ibuprofen nehmen", "de")):
        answer = requests.post(server, json={"sender": f"rest-{language}", "message": text}, timeout=30).json()
        envelope = answer[-1]["custom"]
        assert (envelope["kind"], envelope["topic"], envelope["language"]) == (
            "answer",
            "painkiller_duration",
            language,
        )
        assert envelope["sources"]


@pytest.mark.parametrize(
    "body",
    [
        {"sender": "odd", "message": "a very private sentence"},
        {"sender": "odd", "message": ""},
        {"sender": "odd"},
        {"sender": 7, "message": ["x"], "metadata": "de"},
        {"sender": None, "message": "x" * 200_000},
        {"message": "/report_fracture{", "metadata": {"language": {"a": 1}}},
    ],
)
def test_rest_answers_anything_with_one_envelope_at_the_end(server: str, body: dict[str, object]) -> None:
    answer = requests.post(server, json=body, timeout=60).json()
    assert [("custom" in message) for message in answer] == [False] * (len(answer) - 1) + [True]
    assert answer[0]["text"]


@pytest.mark.parametrize("data", ["", "nonsense", "[1, 2]"])
def test_rest_refuses_what_is_not_a_message(server: str, data: str) -> None:
    response = requests.post(server, data=data, headers={"Content-Type": "application/json"}, timeout=30)
    assert response.status_code == 400 and "message" in response.json()["error"]
