"""Exceptions in the log: where they happened always, their words only when those cannot be somebody's."""

import traceback
from collections.abc import Iterator
from types import TracebackType

import django.db
import psycopg
import redis.exceptions
from django.core.exceptions import ImproperlyConfigured
from structlog.typing import EventDict, WrappedLogger

from accounts.sms import SmsError
from common.errors import ApiError

# Whose words name code, servers and times. All others may quote what they choked on: a row that fails a constraint
# comes with the text of its message, a KeyError with its key.
PLAIN = (
    ApiError,
    AssertionError,
    AttributeError,
    ImportError,
    ImproperlyConfigured,
    NameError,
    OSError,
    RuntimeError,
    SmsError,
    TypeError,
    django.db.InterfaceError,
    django.db.OperationalError,
    psycopg.InterfaceError,
    psycopg.OperationalError,
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
)
CAUSED = "The direct cause of the following exception:"
DURING = "While this was handled, another exception occurred:"

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def named(error: BaseException) -> str:
    """Return an exception's type, with the first line of what it says if that is nobody's text."""
    name = type(error).__name__
    # PostgreSQL puts the values of rows into the lines after the first.
    words = str(error).partition("\n")[0] if isinstance(error, PLAIN) else ""
    return f"{name}: {words}" if words else name


def traceback_text(error: BaseException) -> str:
    """Return a traceback, like Python's own, of an exception and what caused it; without values of variables."""
    return "\n".join(_lines(error, set())).rstrip()


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _lines(before, seen)
        yield f"\n{CAUSED if error.__cause__ is before else DURING}\n"
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    yield named(error)
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield f"\nIn {named(error)}:\n"
            yield from _lines(one, seen)


def add_exception(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Structlog's processor: `exc_info` becomes the text `exception`."""
    info: ExceptionInfo | None = event.pop("exc_info", None)
    if info and info[1] is not None:
        event["exception"] = traceback_text(info[1])
    return event
