"""The settings. No other module reads the environment."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Optional, Tuple

from pydantic import BaseSettings, Field, SecretStr, ValidationError, root_validator, validator

from bot.paths import CACHE, ROOT

DEFAULT_DATABASE = f"sqlite:///{CACHE / 'knowledge.db'}"
TELEGRAM_API = "https://api.telegram.org"
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}")


class SettingsError(ValueError):
    """A setting has an unusable value; the message names the setting and says what to do."""


class Settings(BaseSettings):
    """All settings: from the environment, else from `.env`, else the default. An empty value counts as not set."""

    host: str = Field(default="127.0.0.1", description="Address on which the bot listens.")
    port: int = Field(default=5005, description="Port on which the bot listens.")
    database_url: str = Field(
        default=DEFAULT_DATABASE,
        repr=False,
        description="Knowledge base, as an SQLAlchemy URL; it may hold a password.",
    )
    public_url: str = Field(
        default="", description="Address at which others reach the bot. REST is off once it is set."
    )
    web_origins: Tuple[str, ...] = Field(
        default=(), description="Sites that may show the chat, separated by spaces or commas."
    )
    telegram_token: Optional[SecretStr] = Field(
        default=None, description="Token of the Telegram bot; without it, no Telegram."
    )
    telegram_webhook_url: str = Field(
        default="", description="Address to which Telegram delivers messages; empty: polling."
    )
    telegram_api_url: str = Field(default=TELEGRAM_API, description="Bot API server.")
    telegram_id_key: Optional[SecretStr] = Field(
        default=None, description="Secret from which pseudonyms of chats are made; without it, the one in .secrets/."
    )
    sanic_workers: str = Field(default="1", description="Server processes; Telegram talks to one process only.")

    class Config:
        """Read `.env`; values do not change once read."""

        env_file = ROOT / ".env"
        env_file_encoding = "utf-8"
        allow_mutation = False

        @classmethod
        def parse_env_var(cls, field_name: str, raw_val: str) -> Any:
            """Read a list without the quotes and brackets that pydantic requires."""
            return raw_val.replace(",", " ").split()

    @root_validator(pre=True)
    def _empty_is_not_set(cls, values: Dict[str, Any]) -> Dict[str, Any]:
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in stripped.items() if value != ""}

    @validator("port", pre=True)
    def _check_port(cls, value: Any) -> int:
        if not str(value).isdigit() or not 0 < int(value) < 65536:
            raise ValueError(f"PORT must be a number from 1 to 65535, not {value!r}.")
        return int(value)

    @root_validator(skip_on_failure=True)
    def _check_telegram(cls, values: Dict[str, Any]) -> Dict[str, Any]:
        """Check what Telegram needs; without a token its other settings do not matter."""
        if not values["telegram_token"]:
            return values
        api_url = values["telegram_api_url"].rstrip("/")
        problems = _telegram_problems({**values, "telegram_api_url": api_url})
        if problems:
            raise ValueError("\n".join(problems))
        return {**values, "telegram_api_url": api_url}


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: a value is unusable.
    """
    try:
        return Settings()
    except ValidationError as error:
        # The error itself would print the values, and some are secret.
        raise SettingsError("\n".join(problem["msg"] for problem in error.errors())) from None


def _telegram_problems(values: Dict[str, Any]) -> List[str]:
    api_url, webhook_url = values["telegram_api_url"], values["telegram_webhook_url"]
    problems = []
    if not _TOKEN.fullmatch(values["telegram_token"].get_secret_value()):
        problems.append("TELEGRAM_TOKEN is not a bot token (123456:ABC…). Copy it from BotFather again.")
    if values["sanic_workers"] != "1":
        problems.append("SANIC_WORKERS must be 1 with TELEGRAM_TOKEN: Telegram talks to one process only.")
    if not api_url.startswith(("https://", "http://")):
        problems.append(f"TELEGRAM_API_URL must begin with https:// or http://, not be {api_url!r}.")
    # Telegram itself delivers to HTTPS only; your own Bot API server may also deliver inside a network.
    schemes = ("https://",) if api_url == TELEGRAM_API else ("https://", "http://")
    if webhook_url and not webhook_url.startswith(schemes):
        problems.append(f"TELEGRAM_WEBHOOK_URL must begin with https://, not be {webhook_url!r}.")
    return problems
