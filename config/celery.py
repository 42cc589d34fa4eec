"""The Celery app: tasks of all apps, configured by the settings whose names begin with CELERY_."""

import os
import sys

import billiard.pool
from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("parley")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Tasks are handed over from threads too; without this those would get an app of their own, with another broker.
app.set_default()
# A worker told to end between handing a task to a child and hearing of it gives the task back, and no longer listens to
# that child. The child then waits for its result to be read: 300 times 0.1 seconds, which is when the worker is killed.
billiard.pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT = 20


@setup_logging.connect
def use_settings(**arguments: object) -> None:
    """Log as LOGGING says; without a receiver of this signal Celery sets up handlers and formats of its own."""
    from django.conf import settings
    from django.utils.log import configure_logging

    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    if settings.LOG_FORMAT == "json":
        # A worker that is told to end says so there, past all logging; without it, it says nothing.
        sys.__stdout__ = None  # type: ignore[misc]  # Python's own where there is no terminal, as pythonw
