"""Keeps people's messages out of the logs."""

from __future__ import annotations

import logging
import warnings
from types import TracebackType
from typing import Optional

import structlog
from structlog.tracebacks import ExceptionDictTransformer


def keep_words_out_of_logs() -> None:
    """Drop local variables from logged exceptions and silence warnings that quote messages.

    Rasa prints the local variables of every frame of an exception, and repeats malformed messages in warnings.
    """
    logging.getLogger("rasa").setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", category=UserWarning, module="rasa")
    without_locals = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    processors = [
        without_locals if isinstance(processor, structlog.processors.ExceptionRenderer) else processor
        for processor in structlog.get_config()["processors"]
    ]
    structlog.configure(processors=[_withhold_text, *processors])


def _withhold_text(logger: object, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {key: "(withheld)" if key == "text" else value for key, value in event.items()}


def without_message(error: Exception) -> tuple[type[Exception], Exception, Optional[TracebackType]]:
    """Return a value for `exc_info` without the exception's text, which may quote a person."""
    return type(error), RuntimeError("(message withheld)"), error.__traceback__
