"""From one turn of the bot to the messages for Telegram. Pure functions, without Rasa and without Telegram."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Callable, Mapping, Sequence

from bot.channels.telegram.markup import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    Block,
    link,
    pack,
    paragraphs,
    pieces,
)
from bot.channels.telegram.messages import channel_text
from bot.languages import DEFAULT_LANGUAGE, Language, as_language

EMERGENCY_NUMBER = "112"
MOST_SOURCES = 5
_TITLE_LIMIT = 60


@dataclass(frozen=True)
class InlineButton:
    """A button under a message; `data` comes back when it is pressed (1 to 64 bytes)."""

    title: str
    data: str


@dataclass(frozen=True)
class OutgoingMessage:
    """One message: HTML text, or a photo (site-relative path) with the text as its caption, and buttons."""

    text: str
    photo: str = ""
    buttons: tuple[InlineButton, ...] = ()


def render(messages: Sequence[Mapping[str, Any]], data_for: Callable[[str], str]) -> list[OutgoingMessage]:
    """Return the messages to send for one turn.

    Args:
        messages: the turn in Rasa's shape: `text`, `buttons`, `image`, and `custom` for the envelope.
        data_for: returns callback data within Telegram's limit for the payload of a button.
    """
    envelope: Mapping[str, Any] = next((message["custom"] for message in messages if message.get("custom")), {})
    language = as_language(envelope.get("language")) or DEFAULT_LANGUAGE
    text = "\n\n".join(str(message["text"]) for message in messages if message.get("text"))
    images = [str(message["image"]) for message in messages if message.get("image")]
    blocks = [*_blocks(text, envelope, language), *_footer(text, envelope, language)]
    parts = pack(blocks, CAPTION_LIMIT if images else TEXT_LIMIT)
    outgoing = [OutgoingMessage(part) for part in parts if part]
    if images:
        # A first paragraph that does not fit under the photo follows it as text.
        outgoing = [
            *(OutgoingMessage("", image) for image in images[:-1]),
            OutgoingMessage(parts[0], images[-1]),
            *(OutgoingMessage(part) for part in parts[1:]),
        ]
    return _with_buttons(outgoing, _buttons(messages, data_for))


def render_text(text: str, buttons: Sequence[InlineButton] = ()) -> list[OutgoingMessage]:
    """Return the messages to send for one of the channel's own texts."""
    outgoing = [OutgoingMessage(part) for part in pack(_paragraph_blocks(text, numbers=True), TEXT_LIMIT) if part]
    return _with_buttons(outgoing, tuple(buttons))


def _with_buttons(outgoing: list[OutgoingMessage], buttons: tuple[InlineButton, ...]) -> list[OutgoingMessage]:
    return [*outgoing[:-1], *(replace(last, buttons=buttons) for last in outgoing[-1:])]


def _blocks(text: str, envelope: Mapping[str, Any], language: Language) -> list[Block]:
    first_line = text.split("\n", 1)[0]
    if envelope.get("urgency") == "emergency" and not re.search(rf"\b{EMERGENCY_NUMBER}\b", first_line):
        text = f"{channel_text('emergency_line', language)}\n\n{text}"
    return _paragraph_blocks(text, numbers=bool(envelope.get("urgency")) or envelope.get("kind") == "system")


def _paragraph_blocks(text: str, numbers: bool) -> list[Block]:
    make = Block.with_numbers if numbers else Block.plain
    return [make(piece) for paragraph in paragraphs(text) for piece in pieces(paragraph)]


def _footer(text: str, envelope: Mapping[str, Any], language: Language) -> list[Block]:
    """Return one line that names the sources, with links; nothing when the text lists them itself."""
    sources = list(envelope.get("sources") or [])
    if not sources or all(str(source.get("url") or source.get("title")) in text for source in sources):
        return []
    # The same publisher is named once; /sources lists every single text.
    urls = {_label(source): str(source.get("url") or "") for source in reversed(sources)}
    shown = list(reversed(urls.items()))[:MOST_SOURCES]
    rest = [channel_text("more_sources", language)] * (len(sources) > len(shown))
    head = channel_text("sources", language)
    visible = " · ".join([*(label for label, _ in shown), *rest])
    linked = " · ".join([*(_linked(label, url) for label, url in shown), *rest])
    return [Block(f"{head} {visible}", f"<i>{head} {linked}</i>")]


def _linked(label: str, url: str) -> str:
    return link(label, url) if url.startswith(("https://", "http://")) else Block.plain(label).html


def _label(source: Mapping[str, Any]) -> str:
    """Return publisher and year: "IQWiG 2025"."""
    publisher = re.split(r",| \(", str(source.get("publisher") or source.get("title") or ""))[0]
    year = re.match(r"\d{4}", str(source.get("updated") or ""))
    return _shortened(publisher) + (f" {year.group()}" if year else "")


def _buttons(messages: Sequence[Mapping[str, Any]], data_for: Callable[[str], str]) -> tuple[InlineButton, ...]:
    buttons = [button for message in messages for button in message.get("buttons") or []]
    unique = {str(button.get("payload") or ""): str(button.get("title") or "") for button in buttons}
    return tuple(
        InlineButton(_shortened(title), data_for(payload)) for payload, title in unique.items() if payload and title
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _TITLE_LIMIT else text[: _TITLE_LIMIT - 1].rstrip() + "…"
