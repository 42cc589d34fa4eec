"""The event loop's way to PostgreSQL: one pool of async connections, and what a lost database looks like."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import django.db
import psycopg
import tenacity
from django.conf import settings
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

# What tells "the database is away" from "the statement is wrong".
UNAVAILABLE = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    PoolTimeout,
    django.db.OperationalError,
    django.db.InterfaceError,
)


def _may_run_again(error: BaseException) -> bool:
    """Whether a transaction lost to another and is gone whole; inside an outer one there is nothing to repeat."""
    cause = error.__cause__ if isinstance(error, django.db.Error) else error
    lost = isinstance(cause, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure)
    return lost and not django.db.connection.in_atomic_block


# For services around a transaction of their own: deadlocks (40P01) and serialization failures (40001), three tries.
retried = tenacity.retry(
    retry=tenacity.retry_if_exception(_may_run_again),
    stop=tenacity.stop_after_attempt(3),
    wait=tenacity.wait_random(0, 0.05),
    reraise=True,
)

_pool: AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]] | None = None


def connection_options(application: str) -> dict[str, Any]:
    """Return the keyword arguments of every async connection; `application` names it in pg_stat_activity."""
    return {
        "autocommit": True,
        "connect_timeout": settings.DATABASE_CONNECT_TIMEOUT_SECONDS,
        "options": f"{settings.DATABASE_SESSION_OPTIONS} "
        f"-c statement_timeout={settings.DATABASE_STATEMENT_TIMEOUT_SECONDS}s",
        "application_name": application,
        "prepare_threshold": 1,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    }


async def _check(borrowed: AsyncConnection[tuple[Any, ...]]) -> None:
    """Look whether a connection lives. If not, all were lost with it; the pool alone would try about one a second."""
    try:
        await AsyncConnectionPool.check_connection(borrowed)
    except psycopg.Error:
        if _pool is not None:
            await _pool.drain()
        raise


def forget_lost(error: Exception) -> None:
    """Renew the connections of Django's pool when an error says that the server is gone, or about to be.

    One that is found dead answers a request with `unavailable`; without this each of the others would do so, too.
    """
    cause = error.__cause__ if isinstance(error, django.db.Error) else error
    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError) or isinstance(cause, PoolTimeout):
        return
    # Without a code it was the connection that failed; 57P is the server's own end.
    if cause.sqlstate is None or cause.sqlstate.startswith("57P"):
        django.db.connection.pool.drain()  # type: ignore[attr-defined]  # the stubs do not know PostgreSQL's pool


async def open_pool() -> None:
    """Open the pool on the running loop; it connects in the background, so a database that is away is no error yet."""
    global _pool
    if _pool is None:
        pool: AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]] = AsyncConnectionPool(
            settings.DATABASE_URL,
            kwargs=connection_options("parley loop"),
            min_size=1,
            max_size=settings.ASYNC_DATABASE_POOL_SIZE,
            timeout=settings.DATABASE_POOL_TIMEOUT_SECONDS,
            reconnect_timeout=settings.DATABASE_RECONNECT_SECONDS,
            check=_check,
            open=False,
        )
        await pool.open(wait=False)
        _pool = pool


async def close_pool() -> None:
    """Close the pool; what is under way on its connections is waited for up to 5 seconds."""
    global _pool
    if _pool is not None:
        pool, _pool = _pool, None
        await pool.close()


def pool_stats() -> dict[str, int]:
    """Return psycopg's figures of the pool, none while it is not open."""
    return {} if _pool is None else _pool.get_stats()


@asynccontextmanager
async def connection() -> AsyncIterator[AsyncConnection[tuple[Any, ...]]]:
    """Borrow a connection in autocommit; `async with c.transaction()` groups statements."""
    if _pool is None:
        await open_pool()
    assert _pool is not None
    async with _pool.connection() as borrowed:
        yield borrowed
