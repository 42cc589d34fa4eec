"""The shape of a record: the same for ours and for those of libraries. One JSON object a line, or a line for people."""

import json
import logging
import os
import sys
from contextlib import suppress
from typing import Any

import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, Processor, WrappedLogger
from typing_extensions import override

from common.clock import now, wire_time
from config.logs.errors import add_exception
from config.logs.redaction import redact

# What a record may bring along in `extra`; libraries put requests, tasks and their arguments there.
FIELDS = ("method", "route", "status", "duration_ms")
ROLES = {"serve": "web", "worker": "worker", "beat": "beat"}


def formatter(kind: str) -> ProcessorFormatter:
    """Return the formatter of LOG_FORMAT: `json` or `line`."""
    processors: list[Processor] = [
        ExtraAdder(allow=FIELDS),
        structlog.contextvars.merge_contextvars,
        add_log_level,
        add_logger_name,
        add_time,
        add_exception,
    ]
    if kind == "json":
        return formatter_of([*processors, add_process], structlog.processors.JSONRenderer())
    plain = structlog.dev.plain_traceback
    line = structlog.dev.ConsoleRenderer(
        colors=False, pad_level=False, pad_event_to=0, timestamp_key="time", exception_formatter=plain
    )
    return formatter_of(processors, line)


def formatter_of(processors: list[Processor], renderer: Processor) -> ProcessorFormatter:
    """Return a formatter that ends with the redaction and a renderer."""
    return ProcessorFormatter(
        foreign_pre_chain=processors,
        processors=[ProcessorFormatter.remove_processors_meta, redact, renderer],
    )


def add_time(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Structlog's processor: when it was, as the wire has times."""
    event["time"] = wire_time(now())
    return event


def add_process(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Structlog's processor: which process says it."""
    event["process"], event["pid"] = role(), os.getpid()
    return event


def role() -> str:
    """Return what this process is: web, worker, beat, or command."""
    return next((ROLES[word] for word in sys.argv[1:] if word in ROLES), "command")


class Handler(logging.StreamHandler[Any]):
    """Writes to standard error. A record that cannot be formatted is named, not shown: logging's own would print it."""

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        line: dict[str, object] = {"event": "a record could not be written", "level": "error", "logger": record.name}
        line |= {"time": wire_time(now()), "process": role(), "pid": os.getpid()}
        # Nowhere to write to must not be the end of whoever had something to say.
        with suppress(OSError, ValueError):
            self.stream.write(json.dumps(line) + "\n")
