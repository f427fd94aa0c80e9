"""Detects and marks a reply that repeats the one before."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from bot.dialogue.reply import Reply
from bot.dialogue.wording import say


def fingerprint_of(reply: Reply) -> str:
    """Return a short hash of a reply's texts."""
    return hashlib.sha256("\n".join(reply.texts).encode()).hexdigest()[:16]


def with_repetition_note(reply: Reply) -> Reply:
    """Return advice or an answer with a sentence in front saying that it is the same as before."""
    if reply.kind not in ("escalation", "answer"):
        return reply
    key = "escalation.again" if reply.kind == "escalation" else "said_again"
    return replace(reply, texts=[f"{say(key, reply.language)}\n\n{reply.texts[0]}", *reply.texts[1:]])
