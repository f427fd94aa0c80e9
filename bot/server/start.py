"""`make run`: one process that serves the website chat, answers REST and runs the actions."""

from __future__ import annotations

import logging
import socket
import sys
from pathlib import Path
from typing import Any

from bot.channels.web.origins import Addresses, is_private, read_addresses
from bot.channels.web.widget_texts import widget_texts
from bot.knowledge.database import open_database
from bot.knowledge.load import load
from bot.paths import ROOT
from bot.red_flags.questions import questions
from bot.red_flags.rules import shared_rules
from bot.server.first_start import encode_new_texts
from bot.server.train import ensure_model
from bot.settings import Settings, SettingsError, load_settings
from bot.yaml_files import ContentError


def main() -> int:
    """Load the knowledge base, train if needed, and serve until stopped."""
    try:
        settings = load_settings()
        addresses = read_addresses(settings)
        require_free_port(settings)
        require_telegram_key(settings)
        print("Checking the knowledge base and the phrases for red flags …", flush=True)
        shared_rules()
        questions()
        widget_texts()
        encode_new_texts()
        load(open_database(settings.database_url))
        model = ensure_model()
    except (ContentError, SettingsError, RuntimeError) as error:
        print(f"Rückenwind cannot start.\n{error}", file=sys.stderr)
        return 1
    serve(settings, addresses, str(model))
    return 0


def require_free_port(settings: Settings) -> None:
    """Check that the port is free, before minutes of loading and training.

    Raises:
        SettingsError: PORT is taken.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise SettingsError(
                f"PORT {settings.port} is in use. Stop the other program or set a different PORT in .env."
            ) from error


def require_telegram_key(settings: Settings) -> None:
    """Read or create the key of the Telegram channel, before minutes of loading and training.

    Raises:
        SettingsError: the key cannot be used.
    """
    if settings.telegram_token:
        from bot.channels.telegram.pseudonyms import read_key

        read_key(settings.telegram_id_key)


def credentials_for(settings: Settings) -> Path:
    """Return the credentials file, which lists the channels to offer.

    REST has no log-in and the caller chooses the conversation, so it is offered on this machine only.
    """
    return ROOT / ("credentials.yml" if is_private(settings) else "credentials.public.yml")


def announcement(settings: Settings, addresses: Addresses) -> str:
    """Return the lines that say where to reach the bot."""
    lines = [f"Rückenwind is running. Chat: {addresses.public}/chat"]
    if is_private(settings):
        lines.append(f"REST: {addresses.public}/webhooks/rest/webhook")
    return "\n".join(lines)


def serve(settings: Settings, addresses: Addresses, model: str) -> None:
    """Run the web server; returns when it is stopped."""
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    from bot.logs import keep_words_out_of_logs
    from bot.rasa.in_process_actions import InProcessActions
    from bot.rasa.services import shared_knowledge_base

    configure_structlog(logging.WARNING)
    configure_logging_and_warnings(logging.WARNING, filter_repeated_logs=False)
    keep_words_out_of_logs()
    shared_knowledge_base()
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    endpoints.action = InProcessActions()

    async def announce(app: Any, loop: Any) -> None:
        print(f"\n{announcement(settings, addresses)}\nStop it with Ctrl+C.", flush=True)

    rasa.core.run.serve_application(
        model_path=model,
        interface=settings.host,
        port=settings.port,
        credentials=str(credentials_for(settings)),
        endpoints=endpoints,
        enable_api=False,
        server_listeners=[(announce, "after_server_start")],
    )


if __name__ == "__main__":
    sys.exit(main())
