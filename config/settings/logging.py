"""Logs: one record per line on standard error. They never contain phone numbers, codes, tokens, names or messages."""

import logging

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import DEVELOPMENT, env

LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
# json | line
LOG_FORMAT = env.str("LOG_FORMAT", "line" if DEVELOPMENT else "json")
# off | notable (slow, or failed with a 5xx status) | all
ACCESS_LOG = env.str("ACCESS_LOG", "notable")
ACCESS_LOG_SLOW_SECONDS = env.float("ACCESS_LOG_SLOW_SECONDS", 1.0)
for name, value, choices in (
    ("LOG_FORMAT", LOG_FORMAT, ("json", "line")),
    ("ACCESS_LOG", ACCESS_LOG, ("off", "notable", "all")),
    ("LOG_LEVEL", LOG_LEVEL, ("DEBUG", "INFO", "WARNING", "ERROR")),
):
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is one of {', '.join(choices)}, not {value!r}")

OUR_LOGGERS = ("accounts", "chat", "common", "config", "delivery", "groups", "media", "ops", "presence")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"payload": {"()": "config.logs.payloads.WithoutPayload"}},
    "formatters": {"chosen": {"()": "config.logs.formatting.formatter", "kind": LOG_FORMAT}},
    "handlers": {"console": {"class": "config.logs.formatting.Handler", "formatter": "chosen", "filters": ["payload"]}},
    # DEBUG applies only to our own loggers, because debug records of libraries contain the data that they handle.
    "root": {"handlers": ["console"], "level": "INFO" if LOG_LEVEL == "DEBUG" else LOG_LEVEL},
    "loggers": {
        **{name: {"level": LOG_LEVEL} for name in OUR_LOGGERS},
        # No handlers, because Django's own would mail requests to administrators.
        "django": {"handlers": [], "level": "INFO"},
        # Django logs a warning for every 404. Failures are in the access log, and with their traceback in this logger.
        "django.request": {"level": "ERROR"},
        # Django logs a traceback for every wrong Host header that anybody sends.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        **{name: {"level": "WARNING"} for name in ("httpx2", "httpcore2", "daphne", "twisted", "uvicorn")},
    },
}
logging.captureWarnings(capture=True)
