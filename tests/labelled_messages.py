"""Reads the messages by many hands: `data/messages` and the development set `tests/messages`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Optional

from pydantic import BaseModel, Extra, ValidationError, root_validator

from bot.red_flags.urgency import Urgency
from bot.yaml_files import ContentError

Assertion = Literal[
    "present", "passed_again", "other_person_now",
    "denied", "past", "hypothetical", "asked_about", "other_person_past", "figurative", "harmless_cause",
]  # fmt: skip
# These report a red flag.
REPORTS = ("present", "passed_again", "other_person_now")


class LabelledMessage(BaseModel):
    """One line; `data/messages/README.md` explains the fields."""

    text: str
    form: Literal[
        "chat3", "chat", "typo", "neat", "medium", "dictated", "forum", "mail", "rant", "learner", "dialect", "emoji"
    ]
    person: str
    kind: Literal["sign", "harmless", "statement", "question", "talk", "not_ours"]
    asked: Optional[str] = None
    sign: Optional[str] = None
    category: Optional[str] = None
    assertion: Optional[Assertion] = None
    manner: Optional[
        Literal["with_question", "in_passing", "played_down", "among_denials", "as_answer", "as_list", "examined"]
    ] = None
    urgency: Optional[Urgency] = None
    topic: Optional[str] = None
    situation: Optional[str] = None
    ambiguous: bool = False
    part_sign: Optional[str] = None
    part_question: Optional[str] = None

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid

    @root_validator(skip_on_failure=True)
    def _is_consistent(cls, values: dict[str, Any]) -> dict[str, Any]:
        for part in ("part_sign", "part_question"):
            if (values[part] or "") not in (values["text"] or ""):
                raise ValueError(f"{part!r} is no part of the text")
        is_sign = values["kind"] == "sign"
        if any((values[field] is not None) != is_sign for field in ("sign", "category", "assertion")):
            raise ValueError("'sign', 'category' and 'assertion' belong to the kind 'sign', all three")
        if (values["urgency"] is not None) != (values["assertion"] in REPORTS):
            raise ValueError(f"'urgency' belongs to the assertions {', '.join(REPORTS)}")
        if (values["topic"] is not None) != (values["kind"] == "question"):
            raise ValueError("'topic' belongs to the kind 'question'")
        return values


def read_messages(file: Path) -> list[LabelledMessage]:
    """Return the messages of one hand.

    Raises:
        ContentError: a line is wrong; the error names it.
    """
    messages = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            messages.append(LabelledMessage.parse_raw(line))
        except ValidationError as error:
            raise ContentError(f"{file}, line {number}: {error}. See data/messages/README.md.") from error
    return messages
