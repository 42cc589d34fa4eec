"""The event loop's access to PostgreSQL: one pool of async connections, and the errors of a lost database."""

import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import django.db
import psycopg
import tenacity
from django.conf import settings
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

P = ParamSpec("P")
T = TypeVar("T")

# The errors of a database that is away. Any other error means that the statement is wrong.
UNAVAILABLE = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    PoolTimeout,
    django.db.OperationalError,
    django.db.InterfaceError,
)
# The errors of a database that answers: a row was locked for too long, a statement took too long, or too many requests
# wait for a connection.
BUSY = (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled, TooManyRequests)


def cause_of(error: BaseException) -> BaseException | None:
    """Return psycopg's error. Django wraps it in an error of its own."""
    return error.__cause__ if isinstance(error, django.db.Error) else error


def _may_run_again(error: BaseException) -> bool:
    """Return whether a transaction was rolled back because it conflicted with another one.

    False inside an outer transaction: it is rolled back too, so the inner one cannot be repeated alone.
    """
    cause = cause_of(error)
    lost = isinstance(cause, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure)
    return lost and not django.db.connection.in_atomic_block


# Two services that met in a deadlock should not meet again, so each waits for a random time before its next try.
LONGEST_PAUSE_SECONDS = 0.05
_again = tenacity.retry(
    retry=tenacity.retry_if_exception(_may_run_again),
    stop=tenacity.stop_after_attempt(2),
    wait=tenacity.wait_random(0, LONGEST_PAUSE_SECONDS),
    reraise=True,
)


def retried(service: Callable[P, T]) -> Callable[P, T]:
    """Decorate a service with a transaction of its own: it makes up to three tries.

    The others follow deadlocks (40P01) and serialization failures (40001).
    """
    again = _again(service)

    @wraps(service)
    def trying(*args: P.args, **kwargs: P.kwargs) -> T:
        # The first one without tenacity, which leaves objects to the garbage collector at each call.
        try:
            return service(*args, **kwargs)
        except Exception as error:
            if not _may_run_again(error):
                raise
        time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))  # noqa: S311 - no secret
        return again(*args, **kwargs)

    return trying


_pool: AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]] | None = None


def connection_options(application: str) -> dict[str, Any]:
    """Return the keyword arguments of async connections. `application` is their name in pg_stat_activity."""
    return {
        "autocommit": True,
        "connect_timeout": settings.DATABASE_CONNECT_TIMEOUT_SECONDS,
        "options": settings.DATABASE_SESSION_OPTIONS,
        "application_name": application,
        "prepare_threshold": 1,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    }


async def _check(borrowed: AsyncConnection[tuple[Any, ...]]) -> None:
    """Check a connection. If it is lost, replace all at once, because the pool would replace about one per second."""
    try:
        await AsyncConnectionPool.check_connection(borrowed)
    except psycopg.Error:
        if _pool is not None:
            await _pool.drain()
        raise


def forget_lost(error: Exception) -> None:
    """Replace all connections of Django's pool when an error shows that the server was lost or is stopping.

    The request that finds a dead connection is answered with `unavailable`. Without this, each other dead connection
    would cost one more request.
    """
    cause = cause_of(error)
    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError) or isinstance(cause, PoolTimeout):
        return
    # An error without a code means that the connection failed. 57P means that the server stops.
    if cause.sqlstate is None or cause.sqlstate.startswith("57P"):
        django.db.connection.pool.drain()  # type: ignore[attr-defined]  # the stubs do not know PostgreSQL's pool


async def open_pool() -> None:
    """Open the pool on the running loop. It connects in the background, so a database that is away is no error yet."""
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
    """Close the pool. Waits up to 5 seconds for statements that are running on its connections."""
    global _pool
    if _pool is not None:
        pool, _pool = _pool, None
        await pool.close()


def pool_stats() -> dict[str, int]:
    """Return psycopg's figures of the pool; an empty dict while the pool is not open."""
    return {} if _pool is None else _pool.get_stats()


@asynccontextmanager
async def connection() -> AsyncIterator[AsyncConnection[tuple[Any, ...]]]:
    """Borrow a connection in autocommit; `async with c.transaction()` groups statements."""
    if _pool is None:
        await open_pool()
    assert _pool is not None
    async with _pool.connection() as borrowed:
        yield borrowed
