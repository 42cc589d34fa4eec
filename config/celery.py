"""The Celery app: the tasks of all apps, configured by the settings whose names begin with CELERY_."""

import os
import sys

import billiard.pool
from celery import Celery, Task
from celery.signals import heartbeat_sent, setup_logging, task_prerun
from structlog.contextvars import bind_contextvars, clear_contextvars

from common.queue import leave_mark

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("parley")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Threads queue tasks too. Without this they would use an app of their own, with another broker.
app.set_default()
# A worker that is stopped after it gave a task to a child, but before the child confirmed it, gives the task back and
# no longer listens to that child. The child then waits until its result is read: 300 times 0.1 seconds by default. By
# then the worker would be killed.
billiard.pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT = 20


@heartbeat_sent.connect
def note_life(**arguments: object) -> None:
    """Leave a mark that this worker lives: when it is ready, and every two seconds after that."""
    leave_mark()


@task_prerun.connect
def log_with_request_id(task: "Task[..., object]", **arguments: object) -> None:
    """Log with the id of the request that queued this task. Tasks that this task queues take it over."""
    clear_contextvars()
    if request_id := task.request.get("request_id"):
        bind_contextvars(request_id=request_id)


@setup_logging.connect
def use_settings(**arguments: object) -> None:
    """Log as LOGGING says. Without a receiver of this signal, Celery sets up handlers and formats of its own."""
    from django.conf import settings
    from django.utils.log import configure_logging

    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    if settings.LOG_FORMAT == "json":
        # A worker that is stopped prints that there, without using logging. Without this stream it prints nothing.
        sys.__stdout__ = None  # type: ignore[misc]  # Python's own where there is no terminal, as pythonw
