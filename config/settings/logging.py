"""Logs: one line a record on standard error. They never hold phone numbers, codes, tokens or message text."""

from config.settings.environment import env

LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "httpx2": {"level": "WARNING"},
        "httpcore2": {"level": "WARNING"},
        # A traceback for every wrong Host header that anybody sends.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
