"""Walks every button from the greeting: none leads to an error, to silence or to a missing translation."""

from __future__ import annotations

from collections import deque

import pytest

from tests.runner import Answer, Runner

pytestmark = pytest.mark.model

# What people type to reach the parts of the bot that have buttons; the walks begin here.
_FIRST_MESSAGES = {
    "en": (
        "hello",
        "give me exercises",
        "I can't feel anything between my legs",
        "it feels numb",
        "how do i do the bridge",
    ),
    "de": ("hallo", "zeig mir übungen", "ich spüre nichts zwischen den beinen", "es ist taub", "wie geht die brücke"),
}
# A button does the same in every reply, except those of the screening and the exercise form, which depend on the state.
_MAX_DEPTH = 7


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_button_leads_somewhere(runner: Runner, language: str) -> None:
    seen: set[str] = set()
    waiting: deque[tuple[str, ...]] = deque((message,) for message in _FIRST_MESSAGES[language])
    while waiting:
        path = waiting.popleft()
        answer = _play(runner, path, language)
        problem = _problem(answer, language)
        assert not problem, f"{problem} after {path}: {answer.text}"
        new = [payload for payload in answer.payloads if payload not in seen]
        seen.update(new)
        if len(path) < _MAX_DEPTH:
            waiting.extend((*path, payload) for payload in new)
    assert len(seen) > 60


def _play(runner: Runner, path: tuple[str, ...], language: str) -> Answer:
    for said in path:
        answer = runner.say(f"buttons-{language}-{path}", said, language)
    return answer


def _problem(answer: Answer, language: str) -> str:
    envelope = answer.envelope
    if envelope["language"] != language:
        return f"language {envelope['language']}"
    if not answer.text.strip():
        return "silence"
    if (
        envelope["kind"] in ("fallback", "clarification")
        or "went wrong" in answer.text
        or "schiefgegangen" in answer.text
    ):
        return f"dead end ({envelope['kind']})"
    long = [payload for payload in answer.payloads if len(payload.encode()) > 64]
    return f"payload over 64 bytes: {long}" if long else ""
