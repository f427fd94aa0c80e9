"""What people answer to questions about red flags, by button or in their own words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from pydantic import StrictStr

from bot.languages import Language
from bot.reading.language_files import LanguageFile, read_language_file
from bot.red_flags.findings import Assessment
from bot.yaml_files import ContentError

FOLDER = Path(__file__).with_name("user_responses")

AGREES, DENIES, UNSURE = "agrees", "denies", "unsure"
NONE_OF_THESE, SOMETHING = "none", "something"
CALLED, NOT_MEANT, DOCTOR_SEEN, ELSEWHERE = "called", "not_meant", "doctor_seen", "elsewhere"
NOT_YET = "not_yet"
ANSWERS = frozenset(
    {AGREES, DENIES, UNSURE, NONE_OF_THESE, SOMETHING, CALLED, NOT_MEANT, DOCTOR_SEEN, ELSEWHERE, NOT_YET}
)
# A message with one of these answers, whatever else it says.
_DECIDING = frozenset({AGREES, DENIES, UNSURE, NONE_OF_THESE, SOMETHING})
# These do not count in a message that says "not yet" ("I have not called yet", "when I see the doctor").
EVENTS = frozenset({CALLED, DOCTOR_SEEN})
# A message that as a whole is a yes or a no.
_ANSWER_OF_INTENT = {"affirm": AGREES, "deny": DENIES}
# A message about something else: it leaves an open question open, and is neither a yes nor a no to it.
_OTHER_MATTERS = frozenset(
    "ask ask_for_exercises greet goodbye thanks bot_challenge privacy_question help language_switch start_over "
    "delete_data more oos".split()
)
# So does a word on ordinary pain, if hardly anything in it speaks for a red flag (probability, 0 to 1).
_ORDINARY_PAIN, _HARDLY = "symptom_statement", 0.05
# A message that denies symptoms; it does not answer for all of a list.
_REASSURING_INTENT = "symptom_denied"


@dataclass(frozen=True)
class UserResponse:
    """What a message answers.

    Attributes:
        pressed: the answer of the pressed button, if one was pressed.
        answers: the answers given; only that of the button when one was pressed.
        concepts: what is mentioned as present.
        denied: what is denied.
        reassures: whether the message as a whole says that some symptom is not there.
        leaves_open: whether the message is about something else, and answers no question.
    """

    pressed: Optional[str]
    answers: frozenset[str]
    concepts: frozenset[str]
    denied: frozenset[str]
    reassures: bool
    leaves_open: bool

    @classmethod
    def of(cls, assessment: Assessment, pressed: Optional[str], intent: str) -> UserResponse:
        """Read the answers from a message.

        Args:
            assessment: what the detectors found in the message.
            pressed: the answer of the pressed button, if one was pressed.
            intent: the intent of the message.
        """
        in_words = {*assessment.answers, *filter(None, [_ANSWER_OF_INTENT.get(intent)])}
        ordinary = intent == _ORDINARY_PAIN and assessment.probability < _HARDLY
        return cls(
            pressed=pressed,
            answers=frozenset({pressed} if pressed else in_words),
            concepts=frozenset(assessment.concepts),
            denied=frozenset(assessment.denied),
            reassures=intent == _REASSURING_INTENT,
            leaves_open=not pressed and not in_words & _DECIDING and (intent in _OTHER_MATTERS or ordinary),
        )

    def any(self, *answers: str) -> bool:
        """Whether one of these answers was given."""
        return bool(self.answers & set(answers))

    @property
    def is_clear_no(self) -> bool:
        """Whether it is a no without any "perhaps"."""
        denies = self.any(DENIES, NONE_OF_THESE) or self.reassures
        return denies and not self.any(UNSURE, SOMETHING, AGREES)


class UserResponseFile(LanguageFile):
    """One file of `user_responses/`."""

    answers: dict[str, list[StrictStr]]


def read_user_responses(language: Language) -> dict[str, list[str]]:
    """Return the phrases for each answer.

    Raises:
        ContentError: the file is missing or wrong; the message names the file and the field.
    """
    file = read_language_file(UserResponseFile, FOLDER, language)
    if file.answers.keys() != ANSWERS:
        raise ContentError(f"{FOLDER / language}.yml: the answers must be {', '.join(sorted(ANSWERS))}.")
    return {name: [str(phrase) for phrase in phrases] for name, phrases in file.answers.items()}
