"""Trains if there is no model for the current data: `python -m bot.server.train`."""

from __future__ import annotations

import logging
import os
import sys
import time
import warnings
from pathlib import Path

# Turns off Rasa's usage reports; this must be set before Rasa is imported.
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from bot.paths import ROOT
from bot.server.first_start import encode_new_texts
from bot.server.training_inputs import MODEL_PREFIX, MODELS, model_path
from bot.yaml_files import ContentError

_MODELS_KEPT = 2


def ensure_model() -> Path:
    """Return the model for the current data; train it first if it is missing.

    Raises:
        ContentError: the content is wrong.
        RuntimeError: training failed; Rasa has printed why.
    """
    path = model_path()
    if path.exists():
        return path
    print("Training the model for the current data. This takes a minute or two …", flush=True)
    started = time.monotonic()
    # Rasa's cache knows neither our modules nor the versions of packages: it would reuse outdated components.
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    # Importing Rasa takes seconds, so only when it is needed.
    import rasa.api
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    # Rasa expects its own response selector (here the knowledge base answers) and lists retrieval intents twice.
    for known in ("You have defined training data", "The following duplicated intents"):
        warnings.filterwarnings("ignore", message=known, category=UserWarning)
    # At this level Rasa draws no progress bars, which would fill hundreds of lines in a log.
    configure_structlog(logging.WARNING)
    configure_logging_and_warnings(logging.WARNING, filter_repeated_logs=False)
    result = rasa.api.train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=str(ROOT / "data"),
        output=str(MODELS),
        force_training=True,
        fixed_model_name=path.name.removesuffix(".tar.gz"),
    )
    if result.code != 0 or not path.exists():
        raise RuntimeError("Training failed; see the messages above.")
    remove_old_models(MODELS)
    print(f"Model trained in {time.monotonic() - started:.0f} seconds: {path.relative_to(ROOT)}", flush=True)
    return path


def remove_old_models(folder: Path) -> None:
    """Delete all models but the newest two; the older one is for going back to the last version."""
    models = sorted(folder.glob(f"{MODEL_PREFIX}*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in models[_MODELS_KEPT:]:
        path.unlink(missing_ok=True)


def main() -> int:
    """Encode new texts and train if needed."""
    try:
        encode_new_texts()
        ensure_model()
    except (ContentError, RuntimeError) as error:
        print(f"No model was trained.\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
