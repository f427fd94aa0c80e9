"""What people answer to questions about warning signs, pressed or in their own words."""

from __future__ import annotations

from pydantic import BaseModel, Extra, StrictStr, ValidationError

from bot.safety.phrases import FOLDER
from bot.understanding.language import Language
from bot.yaml_files import ContentError, read_yaml

AGREES, DENIES, UNSURE = "agrees", "denies", "unsure"
NONE_OF_THESE, SOMETHING = "none", "something"
CALLED, NOT_MEANT, DOCTOR_SEEN, ELSEWHERE = "called", "not_meant", "doctor_seen", "elsewhere"
NOT_YET = "not_yet"
ANSWERS = frozenset(
    {AGREES, DENIES, UNSURE, NONE_OF_THESE, SOMETHING, CALLED, NOT_MEANT, DOCTOR_SEEN, ELSEWHERE, NOT_YET}
)
# These do not hold beside a "not yet" ("I have not called yet", "when I see the doctor").
EVENTS = frozenset({CALLED, DOCTOR_SEEN})


class AnswerFile(BaseModel):
    """One file of `answers/`."""

    language: Language
    answers: dict[str, list[StrictStr]]

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid


def read_answers(language: Language) -> dict[str, list[str]]:
    """Return the phrases for each answer.

    Raises:
        ContentError: the file is missing or wrong; the message names the file and the field.
    """
    path = FOLDER / "answers" / f"{language}.yml"
    try:
        file = AnswerFile.parse_obj(read_yaml(path))
    except ValidationError as error:
        raise ContentError(f"{path}: {error}") from error
    if file.answers.keys() != ANSWERS:
        raise ContentError(f"{path}: the answers must be {', '.join(sorted(ANSWERS))}.")
    return {name: [str(phrase) for phrase in phrases] for name, phrases in file.answers.items()}
