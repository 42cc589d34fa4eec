"""The partitions of the receipt history: one per day (UTC), and the default partition.

Sync, on Django's connection, outside any transaction. Each call takes locks that receipts need, and holds them as long
as its DDL takes. It waits at most LOCK_TIMEOUT_MS for them, because receipts wait behind it, and sends behind receipts.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import OperationalError, connection, transaction

LOCK_TIMEOUT_MS = 100
# Creating a partition reads the default partition, which is nearly empty.
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
    """Create a day's partition, unless it exists or the default partition has rows of that day.

    False: try again later.
    """
    return _quickly("SELECT chat_make_receipt_day(%s)", [day])


def drop(day: date) -> bool:
    """Drop a day's partition; False as in `make`."""
    return _quickly(f"DROP TABLE chat_receipt_step_{day:%Y%m%d}", [])


def clear_default(before: datetime) -> None:
    """Delete older rows of the default partition, in chunks."""
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR, [before])
        while cursor.rowcount == CLEARED_ROWS:
            cursor.execute(_CLEAR, [before])


def _quickly(statement: str, parameters: Sequence[Any]) -> bool:
    """Run a statement in a transaction; False if its locks are not free or it takes too long."""
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
