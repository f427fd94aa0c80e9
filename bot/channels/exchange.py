"""One message handed to Rasa and what comes back: the same for every channel."""

from __future__ import annotations

import logging
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.channels.channel import OutputChannel, UserMessage

from bot.channels.incoming_text import CleanMessage
from bot.dialogue.reply import Reply
from bot.dialogue.wording import say
from bot.languages import DEFAULT_LANGUAGE, Language
from bot.logs import without_message

logger = logging.getLogger(__name__)

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
# One turn in Rasa's shape: dictionaries with `text`, `buttons`, `image`, and `custom` for the envelope.
Messages = List[Dict[str, Any]]


class TurnOutput(OutputChannel):
    """Collects what the bot says in one turn."""

    def __init__(self) -> None:
        """Begin empty."""
        self.messages: Messages = []

    @classmethod
    def name(cls) -> str:
        """Return the name that Rasa knows this output by."""
        return "turn"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Take one message of the turn (see parent class)."""
        self.messages.append(dict(message))


async def hand_over(
    on_new_message: OnNewMessage,
    message: CleanMessage,
    sender: str,
    output: OutputChannel,
    channel: str,
    hint: Optional[Language],
) -> None:
    """Let Rasa answer a message through an output; a failure is logged and not raised.

    Args:
        on_new_message: what Rasa gives each channel.
        message: the message.
        sender: name of the conversation.
        output: takes the answer.
        channel: name of the channel.
        hint: language the person probably reads, for messages that do not show it.
    """
    metadata = {"language": hint, "shortened": message.shortened}
    try:
        await on_new_message(UserMessage(message.text, output, sender, input_channel=channel, metadata=metadata))
    except Exception as error:
        # Neither the words nor an exception's text, which may quote them, go to the log.
        logger.error("A message could not be answered: %s", type(error).__name__, exc_info=without_message(error))


def ensure_reply(messages: Messages, hint: Optional[Language]) -> Messages:
    """Return the turn, or, when it says nothing, an apology with the emergency numbers."""
    return messages if any(message.get("text") for message in messages) else as_messages(trouble(hint))


def trouble(hint: Optional[Language]) -> Reply:
    """Return an apology, with the emergency numbers, for a turn that failed."""
    language = hint or DEFAULT_LANGUAGE
    return Reply("system", None, language, [say("trouble", language)])


def as_messages(reply: Reply) -> Messages:
    """Return a reply that has neither buttons nor pictures in Rasa's shape."""
    return [*({"text": text} for text in reply.texts), {"custom": reply.envelope()}]


def envelope_of(messages: Messages) -> Dict[str, Any]:
    """Return the envelope of a turn; empty when it has none."""
    return next((message["custom"] for message in messages if message.get("custom")), {})
