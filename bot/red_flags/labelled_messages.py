"""Reads the messages by many hands: `data/messages`, which teach, and the development set `tests/messages`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator, Literal, Optional

from pydantic import BaseModel, Extra, ValidationError, root_validator

from bot.languages import LANGUAGES, Language
from bot.paths import ROOT
from bot.red_flags.urgency import Urgency
from bot.yaml_files import ContentError

Assertion = Literal[
    "present", "passed_again", "other_person_now",
    "denied", "past", "hypothetical", "asked_about", "other_person_past", "figurative", "harmless_cause",
]  # fmt: skip
# These report a red flag.
REPORTS = ("present", "passed_again", "other_person_now")
MESSAGES = ROOT / "data" / "messages"
# These hands teach nothing: on their messages the detectors are weighed (`bot/red_flags/weighing.py`).
CALIBRATION_HANDS = frozenset({"a10", "a18", "a20", "a35", "a40"})
# Of longer messages only the question teaches the linear model.
_MOST_WORDS = 40
_TOPIC_OF_KIND = {"statement": "symptom_statement", "not_ours": "oos"}
_TOPIC_OF_SITUATION = {
    **{name: name for name in ("greet", "goodbye", "thanks", "bot_challenge", "language_switch", "help", "abuse")},
    **{name: name for name in ("delete_data", "privacy_question", "gibberish")},
    "restart": "start_over",
}


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

    @property
    def is_report(self) -> bool:
        """Whether it reports a red flag."""
        return self.assertion in REPORTS

    @property
    def intended_topic(self) -> Optional[str]:
        """The topic or intent it should be understood as; None where that is not known."""
        if self.kind == "statement" and "?" in self.text:
            # "My back hurts since yesterday, what can I do?" teaches only that this reports nothing.
            return None
        return self.topic or _TOPIC_OF_KIND.get(self.kind) or _TOPIC_OF_SITUATION.get(self.situation or "")

    @property
    def taught_text(self) -> Optional[str]:
        """What teaches the linear model of topics: the message, or of a long one its question, if it asks one."""
        return self.text if len(self.text.split()) <= _MOST_WORDS else self.part_question


def messages_of_hands(training: bool) -> Iterator[tuple[LabelledMessage, Language]]:
    """Yield the messages of the hands that teach, or of those that the detectors are weighed on."""
    for language in LANGUAGES:
        for file in sorted((MESSAGES / language).glob("*.jsonl")):
            if (file.stem not in CALIBRATION_HANDS) == training:
                yield from ((message, language) for message in read_messages(file))


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
