"""The REST channel: Rasa's own shape, with checked input and an answer even when something breaks."""

from __future__ import annotations

import logging
from typing import Any, Awaitable, Callable, Dict, List

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.incoming_text import clean_message, clean_sender
from bot.dialogue.reply import Reply
from bot.dialogue.wording import say
from bot.languages import DEFAULT_LANGUAGE, as_language

logger = logging.getLogger(__name__)


class RestChannel(RestInput):
    """`POST /webhooks/rest/webhook {"sender": …, "message": …, "metadata": {"language": "de"}?}`."""

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes (see parent class)."""
        routes = Blueprint("rest_channel")

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            body = _json_object(request)
            if body is None:
                return response.json({"error": "Send a JSON object with 'sender' and 'message'."}, status=400)
            return response.json(await self._answer(body, on_new_message))

        return routes

    async def _answer(
        self, body: Dict[str, Any], on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> List[Dict[str, Any]]:
        message = clean_message(body.get("message"))
        given = body.get("metadata")
        hint = as_language(given.get("language")) if isinstance(given, dict) else None
        metadata = {"language": hint, "shortened": message.shortened}
        sender = clean_sender(body.get("sender"))
        collector = CollectingOutputChannel()
        try:
            await on_new_message(
                UserMessage(message.text, collector, sender, input_channel=self.name(), metadata=metadata)
            )
        except Exception as error:
            # Neither the words nor an exception's text, which may quote them, go to the log.
            logger.error("A message could not be answered: %s", type(error).__name__)
        if not collector.messages:
            reply = Reply("system", None, hint or DEFAULT_LANGUAGE, [say("trouble", hint or DEFAULT_LANGUAGE)])
            collector.messages.append({"recipient_id": sender, "text": reply.texts[0]})
            collector.messages.append({"recipient_id": sender, "custom": reply.envelope()})
        return list(collector.messages)


def _json_object(request: Request) -> Any:
    try:
        body = request.json
    except Exception:  # Sanic raises its own error for broken JSON
        return None
    return body if isinstance(body, dict) else None
