"""The partitions of the history of receipts, one a day (UTC), beside the default one.

Sync, on Django's connection, outside any transaction. Each call holds what receipts need for as long as DDL takes, and
waits no longer than LOCK_TIMEOUT_MS for it: receipts wait behind it, and sends behind them.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import OperationalError, connection, transaction

LOCK_TIMEOUT_MS = 100
# Making a day reads the default partition, which is all but empty.
STATEMENT_TIMEOUT_MS = 1000
CLEARED_ROWS = 10_000

_NAME = re.compile(r"chat_receipt_step_(\d{8})")
_PARTITIONS = """
SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = 'chat_receipt_step'::regclass ORDER BY c.relname"""
_CLEAR = f"""
DELETE FROM chat_receipt_step_default WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM chat_receipt_step_default WHERE moved_at < %s LIMIT {CLEARED_ROWS}))"""


def days() -> list[date]:
    """Return the days that have a partition, ascending."""
    names = [_NAME.fullmatch(row[0]) for row in _rows(_PARTITIONS, [])]
    return [datetime.strptime(name[1], "%Y%m%d").replace(tzinfo=UTC).date() for name in names if name]


def make(day: date) -> bool:
    """Make a day's partition, unless it is there or the default one has rows of it; False: it could not be had now."""
    return _quickly("SELECT chat_make_receipt_day(%s)", [day])


def drop(day: date) -> bool:
    """Drop a day's partition; False as in `make`."""
    return _quickly(f"DROP TABLE chat_receipt_step_{day:%Y%m%d}", [])


def clear_default(before: datetime) -> None:
    """Delete rows of the default partition that are older, a chunk at a time."""
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR, [before])
        while cursor.rowcount == CLEARED_ROWS:
            cursor.execute(_CLEAR, [before])


def _quickly(statement: str, parameters: Sequence[Any]) -> bool:
    """Run a statement in a transaction; False if somebody holds what it needs, or it takes too long."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
            cursor.execute(f"SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MS}")
            cursor.execute(statement, parameters)
    except OperationalError:
        return False
    return True


def _rows(statement: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
