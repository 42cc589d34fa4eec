"""The format of records, ours and those of libraries, and the data that is removed from them."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import resolve
from structlog.contextvars import bound_contextvars

from config.logs.formatting import Handler, formatter
from config.logs.payloads import WithoutPayload

Written = Callable[[], str]


@pytest.fixture
def logging_to() -> Iterator[Callable[[str, str], tuple[logging.Logger, Written]]]:
    """Returns a function: (name, format) → a logger, and a function that returns the text it wrote."""
    handlers: list[tuple[logging.Logger, logging.Handler]] = []

    def make(name: str, kind: str = "json") -> tuple[logging.Logger, Written]:
        stream = io.StringIO()
        handler = Handler(stream)
        handler.setFormatter(formatter(kind))
        handler.addFilter(WithoutPayload())
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        # Not passed on to pytest's report, which accepts only Unicode that can be encoded.
        logger.propagate = False
        handlers.append((logger, handler))
        return logger, stream.getvalue

    yield make
    for logger, handler in handlers:
        logger.removeHandler(handler)
        logger.propagate = True


def only(written: Written) -> dict[str, Any]:
    (line,) = written().splitlines()
    record: dict[str, Any] = json.loads(line)
    return record


def test_a_record_is_one_line_of_json_whatever_is_in_it(logging_to):
    logger, written = logging_to("tests.any")
    with bound_contextvars(request_id="0123456789abcdef"):
        logger.warning("two\nlines of %s \ud800", "it")
    record = only(written)
    assert record.pop("time").endswith("Z")
    assert record.pop("pid") > 0
    assert record == {
        "event": "two\nlines of it \ud800",
        "level": "warning",
        "logger": "tests.any",
        "process": "command",
        "request_id": "0123456789abcdef",
    }


def test_only_known_fields_are_taken_from_extra(logging_to):
    logger, written = logging_to("tests.any")
    logger.error("request", extra={"status": 200, "data": {"args": "canary"}, "request": "canary"})
    record = only(written)
    assert record["status"] == 200
    assert "canary" not in json.dumps(record)


def test_the_line_format_is_readable_for_people(logging_to):
    logger, written = logging_to("tests.any", "line")
    logger.error("it failed", exc_info=OSError("gone"), extra={"route": "/"})
    first, *rest = written().splitlines()
    assert first[:4].isdigit()
    assert first.endswith("[error] it failed [tests.any] route=/")
    assert rest[0] == "Traceback (most recent call last):"
    assert rest[-1] == "OSError: gone"


@pytest.mark.parametrize("kind", ["json", "line"])
def test_a_phone_number_in_a_record_is_removed(logging_to, kind: str):
    logger, written = logging_to("tests.any", kind)
    logger.warning("sent to %s", "+4915212345678", exc_info=OSError("no route to +4915212345678"))
    assert "4915212345678" not in written()
    assert written().count("[number]") == 2


def test_an_exception_among_the_arguments_is_named_as_in_a_traceback(logging_to):
    logger, written = logging_to("daphne.server")
    logger.error("Exception inside application: %s", ValueError("canary"))
    assert only(written)["event"] == "Exception inside application: ValueError"


def test_celerys_record_of_a_failure_does_not_contain_the_exceptions_text(logging_to):
    logger, written = logging_to("celery.app.trace")
    logger.error("Task %(name)s[%(id)s] %(description)s: %(exc)s", {
        "name": "send", "id": "1", "description": "raised unexpected", "exc": "IntegrityError('canary')",
    })  # fmt: skip
    assert only(written)["event"] == "Task send[1] raised unexpected: IntegrityError"


def test_asyncios_record_of_a_lost_exception_is_cut_to_its_first_line(logging_to):
    logger, written = logging_to("asyncio")
    logger.error("Task exception was never retrieved\nfuture: <Task exception=ValueError('canary')>")
    assert only(written)["event"] == "Task exception was never retrieved"


def test_djangos_record_of_a_request_shows_its_route(logging_to):
    request = RequestFactory().get("/api/v1/users/0191f3b2-7c1d-7000-8000-123456789012")
    logger, written = logging_to("django.request")
    request.resolver_match = resolve(request.path)
    logger.error("%s: %s", "Internal Server Error", request.path, extra={"request": request})
    assert only(written)["event"] == "Internal Server Error: /api/v1/users/{user_id}"


def test_a_record_that_cannot_be_formatted_is_named_and_not_shown(logging_to, capsys, monkeypatch):
    logger, written = logging_to("tests.any")
    # Without this, pytest's own handlers would fail the test.
    monkeypatch.setattr(logger, "propagate", False)
    logger.error("%d canaries", "canary")
    record = only(written)
    assert (record["event"], record["logger"]) == ("a record could not be written", "tests.any")
    assert "canary" not in written() + capsys.readouterr().err
