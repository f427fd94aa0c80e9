"""Reads HTML as strictly as Telegram does."""

from __future__ import annotations

import html
import re

_TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "tg-spoiler", "blockquote"}
_TAG = re.compile(r'<(/?)([a-z-]+)((?: [a-z-]+="[^"<>]*")*)>')
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-f]+);", re.IGNORECASE)


class Unparsable(ValueError):
    """Telegram would answer "can't parse entities"."""


def visible_text(source: str) -> str:
    """Return the text without tags.

    Raises:
        Unparsable: the markup is wrong.
    """
    shown, open_tags, position = "", list[str](), 0
    while position < len(source):
        tag = _TAG.match(source, position)
        if tag:
            _nest(tag, open_tags)
            position = tag.end()
            continue
        if source[position] == "<":
            raise Unparsable(f"can't parse entities: unsupported start tag at byte offset {position}")
        entity = _ENTITY.match(source, position)
        shown += html.unescape(entity.group()) if entity else source[position]
        position = entity.end() if entity else position + 1
    if open_tags:
        raise Unparsable(f"can't parse entities: can't find end tag corresponding to start tag {open_tags[-1]}")
    return shown


def _nest(tag: re.Match[str], open_tags: list[str]) -> None:
    closes, name, attributes = tag.groups()
    if name not in _TAGS or (attributes and name != "a"):
        raise Unparsable(f"can't parse entities: unsupported tag {name}")
    if not closes:
        open_tags.append(name)
    elif not open_tags or open_tags.pop() != name:
        raise Unparsable(f"can't parse entities: unmatched end tag {name}")
