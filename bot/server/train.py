"""Trains when there is no model for the present data: `python -m bot.server.train`."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from pathlib import Path

# Rasa sends usage reports unless told not to; this must be set before Rasa is imported.
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from bot.server.settings import ROOT

MODELS = ROOT / "models"
# Everything a model is made from. Actions and their texts are read when the bot starts.
_TRAINING_INPUTS = (
    "config.yml",
    "domain.yml",
    "data/**/*.yml",
    "bot/knowledge/content/**/*.yml",
    "bot/knowledge/*.py",
    "bot/rasa/*.py",
    "bot/reading/*.py",
    "bot/red_flags/*.py",
    "bot/languages.py",
    "requirements.lock",
)


def model_path() -> Path:
    """Return where the model for the present data is, or will be after training."""
    digest = hashlib.sha256()
    for pattern in _TRAINING_INPUTS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return MODELS / f"rueckenwind-{digest.hexdigest()[:12]}.tar.gz"


def ensure_model() -> Path:
    """Return the model for the present data; train it first if it is missing.

    Raises:
        RuntimeError: training failed; Rasa has printed why.
    """
    path = model_path()
    if path.exists():
        return path
    print("Training the model for the present data. This takes about two minutes …", flush=True)
    # Importing Rasa takes seconds, so only when it is needed.
    import rasa.api
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.INFO)
    configure_logging_and_warnings(logging.INFO, filter_repeated_logs=False)
    result = rasa.api.train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=str(ROOT / "data"),
        output=str(MODELS),
        fixed_model_name=path.name.removesuffix(".tar.gz"),
    )
    if result.code != 0 or not path.exists():
        raise RuntimeError("Training failed; see the messages above.")
    print(f"Model ready: {path.relative_to(ROOT)}", flush=True)
    return path


if __name__ == "__main__":
    ensure_model()
    sys.exit(0)
