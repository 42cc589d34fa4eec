"""The format of log records, ours and those of libraries: one JSON object per line, or a line for people."""

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

# The only fields that are taken from a record's `extra`, because libraries put requests and task arguments there.
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
    """Return a formatter whose last steps are the redaction and a renderer."""
    return ProcessorFormatter(
        foreign_pre_chain=processors,
        processors=[ProcessorFormatter.remove_processors_meta, redact, renderer],
    )


def add_time(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Structlog processor: add the time, in the format of the wire."""
    event["time"] = wire_time(now())
    return event


def add_process(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Structlog processor: add which process logs the record."""
    event["process"], event["pid"] = role(), os.getpid()
    return event


def role() -> str:
    """Return what this process is: web, worker, beat, or command."""
    return next((ROLES[word] for word in sys.argv[1:] if word in ROLES), "command")


class Handler(logging.StreamHandler[Any]):
    """Writes to standard error. It only names a record that cannot be formatted; logging's own handler prints it."""

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        line: dict[str, object] = {"event": "a record could not be written", "level": "error", "logger": record.name}
        line |= {"time": wire_time(now()), "process": role(), "pid": os.getpid()}
        # A closed standard error must not raise into the code that logs.
        with suppress(OSError, ValueError):
            self.stream.write(json.dumps(line) + "\n")
