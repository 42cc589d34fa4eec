"""One connection on which batches are committed."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import psycopg
from django.conf import settings
from psycopg import AsyncConnection

from chat.store.append import Appended, AppendItem, append_batch
from common.database import connection_options

RETRIED = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
TRIES = 3
T = TypeVar("T")


class Lane:
    """One connection for batches, opened when it is needed, and opened again after it was lost."""

    def __init__(self, name: str, lock_timeout_ms: int) -> None:
        self._name, self._lock_timeout_ms = name, lock_timeout_ms
        self._connection: AsyncConnection[tuple[Any, ...]] | None = None

    async def append(self, items: Sequence[AppendItem], *, skip_locked: bool = False) -> list[Appended]:
        """Run chat_append in a transaction of its own; raise psycopg's errors as they are."""
        return await append_batch(await self._open(), items, skip_locked=skip_locked)

    async def run(self, statement: Callable[[AsyncConnection[tuple[Any, ...]]], Awaitable[T]]) -> T:
        """Run another statement; raise psycopg's errors as they are."""
        return await statement(await self._open())

    async def retried(self, batch: Callable[[], Awaitable[T]]) -> T:
        """Run a batch; run it again after a deadlock, or on a new connection after the old one was lost."""
        for left in reversed(range(TRIES)):
            try:
                return await batch()
            except RETRIED:
                if not left:
                    raise
            except (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled):
                raise
            except (psycopg.OperationalError, psycopg.InterfaceError):
                await self.close()
                if not left:
                    raise
        raise AssertionError("unreachable: the last try returns or raises")

    async def close(self) -> None:
        """Close the connection; the next batch opens another."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close()

    async def _open(self) -> AsyncConnection[tuple[Any, ...]]:
        if self._connection is None or self._connection.closed:
            options = connection_options(self._name)
            options["options"] += f" -c lock_timeout={self._lock_timeout_ms} -c synchronous_commit=on"
            self._connection = await AsyncConnection.connect(settings.DATABASE_URL, **options)
        return self._connection
