"""Exceptions in the log: always their place, but their text only when it cannot contain anybody's data."""

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

# Exceptions whose text names only code, servers and times. All others may quote data: the error of a constraint
# contains the text of the message in the row, and a KeyError contains its key.
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
    """Return an exception's type, and the first line of its text if the exception is one of PLAIN."""
    name = type(error).__name__
    # Only the first line, because PostgreSQL puts the values of rows into the lines after it.
    words = str(error).partition("\n")[0] if isinstance(error, PLAIN) else ""
    return f"{name}: {words}" if words else name


def traceback_text(error: BaseException) -> str:
    """Return a traceback, like Python's own, of an exception and its causes. It contains no values of variables."""
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
    """Structlog processor: replace `exc_info` by the text `exception`."""
    info: ExceptionInfo | None = event.pop("exc_info", None)
    if info and info[1] is not None:
        event["exception"] = traceback_text(info[1])
    return event
