"""Exceptions in the log: always with their place, never with anybody's data."""

from uuid import uuid4

import psycopg
import pytest

from config.logs.errors import named, traceback_text
from ops.supervisor.servers import EmbeddedServer
from tests.harness.servers import Servers


def caught(error: Exception) -> Exception:
    def fail() -> None:
        raise error

    with pytest.raises(type(error)) as raised:
        fail()
    return raised.value


@pytest.mark.parametrize("error", [KeyError("+4915212345678"), ValueError("canary"), UnicodeError("canary")])
def test_the_data_in_an_exceptions_text_is_not_logged(error: Exception):
    assert named(error) == type(error).__name__


@pytest.mark.parametrize("error", [OSError("no route"), TypeError("no argument x"), RuntimeError("no loop")])
def test_the_text_of_an_exception_about_code_or_servers_is_logged(error: Exception):
    assert named(error) == f"{type(error).__name__}: {error}"


def test_only_the_first_line_of_a_postgresql_error_is_logged():
    error = psycopg.OperationalError("the connection is lost\nDETAIL:  Key (phone_number)=(+4915212345678)")
    assert named(error) == "OperationalError: the connection is lost"


def test_a_row_that_postgresql_refuses_is_not_shown(servers: Servers):
    with psycopg.connect(servers.postgres.url) as database:
        database.execute("CREATE TEMPORARY TABLE spoken (text text CHECK (text = ''))")
        with pytest.raises(psycopg.errors.CheckViolation, match="canary") as raised:
            database.execute("INSERT INTO spoken VALUES ('canary')")
        database.rollback()
    text = traceback_text(raised.value)
    assert "canary'" in text  # the source line of this test that failed
    assert "(canary)" not in text
    assert text.endswith("\nCheckViolation")


def test_a_traceback_contains_the_cause():
    error = OSError("then")
    error.__cause__ = caught(KeyError("first canary"))
    text = traceback_text(caught(error))
    first, then = text.split("The direct cause of the following exception:")
    assert first.rstrip().endswith("KeyError")
    assert then.rstrip().endswith("OSError: then")
    assert text.count("Traceback (most recent call last):") == 2
    assert __file__ in first
    assert __file__ in then


def test_what_happened_while_an_exception_was_handled_is_named_unless_it_was_hidden():
    error = OSError("then")
    error.__context__ = caught(KeyError("canary"))
    assert traceback_text(error).startswith("Traceback")
    assert "\nKeyError\n" in traceback_text(error)
    error.__suppress_context__ = True
    assert "KeyError" not in traceback_text(error)


def test_an_exception_that_is_its_own_cause_ends():
    error = caught(OSError("round"))
    error.__cause__ = error
    assert traceback_text(error).count("OSError: round") == 1


def test_a_group_shows_the_exceptions_in_it():
    group = ExceptionGroup("canary", [caught(OSError("one")), caught(KeyError("canary"))])
    text = traceback_text(caught(group))
    _, one, two = text.split("In ExceptionGroup:")
    assert one.rstrip().endswith("OSError: one")
    assert two.endswith("KeyError")
    assert "canary" not in text.replace('canary", [', "").replace('KeyError("canary', "")


def test_values_of_variables_are_not_shown():
    canary = str(uuid4())
    with pytest.raises(AttributeError) as raised:
        EmbeddedServer.wait_ready(canary, 1)  # type: ignore[arg-type]  # it must fail with the canary among its variables
    assert "wait_ready" in traceback_text(raised.value)
    assert canary not in traceback_text(raised.value)
