"""Messages of chats by other hands, what each means, and which statements answer it (`data/follow_ups`).

They teach the question encoder, and those whose answer is known stand beside the paraphrases of the knowledge base.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Extra, ValidationError

from bot.languages import LANGUAGES
from bot.paths import ROOT
from bot.yaml_files import ContentError

FOLDER = ROOT / "data" / "follow_ups"


class ChatMessage(BaseModel):
    """A message, what had been written before, the same question written out, and the statements that answer it."""

    before: str
    text: str
    means: str
    answers: list[str] = []

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid


def chat_message_files(folder: Path = FOLDER) -> list[Path]:
    """Return the files, always in the same order."""
    return [file for language in LANGUAGES for file in sorted((folder / language).glob("*.jsonl"))]


def read_chat_messages(folder: Path = FOLDER) -> list[ChatMessage]:
    """Return all messages.

    Raises:
        ContentError: a line is wrong; the error names it.
    """
    found = []
    for file in chat_message_files(folder):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                found.append(ChatMessage.parse_raw(line))
            except ValidationError as error:
                raise ContentError(f"{file}, line {number}: {error}. See data/follow_ups/README.md.") from error
    return found
