"""Where settings come from: the process environment, and the settings from which others are derived."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# development | production. Production refuses weak secrets, the console SMS provider and RATE_LIMITS=off.
ENVIRONMENT = env.str("ENVIRONMENT", "development")
DEVELOPMENT = ENVIRONMENT == "development"
DEBUG = False

# Where `manage.py up` keeps its data, and the port on which it serves.
VAR_DIR = (BASE_DIR / env.str("VAR_DIR", "var")).resolve()
PORT = env.int("PORT", 8000)
WEB_PROCESSES = env.int("WEB_PROCESSES", 1)


def development_secret() -> str:
    """Return the random secret of this data directory, which is made at its first use. Never used in production."""
    path: Path = VAR_DIR / "dev" / "secret_key"
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"VAR_DIR={VAR_DIR} cannot be written to ({error.strerror}); choose another directory"
            raise ImproperlyConfigured(reason) from None
        # A link makes the whole file appear at once, because several processes may start at the same moment.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".secret_key-") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()
