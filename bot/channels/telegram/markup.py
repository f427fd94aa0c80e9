"""Fits text into Telegram's limits and its HTML. Pure functions."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Iterator, Sequence

# Telegram refuses longer ones; it counts UTF-16 units of the visible text.
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_GAP = "\n\n"
# Where a paragraph that is too long may be cut, the best place first.
_BORDERS = ("\n", ". ", "? ", ", ", " ")
_NUMBERS = re.compile(r"(?<![\d\w])(112|116\s?117|0800 111 0 (?:111|222))(?![\d\w])")


@dataclass(frozen=True)
class Block:
    """A paragraph: its visible text and its HTML."""

    visible: str
    html: str

    @classmethod
    def plain(cls, text: str) -> Block:
        """Return a paragraph without formatting."""
        return cls(text, html.escape(text, quote=False))

    @classmethod
    def with_numbers(cls, text: str) -> Block:
        """Return a paragraph with the numbers to call in bold."""
        return cls(text, _NUMBERS.sub(r"<b>\1</b>", html.escape(text, quote=False)))


def length(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def link(title: str, url: str) -> str:
    """Return an HTML link."""
    return f'<a href="{html.escape(url, quote=True)}">{html.escape(title, quote=False)}</a>'


def without_markup(text: str) -> str:
    """Return the visible text of our own HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text."""
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]


def pack(blocks: Sequence[Block], first_limit: int, limit: int = TEXT_LIMIT) -> list[str]:
    """Fill messages with paragraphs and return their HTML.

    Args:
        blocks: paragraphs, none longer than `limit` (see `pieces`).
        first_limit: characters for the first message, which may be a caption; if its first paragraph is longer, the
            first message is "".
        limit: characters for the others.
    """
    messages: list[list[Block]] = [[]]
    for block in blocks:
        room = first_limit if len(messages) == 1 else limit
        if length(_GAP.join(part.visible for part in [*messages[-1], block])) > room:
            messages.append([])
        messages[-1].append(block)
    return [_GAP.join(block.html for block in message) for message in messages]


def pieces(text: str, limit: int = TEXT_LIMIT) -> Iterator[str]:
    """Cut a paragraph at its lines, sentences or words into parts of at most `limit`."""
    while length(text) > limit:
        # Every character takes one or two units.
        end = limit if length(text[:limit]) <= limit else limit // 2
        cut = _cut(text[:end])
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text


def _cut(text: str) -> int:
    for border in _BORDERS:
        position = text.rfind(border)
        if position > len(text) // 3:
            return position + len(border)
    return len(text)
