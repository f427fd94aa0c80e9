"""What people answer to questions about warning signs, pressed or in their own words."""

from __future__ import annotations

from pathlib import Path

from pydantic import StrictStr

from bot.languages import Language
from bot.reading.language_files import LanguageFile, read_language_file
from bot.yaml_files import ContentError

FOLDER = Path(__file__).with_name("user_responses")

AGREES, DENIES, UNSURE = "agrees", "denies", "unsure"
NONE_OF_THESE, SOMETHING = "none", "something"
CALLED, NOT_MEANT, DOCTOR_SEEN, ELSEWHERE = "called", "not_meant", "doctor_seen", "elsewhere"
NOT_YET = "not_yet"
ANSWERS = frozenset(
    {AGREES, DENIES, UNSURE, NONE_OF_THESE, SOMETHING, CALLED, NOT_MEANT, DOCTOR_SEEN, ELSEWHERE, NOT_YET}
)
# These do not hold beside a "not yet" ("I have not called yet", "when I see the doctor").
EVENTS = frozenset({CALLED, DOCTOR_SEEN})


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
