"""The REST channel: Rasa's own shape, with checked input and an answer even when something breaks."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.exchange import OnNewMessage, ensure_reply, hand_over
from bot.channels.incoming_text import clean_message, clean_sender
from bot.languages import as_language


class RestChannel(RestInput):
    """`POST /webhooks/rest/webhook {"sender": …, "message": …, "metadata": {"language": "de"}?}`."""

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
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

    async def _answer(self, body: Dict[str, Any], on_new_message: OnNewMessage) -> List[Dict[str, Any]]:
        metadata = body.get("metadata")
        hint = as_language(metadata.get("language")) if isinstance(metadata, dict) else None
        sender = clean_sender(body.get("sender"))
        collector = CollectingOutputChannel()
        await hand_over(on_new_message, clean_message(body.get("message")), sender, collector, self.name(), hint)
        return [{"recipient_id": sender, **message} for message in ensure_reply(collector.messages, hint)]


def _json_object(request: Request) -> Any:
    try:
        body = request.json
    except Exception:  # Sanic raises its own error for broken JSON
        return None
    return body if isinstance(body, dict) else None
