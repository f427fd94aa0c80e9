"""Reads data files that come once for each language, such as `context_rules/en.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, Extra

from bot.languages import Language
from bot.yaml_files import ContentError, parse, read_yaml


class LanguageFile(BaseModel):
    """What every such file says first: its language. Unknown fields are refused."""

    language: Language

    class Config:
        """Refuse unknown fields."""

        extra = Extra.forbid


_File = TypeVar("_File", bound=LanguageFile)


def read_language_file(kind: type[_File], folder: Path, language: Language) -> _File:
    """Return the file of one language in a folder.

    Args:
        kind: what the file holds.
        folder: where `en.yml` and `de.yml` are.
        language: the language.

    Raises:
        ContentError: the file is missing or wrong; the message names the file and the field.
    """
    path = folder / f"{language}.yml"
    content = parse(kind, read_yaml(path), path)
    if content.language != language:
        raise ContentError(f"{path}: 'language' is {content.language!r}, but the file is for {language!r}.")
    return content
