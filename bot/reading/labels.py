"""Reads messages with one label each, by many hands: what an answer says, what is felt."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator, Literal, Mapping, Optional, Sequence, get_args

from pydantic import BaseModel, Extra, StrictStr, ValidationError

from bot.paths import ROOT
from bot.yaml_files import ContentError

# How a message answers a question about red flags; `other` answers nothing: it asks or tells something else.
Answer = Literal["no", "yes", "unsure", "other"]
# What the person feels, where it shows.
Feeling = Literal["fear", "pain", "anger", "grief", "joy", "none"]
# What people write after the advice to see a doctor; `not_so` takes back or corrects what led to it, `asks` is a
# practical question on getting help.
AfterAdvice = Literal["seen", "going", "refuses", "not_so", "asks", "other"]
# What people write after an answer; `goes_on` makes sense only after it, `new` is complete in itself.
AfterAnswer = Literal["goes_on", "new", "unclear", "objects", "closes", "tells"]
# What people write after an exercise; all but `other` are names of person facts, `stop` is for now.
AfterExercise = Literal[
    "another", "easier", "harder", "done", "again", "plan", "hurts", "how_often", "how_long_helps", "how_to",
    "not_floor", "not_prone", "not_supine", "not_kneeling", "office", "no_equipment", "stop", "other",
]  # fmt: skip
# How people answer what the exercise form asks about them; `cleared` is a condition with which exercises are agreed.
AboutYou = Literal["none", "pregnant", "spine", "cleared", "unsure", "strong", "mild", "no_pain", "skip", "other"]
# The folders of `data/` with such messages.
LabelSet = Literal["answers", "feelings", "after_advice", "after_answer", "after_exercise", "about_you"]
LABELS: Mapping[LabelSet, Sequence[str]] = {
    "answers": get_args(Answer),
    "feelings": get_args(Feeling),
    "after_advice": get_args(AfterAdvice),
    "after_answer": get_args(AfterAnswer),
    "after_exercise": get_args(AfterExercise),
    "about_you": get_args(AboutYou),
}


class LabelledText(BaseModel):
    """One line: a text, what it says, and for an answer the question."""

    text: StrictStr
    label: StrictStr
    asked: Optional[StrictStr] = None

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid


def read_labelled(name: LabelSet, data: Path = ROOT / "data") -> Iterator[LabelledText]:
    """Yield the texts of all hands in both languages.

    Raises:
        ContentError: a line is wrong; the error names it.
    """
    for file in sorted((data / name).glob("*/*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                entry = LabelledText.parse_raw(line)
            except ValidationError as error:
                raise ContentError(f"{file}, line {number}: {error}. See data/{name}/README.md.") from error
            if entry.label not in LABELS[name]:
                known = ", ".join(LABELS[name])
                raise ContentError(f"{file}, line {number}: label {entry.label!r} is not known; choose one of {known}.")
            yield entry
