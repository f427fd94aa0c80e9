"""What people answer to questions about red flags, by button or in their own words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Collection, Optional

from pydantic import StrictStr

from bot.languages import Language
from bot.reading.language_files import LanguageFile, read_language_file
from bot.red_flags.findings import Assessment
from bot.red_flags.rule_files import categories_of
from bot.red_flags.scores import CRISIS
from bot.yaml_files import ContentError

FOLDER = Path(__file__).with_name("user_responses")

AGREES, DENIES, UNSURE = "agrees", "denies", "unsure"
NONE_OF_THESE, SOMETHING = "none", "something"
ELSEWHERE = "elsewhere"
# What phrases recognise, and what buttons and the model for messages after advice do.
ANSWERS = frozenset({AGREES, DENIES, UNSURE, NONE_OF_THESE, SOMETHING, ELSEWHERE})
CALLED, NOT_MEANT, DOCTOR_SEEN = "called", "not_meant", "doctor_seen"
# The model also recognises a practical question on getting help, and the wish to wait or not to go at all.
ASKS_FOR_HELP, REFUSES = "asks_for_help", "refuses"
# A message with one of these answers, whatever else it says.
_DECIDING = frozenset({AGREES, DENIES, UNSURE, NONE_OF_THESE, SOMETHING})
# A message that as a whole is a yes or a no.
_ANSWER_OF_INTENT = {"affirm": AGREES, "deny": DENIES}
# A message about something else: it leaves an open question open, and is neither a yes nor a no to it.
_OTHER_MATTERS = frozenset(
    "ask ask_for_exercises greet goodbye thanks bot_challenge privacy_question help language_switch start_over "
    "delete_data more oos".split()
)
# What somebody says with these intents is no question on getting help.
_OWN_MATTERS = frozenset(
    {"start_over", "delete_data", "language_switch", "privacy_question", "thanks", "goodbye", "greet"}
)
# So does a word on ordinary pain, if hardly anything in it speaks for a red flag (probability, 0 to 1).
_ORDINARY_PAIN, _HARDLY = "symptom_statement", 0.05
# From these probabilities the answer classifier decides what no phrase does (0 to 1): a no has to be clearer.
_LIKELY: dict[str, tuple[str, float]] = {"no": (DENIES, 0.7), "yes": (AGREES, 0.5), "unsure": (UNSURE, 0.5)}
_LIKELY_OTHER, _LIKELY_NO_SUICIDE, _CLEARLY_NO = 0.5, 0.85, 0.85
# The same where the message mentions something, or from this probability on sounds like a report.
_RATHER_NO, _SURELY_NO, _AS_LIKELY_AS_NOT = 0.85, 0.95, 0.5
_NEVER = 2.0
# A no that is less clear: at least so likely, and so many times as likely as a yes.
_RATHER_LIKELY, _TIMES_A_YES = 0.4, 3.0
# From this probability of "I did not mean it" a no takes it back.
_PERHAPS_NOT_SO = 0.3
# From these probabilities the model for what people write after advice decides (0 to 1): a mistaken "seen" opens the
# exercises, so that has to be clearest.
_AFTER_ADVICE: dict[str, tuple[str, float]] = {
    "seen": (DOCTOR_SEEN, 0.7),
    "going": (CALLED, 0.6),
    "not_so": (NOT_MEANT, 0.6),
    "asks": (ASKS_FOR_HELP, 0.5),
    "refuses": (REFUSES, 0.5),
}
# The intent of a question.
_QUESTION = "ask"
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
        quiet: whether hardly anything in the message speaks for a red flag.
        rather_no: whether besides it sounds far more like a no than like a yes.
    """

    pressed: Optional[str]
    answers: frozenset[str]
    concepts: frozenset[str]
    denied: frozenset[str]
    reassures: bool
    leaves_open: bool
    quiet: bool
    rather_no: bool = False

    @classmethod
    def of(
        cls,
        assessment: Assessment,
        pressed: Optional[str],
        intent: str,
        question: Optional[str] = None,
        advised: bool = False,
        asked: Collection[str] = (),
    ) -> UserResponse:
        """Read the answers from a message.

        Args:
            assessment: what the detectors found in the message.
            pressed: the answer of the pressed button, if one was pressed.
            intent: the intent of the message.
            question: the open question; without one the answer classifier says nothing.
            advised: whether the person has been told to see a doctor and has not done so yet.
            asked: the categories that the open question is about.
        """
        in_words = {*assessment.answers, *filter(None, [_ANSWER_OF_INTENT.get(intent)])}
        if question and assessment.answer_chances:
            in_words = _weighed(in_words, assessment, question, asked)
        if advised:
            after_advice = _after_advice(assessment, intent)
            if intent in _OWN_MATTERS:
                after_advice -= {ASKS_FOR_HELP, REFUSES}
            in_words |= after_advice & {DOCTOR_SEEN} if question else after_advice
        ordinary = intent == _ORDINARY_PAIN and assessment.probability < _HARDLY
        return cls(
            pressed=pressed,
            answers=frozenset({pressed} if pressed else in_words),
            concepts=frozenset(assessment.concepts),
            denied=frozenset(assessment.denied),
            reassures=intent == _REASSURING_INTENT,
            leaves_open=not pressed
            and not in_words & _DECIDING
            and (intent in _OTHER_MATTERS or ordinary or (bool(question) and _is_other(assessment))),
            quiet=assessment.probability < _HARDLY,
            rather_no=assessment.probability < _HARDLY and not pressed and _is_rather_no(assessment, in_words),
        )

    def any(self, *answers: str) -> bool:
        """Whether one of these answers was given."""
        return bool(self.answers & set(answers))

    @property
    def is_clear_no(self) -> bool:
        """Whether it is a no without any "perhaps"."""
        denies = self.any(DENIES, NONE_OF_THESE, NOT_MEANT) or self.reassures
        return denies and not self.any(UNSURE, SOMETHING, AGREES)


def _after_advice(assessment: Assessment, intent: str) -> set[str]:
    """Return what the model is sure of after the advice to see a doctor."""
    chances = assessment.advice_chances
    found = {answer for label, (answer, least) in _AFTER_ADVICE.items() if chances.get(label, 0.0) >= least}
    says_no = assessment.answer_chances.get("no", 0.0) >= _LIKELY["no"][1]
    # "I just told you that I have none of these", in the words of a no.
    if intent == _QUESTION and not says_no:
        # "Are you sure that it is not just my prostate?" plays it down, and takes nothing back.
        return found - {NOT_MEANT}
    return found | {NOT_MEANT} if says_no and chances.get("not_so", 0.0) >= _PERHAPS_NOT_SO else found


def _is_rather_no(assessment: Assessment, in_words: set[str]) -> bool:
    chances = assessment.answer_chances
    is_likely = chances.get("no", 0.0) >= max(_RATHER_LIKELY, _TIMES_A_YES * chances.get("yes", 0.0))
    return is_likely and not in_words & {AGREES, UNSURE, SOMETHING}


def _is_other(assessment: Assessment) -> bool:
    return assessment.answer_chances.get("other", 0.0) >= _LIKELY_OTHER


def _weighed(in_words: set[str], assessment: Assessment, question: str, asked: Collection[str]) -> set[str]:
    """Return the answers, where words alone would mislead: "I'm sure", "ich lebe gern" are no yes and no doubt.

    That counts only if nothing in the message speaks for a red flag.
    """
    if not in_words:
        return _likely_answers(assessment, question, asked)
    if assessment.probability >= _HARDLY:
        return in_words
    if assessment.answer_chances.get("no", 0.0) >= _CLEARLY_NO:
        return in_words - {AGREES, UNSURE, SOMETHING} | {DENIES}
    return in_words - {AGREES} if DENIES in in_words else in_words


def _likely_answers(assessment: Assessment, question: str, asked: Collection[str]) -> set[str]:
    """Return what the answer classifier is sure of; it is no denial if what was asked about is mentioned as present."""
    chances = assessment.answer_chances
    found = {answer for label, (answer, least) in _LIKELY.items() if chances.get(label, 0.0) >= least}
    denies = chances.get("no", 0.0) >= _least_for_no(assessment, question)
    mentioned = {*categories_of(assessment.concepts)} & {*asked}
    return found if denies and not mentioned else found - {DENIES}


def _least_for_no(assessment: Assessment, question: str) -> float:
    """Return how sure the classifier must be of a no: surer the more the message sounds like a report."""
    something = bool(assessment.concepts) or assessment.probability >= _HARDLY
    if question == CRISIS:
        return _NEVER if something else _LIKELY_NO_SUICIDE
    if assessment.probability >= _AS_LIKELY_AS_NOT:
        return _SURELY_NO
    return _RATHER_NO if something else _LIKELY["no"][1]


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
